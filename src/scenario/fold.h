/*
 * fold.h - text folded over several lines, as Chinese needs it.
 *
 *	say: >                    YAML makes a blank of the end of a line, which is right
 *	  池满了，                between words; Chinese has no blank there.
 *	  再开一个池。
 */
#ifndef SCENARIO_FOLD_H
#define SCENARIO_FOLD_H

#include <stddef.h>
#include <stdint.h>

#include <yaml.h>

#include "base/source.h"

/* A line of the source.  Texts come in the order of the file, so it only moves forward. */
struct fold_cursor {
	const struct source *source; /* borrowed */
	const char *line; /* NULL = behind the last one */
	size_t length;
	uint32_t number; /* from 1; 0 = not begun */
};

/* Take blanks out of [text], the value of [scalar], in place, that stand where a line ended between
 * two characters that need none.  [length] and what is returned, the new one, are bytes without the
 * NUL, which stays behind the text. */
size_t fold_close(struct fold_cursor *cursor, const yaml_event_t *scalar, char *text,
		  size_t length);

#endif
