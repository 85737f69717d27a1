/*
 * app.h - the state of the interactive program, what commands do to it, and how it
 * looks.  No terminal, no clock: keys and time come in as arguments.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "app/keymap.h"
#include "app/ask.h"
#include "app/fork.h"
#include "app/search.h"
#include "draw/style.h"
#include "timeline/pair.h"
#include "timeline/timeline.h"
#include "view/layout.h"
#include "view/motion.h"
#include "view/scene.h"

struct app_options {
	const char *file;
	bool chinese;
	bool only_ascii;     /* the terminal cannot show Chinese */
	const struct keymap *keymap; /* NULL = the usual one */
	const struct theme *theme; /* of the terminal; NULL = it has no colours */
	bool clicker;        /* '.' comes from a presenter's clicker: it blanks the screen */
	int width, height;   /* draw no larger than this; 0 = as large as the terminal */
	double speed;        /* 0 = 1 */
	double step_ms;      /* from one move to the next at that speed; 0 = as the detail has it */
	double stop_ms;      /* at each narration; 0 = as long as reading takes */
	double frame_ms;     /* from one frame to the next of what moves by itself; 0 = 33 */
	double busy_ms;      /* moves closer together than this are made at once; 0 = frame_ms */
	enum detail detail;
	bool still;          /* nothing moves by itself */
	bool follows;        /* begin at the end of a run that grows, and stay there */
	bool big;            /* for a projector */
	bool in_menu;        /* leaving it leads to the menu of lessons ... */
	bool has_next;       /* ... in which there is another after this */
	bool holds_focus;
	struct focus focus;
	const struct tail *printed; /* by the program that is watched; NULL = none is */
	struct timeline *beside; /* a second side, in lockstep; NULL = none */
};

enum app_request { APP_GO_ON, APP_QUIT, APP_RELOAD, APP_SUSPEND, APP_SAVE };

/* What travels over the screen (animate.h). */
struct animation {
	struct motion_frame frames[2];
	int last;              /* which of them was drawn last */
	unsigned moves;        /* since then */
	int direction;         /* of the only one; 0 = they were several, or a jump */
	struct motion motion;
	bool started;
	uint64_t started_ms, next_ms; /* the next frame */
	double duration_ms, progress;
};

/* What the side without the focus is left with (beside.h). */
struct app_side {
	struct focus focus;
	struct selection selection;
	bool held;
	struct scene scene;        /* of the last frame */
};

struct app {
	struct pair pair;          /* one side, or two; the timelines are borrowed */
	int side;                  /* of the pair: the one that has the focus */
	struct timeline *timeline; /* that side's */
	struct app_options options;
	struct keymap keymap;
	const struct theme *theme; /* NULL = there are no colours */
	enum detail detail;
	double speed;
	bool reached_end;          /* once, of the run that is in the file */
	bool ended;                /* it has been said that this is the end; no move since */
	uint64_t next_stop_ms;     /* when the next narration was asked for last */
	bool wants_next;           /* leaves for the next lesson */
	bool follows;              /* a run that grows: stays at its end */
	int playing;               /* 0 no, 1 forwards, -1 backwards */
	uint64_t due_ms;           /* when playing: of the next move */
	uint64_t count;            /* number typed before a command; 0 = none */
	bool blank;                /* nothing is shown until the next key */
	int help, help_pages;      /* the page shown; 0 = none */
	enum pane pane, zoom;      /* PANE_COUNT = none */
	enum level entered;        /* the level at which the usual screen was left */
	bool big;                  /* for a projector: unless zoomed, large and little */
	bool pool_alone;           /* the screen is too small for more than the pool */
	uint32_t columns;          /* things a row of the zoomed level has */
	bool turned;               /* to another pane, by the last key */
	struct focus focus;
	struct selection selection; /* in the focus; if held */
	bool held;
	enum pane before_tenants;  /* where the list of tenants was opened */
	uint64_t tenant;           /* the one selected there; 0 = none yet */
	enum pane before_printed;  /* where what the program prints was opened */
	uint64_t printed_up;       /* lines of it below those that are shown */
	uint64_t printed_lines;    /* that there were when it was drawn last */
	uint64_t tenants_shown_ms; /* when progress was shown last */
	bool future;               /* blocks are painted by what will become of them */
	uint64_t soon;             /* operations; 0 = as the run's length suggests */
	char message[128];         /* shown until the next key */
	char fault[640];           /* why the file could not be read again; the same */
	struct {
		uint64_t events;   /* at this place, ... */
		int chosen;        /* ... so far answered, */
		int skip;          /* the first rows are read ... */
		int width, rows;   /* ... on a pane of that size */
		bool go_on;        /* there are more */
		bool fit;          /* all do where they usually are */
	} words;                   /* the narrator's, as they were drawn last */
	uint64_t waiting_for;      /* operation to go to once the scout has been there; 0 = none,
				    * UINT64_MAX = the end */
	struct app_search search;
	struct app_fork fork;
	struct app_ask ask;
	struct animation animation;
	struct scene scene;        /* of the last frame */
	struct app_side away;      /* the other side, if there is one */
};

/* Where the user is in the run that is in the file, fork or not. */
struct position app_place(const struct app *app);

/* How often the next command is to be done: the number typed, or once. */
static inline uint64_t app_times(const struct app *app)
{
	return app->count ? app->count : 1;
}

void app_init(struct app *app, struct timeline *timeline, const struct app_options *options);

/* Before the timeline goes: a fork lives on it. */
void app_fini(struct app *app);

/* The same place in timelines made anew from the changed file: the same operation, and as far in
 * it; the end if there are fewer. */
void app_adopt(struct app *app, const struct pair *fresh);

enum app_request app_key(struct app *app, uint32_t key, uint64_t now_ms);
enum app_request app_command(struct app *app, enum command_id id, uint64_t now_ms);

/* Whether somebody is typing a line, or has forked the run: it must stay as it is. */
bool app_is_busy(const struct app *app);

/* A click on cell (x, y) of a screen of that size. */
void app_click(struct app *app, int x, int y, int width, int height);
void app_wheel(struct app *app, bool up, int x, int y, int width, int height, uint64_t now_ms);

/* Move if playing and the time has come; true if something changed. */
bool app_tick(struct app *app, uint64_t now_ms);

/* Milliseconds from one frame to the next of what moves by itself. */
static inline double app_frame_ms(const struct app *app)
{
	return app->options.frame_ms > 0 ? app->options.frame_ms : 33;
}

/* Milliseconds from one move to the next while playing. */
double play_pace_ms(const struct app *app);

/* Milliseconds for which playing stays where the cursor is: words take time to read. */
double play_dwell_ms(const struct app *app);

/* Milliseconds until app_tick has something to do; -1 = never. */
int app_wait_ms(const struct app *app, uint64_t now_ms);

/* Make the scene of what is at the cursor, for who tells it instead of drawing it: app_draw does so
 * by itself. */
void app_prepare(struct app *app);
void app_draw(struct app *app, struct canvas *canvas);

#endif
