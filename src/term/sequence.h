/*
 * sequence.h - from the bytes that a terminal sends to keys and clicks.
 *
 * Pure: its caller reads the bytes, and says when none come.  Byte by byte, so that nothing
 * depends on how they arrive.  An unknown sequence is one key that does nothing, and never a row of
 * letters that each do something.
 */
#ifndef TERM_SEQUENCE_H
#define TERM_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term/term.h"

/* Bytes of a sequence that are remembered; longer ones are swallowed, and mean nothing. */
#define SEQUENCE_LONGEST 32

/* What the terminal's own description says its keys send: goes before what is known of all terminals.
 * {0} is a list with none. */
struct sequence_list {
	struct sequence_own {
		char text[SEQUENCE_LONGEST];
		uint32_t key; /* KEY_CODE_NONE: a key that does nothing */
	} *items;
	size_t count, capacity;
};

/* A [text] that is empty or too long is left out.  The first with a key is the one that counts. */
void sequence_list_add(struct sequence_list *list, const char *text, uint32_t key);
void sequence_list_fini(struct sequence_list *list);

struct sequence {
	const struct sequence_list *own; /* not owned; NULL = none */
	unsigned char text[SEQUENCE_LONGEST]; /* what has begun and may go on */
	size_t length;
	bool in_paste;
	size_t paste_end; /* bytes of the paste's end that are there */
};

/* Of kind TERM_KEY or TERM_MOUSE. */
struct sequence_events {
	struct term_event items[SEQUENCE_LONGEST];
	size_t count;
};

/* A [sequence] begins as {.own = ...}.  Both set [events] to what has become certain: most often nothing
 * or one.  sequence_pause() says that no more will come soon: Esc is Esc then, and a sequence cut
 * off is nothing. */
void sequence_feed(struct sequence *sequence, unsigned char byte, struct sequence_events *events);
void sequence_pause(struct sequence *sequence, struct sequence_events *events);

/* Has something begun that more bytes, or a pause, must end?  A paste is not meant. */
bool sequence_is_pending(const struct sequence *sequence);

/* A bracketed paste gives no events: nobody pastes commands into a viewer on purpose.
 * sequence_end_paste() is for one that never ends. */
bool sequence_in_paste(const struct sequence *sequence);
void sequence_end_paste(struct sequence *sequence);

#endif
