/*
 * progress.h - which lessons have been seen, and how far, from one day to the next.
 *
 * A small text in $XDG_STATE_HOME/arenawalk (~/.local/state where that is not set):
 *
 *	arenawalk-lessons 1
 *	seen 08-pool-states.yaml 0 3 4        answers: 3 of 4 right
 *	begun 09-pools.yaml 17 0 0            left after event 17
 *
 * It is a convenience: what cannot be read is passed over, what cannot be written is not, and
 * nobody hears of either.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen {
	char *name;         /* of the lesson's file; owned */
	bool is_seen;       /* to its end, once */
	uint64_t events;    /* where it was left; 0 = at the beginning, or at the end */
	uint32_t right, asked; /* answers, when there were any last */
};

struct progress {
	struct seen *items;
	size_t count, capacity;
	char *path; /* owned; NULL = nowhere to keep it */
};

/* Read what there is; where nothing can be read, nothing was seen.  To be closed with
 * progress_close, which writes nothing. */
void progress_open(struct progress *progress);
void progress_close(struct progress *progress);

/* What is known of a lesson, valid until the next progress_note; NULL: never opened. */
const struct seen *progress_find(const struct progress *progress, const char *name);

/* What has come of a lesson now; [now]'s own name does not count.  Written at once. */
void progress_note(struct progress *progress, const char *name, const struct seen *now);

#endif
