/* SPDX-License-Identifier: Apache-2.0 */
/* touch - what rosters say of an absence: roster/ sees leave/, and leave/ asks by this service. */
#pragma once

#include "leave/leave.h"

extern const LeaveRoster roster_of_leave; /* for SERVICE_LEAVE_ROSTER */
