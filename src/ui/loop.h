/*
 * loop.h - the interactive program: the only place that waits for keys and time.
 */
#ifndef UI_LOOP_H
#define UI_LOOP_H

#include "base/watch.h"
#include "draw/canvas.h"
#include "term/term.h"
#include "ui/ui.h"

struct cast_recorder;
struct tail;

/* What a program prints while it is watched. */
struct listener {
	const struct tail *tail;       /* of it, as far as it was heard */
	bool (*listen)(void *context); /* hear the rest; true if there was something */
	void *context;
};

/* What comes from outside: the file, read again. */
struct loop_file {
	/* Read it again; [fresh] becomes the run that it holds now.  False: it holds none, the
	 * present one goes on ([why] then says why, as diagnostics are printed). */
	bool (*read)(void *context, struct pair *fresh, char *why, size_t bytes);
	/* The fresh run has taken the place of the one before, which may go. */
	void (*replaced)(void *context);
	void *context;
	/* Save the run up to here, as the user has asked; says itself how it went. */
	void (*save)(void *context, struct session *session);
	const struct listener *listener; /* borrowed; NULL = no program is watched */
	struct watch *watch; /* borrowed; NULL = nobody tells when it changes */
	struct cast_recorder *cast_recorder; /* borrowed; NULL = nothing is written down */
};

/* Run until the user quits, or the terminal goes away (false). */
bool loop_run(struct ui *ui, struct term *term, const struct loop_file *file);

#endif
