/*
 * sessions.h - the command line of a fuzzer whose sessions follow from a seed and a file:
 *
 *	[--seed N] [--sessions N] [--actions N] WORD...
 */
#ifndef SUPPORT_SESSIONS_H
#define SUPPORT_SESSIONS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sessions {
	uint64_t seed, count; /* the first one's; each has the next */
	unsigned actions;     /* of each */
};

/* What the options say, where they say something.  Returns the index of the first word behind them. */
static inline int sessions_read(struct sessions *sessions, int argc, char **argv)
{
	int i = 1;

	for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
		uint64_t value = strtoull(argv[i + 1], NULL, 10);

		if (strcmp(argv[i], "--seed") == 0)
			sessions->seed = value;
		else if (strcmp(argv[i], "--sessions") == 0)
			sessions->count = value;
		else
			sessions->actions = (unsigned)value;
	}
	return i;
}

/* Run them.  With one session the file is the one named; otherwise the files take turns. */
static inline void sessions_run(const struct sessions *sessions, char **files, int file_count,
				void (*run)(const char *path, uint64_t seed, unsigned actions))
{
	for (uint64_t k = 0; k < sessions->count; k++) {
		uint64_t seed = sessions->seed + k;

		run(files[seed % (uint64_t)file_count], seed, sessions->actions);
	}
	printf("%llu sessions of %u actions\n", (unsigned long long)sessions->count,
	       sessions->actions);
}

#endif
