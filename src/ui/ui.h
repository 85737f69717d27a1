/*
 * ui.h - the interactive program on top of a session: what is looked at, what lies over the screen,
 * what keys do, and how it all looks.  No terminal, no clock: keys and time come in as arguments.
 *
 *	press ---> overlays ---> commands ---> session, cursor
 *	                                            |
 *	canvas <--- ui_paint <--- scene, layout <--+ ui_prepare, ui_lay_out
 */
#ifndef UI_UI_H
#define UI_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/style.h"
#include "session/session.h"
#include "ui/cursor.h"
#include "ui/keymap.h"
#include "ui/overlay.h"
#include "ui/prompt.h"
#include "view/layout.h"
#include "view/motion.h"
#include "view/scene.h"

struct ui_options {
	struct session_options session; /* slice_ms: 0 = frame_ms */
	const char *file;
	bool only_ascii;     /* the terminal cannot show Chinese */
	const struct keymap *keymap; /* NULL = the usual one */
	const struct theme *theme; /* of the terminal; NULL = it has no colours */
	bool clicker;        /* '.' comes from a presenter's clicker: it blanks the screen */
	int width, height;   /* draw no larger than this; 0 = as large as the terminal */
	double frame_ms;     /* from one frame to the next of what moves by itself; 0 = 33 */
	bool still;          /* nothing moves by itself */
	bool big;            /* for a projector */
	bool holds_focus;
	struct focus focus;
	const struct tail *printed; /* by the program that is watched; NULL = none is */
};

/* What travels over the screen (animate.h). */
struct animation {
	struct motion_frame frames[2];
	int last;              /* which of them was drawn last */
	struct motion motion;
	bool started;
	uint64_t started_ms, next_ms; /* the next frame */
	double duration_ms, progress;
};

/* How the screen looks, as far as the user has turned it. */
struct looks {
	const struct theme *theme; /* NULL = there are no colours */
	bool only_ascii;
	bool still;                /* nothing travels */
	bool big;                  /* for a projector: unless zoomed, large and little */
	bool future;               /* blocks are painted by what will become of them */
	uint64_t soon;             /* operations; 0 = as the run's length suggests */
};

/* How far the narrator's words at hand have been read, on a screen of the present size. */
struct reading {
	uint64_t events;   /* at this place, ... */
	int chosen;        /* ... so far answered, ... */
	int width, rows;   /* ... on a pane of that size, ... */
	int skip;          /* ... the first rows */
	bool go_on;        /* there are more */
	bool fit;          /* all do where they usually are */
};

/* What is asked for on a line (find_line.h). */
struct find_line {
	struct prompt prompt;
	enum find_use use;
	bool back;
	uint64_t times;
	char fault[160];   /* of what was typed; shown until the next key */
};

/* The line for operations by hand (hand_line.h). */
struct hand_line {
	struct prompt prompt;
	char last[PROMPT_BYTES]; /* typed before; Up brings it back */
	struct cursor home;      /* what was looked at when the fork began */
};

/* All commands by name (palette.h). */
struct palette {
	struct prompt prompt;
	int at;            /* which of those that go with what was typed */
	uint64_t count;    /* the number typed before it */
};

/* The list of tenants (tenant_list.h), and what a program prints (printed.h), each in a pane of
 * its own. */
struct tenants_pane {
	uint64_t tenant;   /* the one selected; 0 = none yet */
	uint64_t shown_ms; /* when progress was shown last */
};

struct printed_pane {
	uint64_t up;       /* lines below those that are shown */
	uint64_t lines;    /* that there were when it was drawn last */
};

struct ui {
	struct session session;
	struct cursor cursor, away; /* away: of the side without the focus */
	struct scene scenes[PAIR_SIDES]; /* as they were prepared last; by side */
	unsigned shown;            /* session.shown as of the last scenes */
	struct layout layout;      /* of the screen that was laid out last */
	bool pool_alone;           /* it is too small for more than the pool */
	uint32_t columns;          /* things a row of the zoomed level has */

	const char *file;
	struct looks look;
	struct keymap keymap;
	bool clicker;
	int width_most, height_most; /* draw no larger than this; 0 = as large as the terminal */
	double frame_ms;
	const struct tail *printed; /* by the program that is watched; NULL = none is */

	struct overlays overlays;
	uint64_t count;            /* number typed before a command; 0 = none */
	uint64_t now_ms;           /* of the command that is done */
	bool turned;               /* to another pane, by the last key */
	uint64_t next_stop_ms;     /* when the next narration was asked for last */
	bool wants_next;           /* leaves for the next lesson */
	struct reading reading;
	int help, help_pages;      /* the page shown, from 1; of how many */
	char fault[640];           /* why the file could not be read again */
	struct find_line find_line;
	struct hand_line hand_line;
	struct palette palette;
	enum pane zoom_before_list; /* where the list that is open was opened (list_pane.h) */
	struct tenants_pane tenants_pane;
	struct printed_pane printed_pane;
	struct animation animation;
};

/* The scene of the side with the focus. */
static inline struct scene *ui_scene(struct ui *ui)
{
	return &ui->scenes[ui->session.side];
}

static inline const struct scene *ui_scene_of(const struct ui *ui)
{
	return &ui->scenes[ui->session.side];
}

/* How often the next command is to be done: the number typed, or once. */
static inline uint64_t ui_times(const struct ui *ui)
{
	return ui->count ? ui->count : 1;
}

/* Begin where [timeline] stands.  What [options] points to is borrowed, as the timeline is, until
 * ui_fini; [ui] must stay where it is. */
void ui_init(struct ui *ui, struct timeline *timeline, const struct ui_options *options);

/* Let go of what it has; before the timeline goes: a fork lives on it. */
void ui_fini(struct ui *ui);

/* Timelines made anew from the changed file: session_adopt().  The old ones may go then. */
void ui_adopt(struct ui *ui, const struct pair *fresh);

/* The file could not be read again: [why], as diagnostics are printed, is shown until a key. */
void ui_show_fault(struct ui *ui, const char *why);

/* What a key (a code point, or enum key_code), or a command by itself, does, and what it asks the
 * caller for. */
enum ui_request ui_key(struct ui *ui, uint32_t key, uint64_t now_ms);
enum ui_request ui_command(struct ui *ui, enum command_id id, uint64_t now_ms);

/* Whether somebody is typing a line, or has forked the run: it must stay as it is. */
bool ui_is_busy(const struct ui *ui);

/* A click on cell (x, y) of [canvas], the frame that was drawn last. */
void ui_click(struct ui *ui, int x, int y, const struct canvas *canvas);
void ui_wheel(struct ui *ui, bool up, int x, int y, const struct canvas *canvas, uint64_t now_ms);

/* Move if playing and the time has come; true if something changed. */
bool ui_tick(struct ui *ui, uint64_t now_ms);

/* Milliseconds until ui_tick has something to do; -1 = never. */
int ui_wait_ms(const struct ui *ui, uint64_t now_ms);

/* Make the scene of what is at the cursor, for telling it instead of drawing it. */
void ui_prepare(struct ui *ui);

/* Find out what goes where on a screen of this size; after ui_prepare. */
void ui_lay_out(struct ui *ui, int width, int height);

/* Draw what was prepared and laid out.  The same as often as it is done. */
void ui_paint(const struct ui *ui, struct canvas *canvas);

/* All three, and what travels over the picture. */
void ui_draw(struct ui *ui, struct canvas *canvas);

#endif
