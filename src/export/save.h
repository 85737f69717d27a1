/*
 * save.h - a run, up to where somebody stands, as a scenario that leads there.
 *
 * Of a scenario's text what lies before that place is kept as it is, where it can be; else, and of
 * recordings, every operation is listed.  Whatever is written has been run before, and leads to
 * the same heap.
 */
#ifndef EXPORT_SAVE_H
#define EXPORT_SAVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/lang.h"
#include "session/input.h"

#define SAVE_MOST 5000 /* operations that are listed */

struct session;

/* What is to be saved: [program] from its beginning, [events] of them. */
struct save {
	const struct input *input;     /* the file it began with */
	struct program *program;       /* the input's, or a fork of it */
	const struct world *world;     /* where those events have led */
	uint64_t events;
	uint64_t typed; /* of the events: the last N were typed by hand */
};

/* The scenario's text, to be freed.  NULL: [why], of [bytes], says in the language why there can be
 * none. */
char *save_text(const struct save *save, enum lang lang, char *why, size_t bytes);

/* Save what the session shows under the name it was given, and let it say so. */
void save_session(const struct input *input, struct session *session);

#endif
