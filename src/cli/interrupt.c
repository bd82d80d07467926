/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define LOOK_NS 50000000L /* how long interrupt_end() may wait */

struct Interrupt {
    const char *word;
    atomic_bool is_over;
    pthread_t thread;
    sigset_t before;
};

bool hangup_is_ignored(void)
{
    struct sigaction action = {0};

    return sigaction(SIGHUP, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static sigset_t wanted_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (!hangup_is_ignored())
        sigaddset(&set, SIGHUP);
    return set;
}

static void *interrupt_wait(void *data)
{
    const Interrupt *interrupt = data;
    const sigset_t wanted = wanted_signals();
    const struct timespec look = {.tv_nsec = LOOK_NS};

    while (!atomic_load(&interrupt->is_over)) {
        if (sigtimedwait(&wanted, NULL, &look) < 0)
            continue;
        fprintf(stderr, "shaodian: interrupted: %s\n", interrupt->word);
        /* Nothing is tidied up: what runs is undone by the database. */
        _exit(1);
    }
    return NULL;
}

Interrupt *interrupt_begin(const char *word, GError **error)
{
    g_autofree Interrupt *interrupt = g_new0(Interrupt, 1);
    const sigset_t wanted = wanted_signals();

    interrupt->word = word;
    pthread_sigmask(SIG_BLOCK, &wanted, &interrupt->before);
    if (pthread_create(&interrupt->thread, NULL, interrupt_wait, interrupt) == 0)
        return g_steal_pointer(&interrupt);
    pthread_sigmask(SIG_SETMASK, &interrupt->before, NULL);
    fail(error, FAIL_UNAVAILABLE, "a thread can't be started");
    return NULL;
}

void interrupt_end(Interrupt *interrupt)
{
    atomic_store(&interrupt->is_over, true);
    pthread_join(interrupt->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &interrupt->before, NULL);
    g_free(interrupt);
}
