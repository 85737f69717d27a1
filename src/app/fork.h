/*
 * fork.h - operations by hand: the run goes its own way from wherever one stands.
 *
 * A line is opened with `:`; what is typed there happens, at the end of the operation under way,
 * and becomes part of a fork, which can be walked in like any run.  What came after the place
 * where one types is replaced.  Leaving the fork returns to exactly where one was.
 */
#ifndef APP_FORK_H
#define APP_FORK_H

#include <stdbool.h>
#include <stdint.h>

#include "app/prompt.h"
#include "draw/canvas.h"
#include "program/phrase.h"
#include "timeline/timeline.h"
#include "view/view.h"

struct app;

/* What the screen looked like when the fork began. */
struct fork_home {
	struct position position;
	enum pane pane, zoom;
	enum level entered;
	struct focus focus;
	struct selection selection;
	bool held;
};

struct app_fork {
	struct program *program;   /* owned; NULL = there is no fork */
	struct timeline *timeline; /* owned: its run, which the app shows */
	struct timeline *base;     /* borrowed: the run it left */
	struct fork_home home;
	bool line;                 /* the line is open */
	struct prompt prompt;
	char last[sizeof((struct prompt *)0)->text]; /* typed before; Up brings it back */
	struct phrase_fault fault; /* of what was typed; "" = none */
	char save_name[sizeof((struct prompt *)0)->text]; /* what :save was given */
	bool save_over;            /* save! */
};

/* The command: open the line. */
void fork_ask(struct app *app);

/* A key for the open line.  False: there is none.  [save] becomes true where the user asks for
 * the fork to be saved under save_name. */
bool fork_takes_key(struct app *app, uint32_t key, uint64_t now_ms, bool *save);

/* Throw the fork away.  False: there was none. */
bool fork_leave(struct app *app);

/* At the end of the app. */
void fork_fini(struct app *app);

/* The open line, and what can be typed, on top of the screen. */
void fork_draw(const struct app *app, struct canvas *canvas);

#endif
