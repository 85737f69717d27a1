/* tidy.c - remove what is half written when a signal comes; see tidy.h. */
#include "base/tidy.h"

#include <assert.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGXFSZ};

/* Signal handlers have no other way to know. */
static struct {
	char path[PATH_MAX];
	volatile sig_atomic_t is_there;
} unfinished[TIDY_MOST];

static void remove_all(void)
{
	for (int i = 0; i < TIDY_MOST; i++)
		if (unfinished[i].is_there && unlink(unfinished[i].path) != 0)
			rmdir(unfinished[i].path);
}

static void on_signal(int number)
{
	remove_all();
	raise(number); /* SA_RESETHAND: now as if nobody had listened */
}

static void listen_once(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND}, old;
	static bool listens;

	if (listens)
		return;
	listens = true;
	atexit(remove_all); /* as when there is no memory */
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		/* Who started us with a signal ignored (nohup) wants it ignored. */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

int tidy_on_signal(const char *path)
{
	int i = 0;

	while (i < TIDY_MOST && unfinished[i].is_there)
		i++;
	assert(i < TIDY_MOST);
	if (!path || snprintf(unfinished[i].path, PATH_MAX, "%s", path) >= PATH_MAX)
		return -1;
	unfinished[i].is_there = 1;
	listen_once();
	return i;
}

void tidy_forget(int number)
{
	if (number >= 0)
		unfinished[number].is_there = 0;
}
