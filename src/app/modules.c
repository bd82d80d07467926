/* SPDX-License-Identifier: Apache-2.0 */
#include "app/modules.h"

const Module *const app_modules[] = {
    NULL,
};
