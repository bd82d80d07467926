// SPDX-License-Identifier: Apache-2.0
import type { RouteRecordRaw } from 'vue-router'
import type { Place } from '@/app/place'

export const places: Place[] = []
export const routes: RouteRecordRaw[] = []
