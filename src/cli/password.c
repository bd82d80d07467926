/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/password.h"

#include "base/password.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

char *password_ask(const char *whose, GError **error)
{
    char line[PASSWORD_MAX * 4 + 2] = "";
    struct termios before = {0};
    bool typed = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;

    if (typed) {
        struct termios silent = before;
        silent.c_lflag &= ~(tcflag_t) ECHO;
        fprintf(stderr, "%s: ", whose);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    bool read_one = fgets(line, sizeof line, stdin) != NULL;
    if (typed) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fprintf(stderr, "\n");
    }
    line[strcspn(line, "\r\n")] = '\0';
    if (read_one && *line != '\0')
        return g_strdup(line);
    fail(error, FAIL_INVALID, "a password is read from standard input: one line");
    return NULL;
}
