/* SPDX-License-Identifier: Apache-2.0 */
/* errand - a work of the pool on behalf of a request; inside http/ only.
 *
 * Its asker waits for it with the connection suspended, and then it is called off when the asker
 * goes away; or it is told at once where to look (202 and Location), and then the errand is the
 * registry's (works.h) and needs the asker no more. */
#pragma once

#include "http/request.h"

/* Is it to be looked for later: because it is so heavy, or the client prefers it? */
bool errand_is_later(const Request *request, WorkWeight weight);

/* Answers a slow query that may be asked, in the pool, by query_reply() of read.c. Replies or
 * suspends. */
typedef Reply *(*ErrandAnswer)(const Asked *asked, Db *db, GError **error);
void errand_query(Request *request, ErrandAnswer answer, WorkWeight weight);
/* Submits the order of a work to the executor for a client that looks later, and replies. Its
 * done() and data are the errand's, and the request's arguments too. */
void errand_command(Request *request, Order *order);

/* GET /works/{id}, its result, DELETE. */
void work_show(Request *request);
void work_result(Request *request);
void work_call_off(Request *request);
