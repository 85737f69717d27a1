/* program.c - what all programs share; see program.h. */
#include "program/program.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/str.h"

const char *const ask_names[ASK_COUNT] = {
#define ASK(id, name, what) [ASK_##id] = name,
#include "program/ask.def"
#undef ASK
};

#define NOTICE_BYTES 400

void notices_add(struct notices *notices, enum notice_kind kind, struct diag_place place,
		 const char *hint, const char *format, ...)
{
	char raw[NOTICE_BYTES + 4], text[NOTICE_BYTES];
	struct str out = str_init(text, sizeof text);
	va_list args;

	if (!notices)
		return;
	if (kind == NOTICE_MARK && notices->count >= MARKS_WAITING_MOST) {
		notices->left_out++;
		return;
	}
	va_start(args, format);
	vsnprintf(raw, sizeof raw, format, args);
	va_end(args);
	str_add(&out, raw); /* cuts between characters, which vsnprintf does not */
	array_push(notices, (struct notice){.kind = kind,
					    .place = place,
					    .text = mem_text(text),
					    .hint = hint ? mem_text(hint) : NULL});
}

void notices_clear(struct notices *notices)
{
	for (size_t i = 0; i < notices->count; i++) {
		free(notices->items[i].text);
		free(notices->items[i].hint);
	}
	notices->count = notices->left_out = 0;
}

void notices_fini(struct notices *notices)
{
	notices_clear(notices);
	free(notices->items);
	*notices = (struct notices){0};
}

void program_destroy(struct program *program)
{
	if (program)
		program->ops->destroy(program);
}
