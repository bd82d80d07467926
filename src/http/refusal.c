/* SPDX-License-Identifier: Apache-2.0 */
#include "http/refusal.h"

#include <pthread.h>
#include <stdbool.h>

#define QUIET_MS 60000

typedef struct Refusal {
    char *detail;    /* of the last one */
    guint64 count;   /* since the start */
    guint64 untold;  /* since the last line */
    int64_t told_at; /* monotonic */
} Refusal;

struct Refusals {
    pthread_mutex_t lock;
    GHashTable *kinds; /* char * to Refusal * */
};

static void refusal_free(void *data)
{
    Refusal *refusal = data;

    g_free(refusal->detail);
    g_free(refusal);
}

Refusals *refusals_new(void)
{
    Refusals *refusals = g_new0(Refusals, 1);

    pthread_mutex_init(&refusals->lock, NULL);
    refusals->kinds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, refusal_free);
    return refusals;
}

void refusals_free(Refusals *refusals)
{
    if (refusals == NULL)
        return;
    g_hash_table_unref(refusals->kinds);
    pthread_mutex_destroy(&refusals->lock);
    g_free(refusals);
}

static Refusal *refusal_of(Refusals *refusals, const char *kind)
{
    Refusal *refusal = g_hash_table_lookup(refusals->kinds, kind);

    if (refusal != NULL)
        return refusal;
    if (g_hash_table_size(refusals->kinds) >= REFUSAL_KINDS_MAX && !g_str_equal(kind, "other"))
        return refusal_of(refusals, "other");
    refusal = g_new0(Refusal, 1);
    refusal->told_at = -QUIET_MS;
    g_hash_table_insert(refusals->kinds, g_strdup(kind), refusal);
    return refusal;
}

static void refusal_tell(Refusal *refusal, const char *kind, int64_t now)
{
    if (refusal->untold == 1)
        g_message("turned away (%s): %s", kind, refusal->detail);
    else
        g_message("turned away (%s), %" G_GUINT64_FORMAT " times more: %s", kind, refusal->untold,
            refusal->detail);
    refusal->untold = 0;
    refusal->told_at = now;
}

void refusals_note(Refusals *refusals, const char *kind, const char *detail, int64_t now)
{
    pthread_mutex_lock(&refusals->lock);
    Refusal *refusal = refusal_of(refusals, kind);
    bool is_new = refusal->count == 0 || now - refusal->told_at >= QUIET_MS;
    refusal->count++;
    refusal->untold++;
    g_free(refusal->detail);
    refusal->detail = g_strdup(detail);
    if (is_new)
        refusal_tell(refusal, kind, now);
    pthread_mutex_unlock(&refusals->lock);
}

void refusals_tell(Refusals *refusals, int64_t now)
{
    GHashTableIter iter;
    void *kind = NULL;
    void *value = NULL;

    pthread_mutex_lock(&refusals->lock);
    g_hash_table_iter_init(&iter, refusals->kinds);
    while (g_hash_table_iter_next(&iter, &kind, &value)) {
        Refusal *refusal = value;
        if (refusal->untold > 0 && now - refusal->told_at >= QUIET_MS)
            refusal_tell(refusal, kind, now);
    }
    pthread_mutex_unlock(&refusals->lock);
}

void refusals_write(Refusals *refusals, GString *out)
{
    GHashTableIter iter;
    void *kind = NULL;
    void *value = NULL;

    g_string_append(out, "# TYPE shaodian_http_refused_total counter\n");
    pthread_mutex_lock(&refusals->lock);
    g_hash_table_iter_init(&iter, refusals->kinds);
    while (g_hash_table_iter_next(&iter, &kind, &value))
        g_string_append_printf(out,
            "shaodian_http_refused_total{kind=\"%s\"} %" G_GUINT64_FORMAT "\n", (char *) kind,
            ((Refusal *) value)->count);
    pthread_mutex_unlock(&refusals->lock);
}
