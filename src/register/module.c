/* SPDX-License-Identifier: Apache-2.0 */
#include "register/module.h"

const Module register_module = {"register", PARTS(&register_part, &paper_part, &plain_part)};
