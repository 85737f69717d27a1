/*
 * keys.h - from the bytes a terminal sends to keys and clicks.
 *
 * curses knows the sequences of the terminal named by TERM; those it does not know
 * are read here, so that an unknown key is one key that does nothing and never a
 * row of letters that each do something.
 */
#ifndef TERM_KEYS_H
#define TERM_KEYS_H

#include <stdbool.h>

#include "term/term.h"

enum keys_result {
	KEYS_NOTHING,   /* no input is waiting */
	KEYS_SWALLOWED, /* there was some, of no meaning: ask again */
	KEYS_EVENT,
};

struct keys;

/* After newterm(). */
struct keys *keys_new(bool has_mouse);
void keys_destroy(struct keys *keys);

/* Read one key or click, without waiting for one to begin. */
enum keys_result keys_read(struct keys *keys, struct term_event *event);

/* curses has just switched the mouse on, and would read what it sends by itself: without end, if half a
 * report is all that comes.  To be called after each doupdate() that follows an endwin(). */
void keys_take_mouse(struct keys *keys);

/* Inside a bracketed paste, all of which is swallowed: nobody pastes commands into
 * a viewer on purpose.  keys_end_paste() is for a paste that never ends. */
bool keys_in_paste(const struct keys *keys);
void keys_end_paste(struct keys *keys);

#endif
