/*
 * term.h - the terminal: the only module that includes curses.
 *
 * Shows finished canvases, delivers keys, and leaves the terminal as it was
 * found whatever happens: exit, Ctrl-Z and back, a fatal signal, a crash.
 */
#ifndef TERM_TERM_H
#define TERM_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/key.h"
#include "draw/canvas.h"
#include "draw/style.h"

enum term_event_kind {
	TERM_TIMEOUT, /* nothing within the time given */
	TERM_KEY,     /* key holds a code point or enum key_code */
	TERM_MOUSE,   /* x, y, button */
	TERM_RESIZE,  /* the size changed, or we came back from being suspended: draw all */
	TERM_OTHER,   /* the descriptor of term_wait_also is readable */
	TERM_GONE,    /* the terminal went away: leave */
	TERM_INTERRUPT, /* Ctrl-C, where interrupt_leaves */
};

enum term_button {
	TERM_BUTTON_LEFT,
	TERM_BUTTON_MIDDLE,
	TERM_BUTTON_RIGHT,
	TERM_WHEEL_UP,
	TERM_WHEEL_DOWN
};

struct term_event {
	enum term_event_kind kind;
	uint32_t key;
	int x, y; /* cell, from 0 */
	enum term_button button;
};

struct term_options {
	bool ascii;    /* never send anything but ASCII (as in a locale that is not UTF-8) */
	bool no_colour; /* --no-color */
	bool says_depth; /* of [depth]: --colors.  Otherwise no colour where NO_COLOR is set and
			    not empty, and what the terminal has where it is not */
	enum colour_depth depth; /* no more than this; DEPTH_TRUE even if nothing promises it */
	bool no_mouse;
	bool keys_from_tty; /* standard input is the scenario: read keys from /dev/tty */
	bool interrupt_leaves; /* Ctrl-C (SIGINT) is an event; otherwise it ends the program */
	const struct theme *theme; /* NULL = the one for the ground that COLORFGBG tells, if any */
};

struct term;

/* Why term_open would give none, as far as that can be told beforehand: one line, static text. NULL =
 * it may well be. */
const char *term_problem(bool keys_from_tty);

/* Take over the terminal.  NULL when there is none that can be used (not a tty, TERM
 * unset or unknown and like nothing known, no cursor addressing); [why] then points to a
 * one-line reason (static text).  At most one at a time.  The theme is borrowed.  Out of memory
 * ends the program (mem.h). */
struct term *term_open(const struct term_options *options, const char **why);

/* Give it back.  NULL is fine.  Also done by exit(). */
void term_close(struct term *term);

/* What can be drawn on, within CANVAS_MAX_SIDE: columns, rows. */
int term_width(const struct term *term);
int term_height(const struct term *term);

/* Whether only ASCII can be shown. */
bool term_is_ascii(const struct term *term);

/* The colours: all cells are sent anew if the theme, which is borrowed, is another one. */
void term_set_theme(struct term *term, const struct theme *theme);
const struct theme *term_theme(const struct term *term);
bool term_has_colour(const struct term *term);

/* Show [canvas]; only cells that changed are sent, nothing when nothing did. */
void term_present(struct term *term, const struct canvas *canvas);

/* Wait at most [timeout_ms] (-1 = for ever, using no CPU) for the next event. */
struct term_event term_wait(struct term *term, int timeout_ms);

/* Let term_wait wait for this descriptor, too; -1 = for none. */
void term_wait_also(struct term *term, int descriptor);

/* Stop this process as Ctrl-Z does, terminal restored; returns when continued. */
void term_suspend(struct term *term);

#endif
