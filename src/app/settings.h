/* SPDX-License-Identifier: Apache-2.0 */
/* settings - the table of everything an operator may adjust; the file is DATA/shaodian.conf. */
#pragma once

#include "base/setting.h"

extern const SettingRow app_settings_rows[];
