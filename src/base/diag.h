/*
 * diag.h - what is wrong with the user's input, and where.
 *
 * A reader collects diagnostics in a list and goes on where it can; only
 * main's side prints them.  Printed form:
 *
 *	lesson.yaml:14:11: error: free of 'b2', which no step allocates
 *	    free: b2
 *	          ^
 *	  hint: nearest name is 'b', allocated in line 9
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct source;

enum diag_level { DIAG_ERROR, DIAG_WARNING };

/* A place in a file. */
struct diag_place {
	uint32_t line;   /* from 1; 0 = the file as a whole */
	uint32_t column; /* from 1, in characters; 0 = the line as a whole */
};

#define DIAG_WHOLE_FILE ((struct diag_place){0, 0})

struct diag {
	enum diag_level level;
	struct diag_place place;
	char *message; /* owned; no line break, no control characters */
	char *hint;    /* owned; NULL = none */
};

/* At most DIAG_MAX are kept, the rest only counted: a file with ten thousand
 * faults is not worth ten thousand messages. */
#define DIAG_MAX 20

/* Zeros are an empty one; to be freed with diag_fini. */
struct diag_list {
	struct diag items[DIAG_MAX]; /* as they were added, until diag_sort */
	size_t count;   /* items in use */
	size_t dropped; /* more, not kept */
	size_t errors;  /* kept or not, of level DIAG_ERROR */
};

/* Whether errors have all the room: one more is only counted, and its place need not be found. */
static inline bool diag_is_full(const struct diag_list *list)
{
	return list->errors >= DIAG_MAX;
}

/* Add one; [hint] says what to write or do instead: every error of a user's input has one, or gets
 * it from diag_hint_last (NULL or "" = none yet).  The texts are copied.  Control characters in
 * them, and what would turn them around, are replaced by '?', so a hostile name cannot reach the
 * terminal raw; a message over 511 bytes is cut.  A full list gives up its last warning for an
 * error. */
__attribute__((format(printf, 5, 6))) void diag_add(struct diag_list *list, enum diag_level level,
						    struct diag_place place, const char *hint,
						    const char *format, ...);

/* The hint where there is no memory. */
#define DIAG_NO_MEMORY "end other programs, or raise the limit (`ulimit -v`)"

/* What to do about an error of the system (errno) with a file; NULL if there is no such file:
 * see missing.h.  Constant. */
const char *diag_errno_hint(int error);

/* The same about a file to be written: then it is its folder that is not there.  Never NULL. */
const char *diag_write_hint(int error);

/* Give a copy of [hint] (not NULL; "" = none) to the last one of the list, if that has none. */
void diag_hint_last(struct diag_list *list, const char *hint);

/* Sort by place, line before column; those of one place stay in the order in which they came. */
void diag_sort(struct diag_list *list);

/* Print all to [out], with the source line and a caret where [source] has the
 * line.  Wide characters and tabs before the column keep the caret in place; of a
 * long line the part around the caret is shown.  [source] may be NULL: no name,
 * no line. */
void diag_print(const struct diag_list *list, const struct source *source, FILE *out);

/* Free all of them; the list is empty then. */
void diag_fini(struct diag_list *list);

/* The word among [candidates] nearest to [word] by edit distance (case does not
 * count, a swap of neighbours counts once), the first of equals; NULL when none is
 * near enough to be worth suggesting (distance over 2 or over a third of the word,
 * rounded), and for a [word] over 48 characters.  Candidates as long are passed over. */
const char *diag_nearest(const char *word, const char *const *candidates, size_t count);

#endif
