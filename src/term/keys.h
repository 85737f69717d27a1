/*
 * keys.h - from a terminal's descriptor to keys and clicks: reads bytes, and asks sequence.h what they
 * mean.
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

/* After newterm(), which reads from [fd] what it is asked for.  Without [has_mouse] clicks give no
 * events.  [fd] is borrowed; never NULL; to be ended with keys_destroy, for which NULL is fine. */
struct keys *keys_new(int fd, bool has_mouse);
void keys_destroy(struct keys *keys);

/* Read one byte, without waiting for one; for the next one of a sequence a moment.  So what is
 * behind a key that ends the program is left to the program that reads after us.  With KEYS_EVENT
 * [event] is of kind TERM_KEY or TERM_MOUSE, else of no use. */
enum keys_result keys_read(struct keys *keys, struct term_event *event);

/* To be called after each doupdate() that follows an endwin(): have the terminal send what its
 * description says. */
void keys_resume(struct keys *keys);

/* Inside a bracketed paste, all of which is swallowed: nobody pastes commands into
 * a viewer on purpose.  keys_end_paste() is for a paste that never ends. */
bool keys_in_paste(const struct keys *keys);
void keys_end_paste(struct keys *keys);

#endif
