/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/source_tally.h"

#include <pthread.h>

typedef struct Tally {
    int64_t first_at;
    int guesses; /* since then */
} Tally;

struct SourceTally {
    pthread_mutex_t lock; /* guards what follows */
    GHashTable *sources;  /* name of the address -> Tally * */
};

SourceTally *source_tally_new(void)
{
    SourceTally *tally = g_new0(SourceTally, 1);

    pthread_mutex_init(&tally->lock, NULL);
    tally->sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return tally;
}

void source_tally_free(SourceTally *tally)
{
    if (tally == NULL)
        return;
    g_hash_table_unref(tally->sources);
    pthread_mutex_destroy(&tally->lock);
    g_free(tally);
}

static bool is_over(const Tally *of, int64_t now)
{
    return now - of->first_at >= SOURCE_GUESSES_MS;
}

static gboolean is_old(void *source, void *of, void *now)
{
    return is_over(of, *(const int64_t *) now);
}

static void room_make(SourceTally *tally, int64_t now)
{
    if (g_hash_table_size(tally->sources) < SOURCES_MAX)
        return;
    g_hash_table_foreach_remove(tally->sources, is_old, &now);
    if (g_hash_table_size(tally->sources) >= SOURCES_MAX)
        g_hash_table_remove_all(tally->sources);
}

void source_tally_add(SourceTally *tally, const char *source, int64_t now)
{
    if (tally == NULL || source == NULL)
        return;
    pthread_mutex_lock(&tally->lock);
    Tally *of = g_hash_table_lookup(tally->sources, source);
    if (of == NULL) {
        room_make(tally, now);
        of = g_new0(Tally, 1);
        g_hash_table_insert(tally->sources, g_strdup(source), of);
    }
    if (of->guesses == 0 || is_over(of, now))
        *of = (Tally){.first_at = now};
    of->guesses++;
    /* The hour of the lock begins with the guess that brought it. */
    if (of->guesses == SOURCE_GUESSES_MAX)
        of->first_at = now;
    pthread_mutex_unlock(&tally->lock);
}

bool source_tally_is_full(SourceTally *tally, const char *source, int64_t now)
{
    if (tally == NULL || source == NULL)
        return false;
    pthread_mutex_lock(&tally->lock);
    const Tally *of = g_hash_table_lookup(tally->sources, source);
    bool full = of != NULL && of->guesses >= SOURCE_GUESSES_MAX && !is_over(of, now);
    pthread_mutex_unlock(&tally->lock);
    return full;
}
