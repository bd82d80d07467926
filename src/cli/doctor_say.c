/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/doctor.h"

#include <stdarg.h>
#include <stdio.h>

void doctor_say(Doctor *doctor, Finding finding, const char *what, const char *format, ...)
{
    static const char *const words[] = {"ok", "warn", "fail"};
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_strdelimit(text, "\n", ' ');
    printf("%-4s  %-14s  %s\n", words[finding], what, text);
    doctor->counts[finding]++;
}
