/*
 * collector.h - the recorder's side of recorder/share.h: rings of recorded programs into files.
 */
#ifndef COLLECT_COLLECTOR_H
#define COLLECT_COLLECTOR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "recorder/share.h"

struct collector;

#define OTHERS_TOLD 3u
#define OTHER_BYTES 24u

struct collector_result {
	uint32_t processes;   /* that were recorded */
	char others[OTHERS_TOLD][OTHER_BYTES]; /* what follows the name of the first one's file in those of
						* others: the first of them */
	uint64_t bytes;       /* written, in all files */
	uint64_t calls;       /* of the first, in its file */
	uint32_t missed[MISSED_KINDS]; /* processes that could have been recorded, by why not */
	enum problem problem; /* of the first process that was not recorded */
	bool in_order;        /* the first process came to its end */
	char python[128];     /* of the first; "" = there was none */
	int error;            /* errno of what could not be written; 0 = all was */
	uint32_t unwritten;   /* processes that have no file, because ... */
	int no_file;          /* ... of this errno */
};

/* NULL, with a message, if there is no shared memory. */
struct collector *collector_new(bool children);
struct share *collector_share(struct collector *collector);
int collector_fd(const struct collector *collector);

/* What may be there already. */
enum replaces {
	REPLACES_NOTHING,
	REPLACES_RECORDING, /* an empty file, too */
	REPLACES_ANY,       /* that is a file, and the user's own */
};

/* Record into [path].  False, with a message, if it cannot be written. */
bool collector_output(struct collector *collector, const char *path, enum replaces replaces);

/* Write what makes a frame, or is old enough; when there is nothing, wait for it, at most [ms] and
 * not longer than what there may be meanwhile may wait. */
void collector_work(struct collector *collector, unsigned ms);

/* How many recorded processes still run. */
uint32_t collector_running(struct collector *collector);

/* Write the rest. */
struct collector_result collector_finish(struct collector *collector);
void collector_destroy(struct collector *collector);

#endif
