/* SPDX-License-Identifier: Apache-2.0 */
/* stream - server-sent events: every open page hears what happened to what it may see.
 *
 * A listener is a suspended connection. One thread, the pump, reads the feed once a batch, decides
 * for each *view* (an account and where it looks) what may be seen, and wakes the listeners of that
 * view with the same bytes. Sessions are asked again within five seconds. */
#pragma once

#include "engine/engine.h"
#include "engine/feed.h"

typedef struct Stream Stream;
typedef struct Listener Listener;

/* NULL with FAIL_UNAVAILABLE when there is no thread for it. */
Stream *stream_new(Engine *engine, Feed *feed, GError **error);
/* Ends every listener and takes no more; the daemon may be stopped afterwards. */
void stream_stop(Stream *stream);
/* After the daemon is gone. */
void stream_free(Stream *stream);
unsigned stream_listeners(Stream *stream);
