/* tidy.c - remove what is half written when a signal comes; see tidy.h. */
#include "cli/tidy.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

static const int signals[] = {SIGHUP, SIGINT, SIGTERM, SIGXCPU, SIGXFSZ};

/* Signal handlers have no other way to know. */
static const char *volatile unfinished;

static void remove_it(int number)
{
	if (unfinished)
		unlink(unfinished);
	raise(number); /* SA_RESETHAND: now as if nobody had listened */
}

/* As when there is no memory. */
static void remove_at_exit(void)
{
	if (unfinished)
		unlink(unfinished);
}

void tidy_on_signal(const char *path)
{
	static bool is_asked;
	struct sigaction action = {.sa_handler = remove_it, .sa_flags = (int)SA_RESETHAND}, old;

	if (path && !is_asked)
		atexit(remove_at_exit);
	is_asked |= path != NULL;
	unfinished = path;
	for (size_t i = 0; path && i < sizeof signals / sizeof *signals; i++) {
		/* Who started us with a signal ignored (nohup) wants it ignored. */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}
