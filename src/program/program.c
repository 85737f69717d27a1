/* program.c - what all programs share; see program.h. */
#include "program/program.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/lang.h"
#include "base/mem.h"
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

	assert(kind <= NOTICE_FAULT);
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

void program_spell(const struct program *program, const struct event *event, enum lang lang,
		   struct str *out)
{
	const struct op *op = &event->op;
	char name[LABEL_BYTES] = "", given[LABEL_BYTES] = "";

	assert(event->kind != EVENT_END);
	if (event->kind != EVENT_OP) {
		str_add(out,
			event->kind == EVENT_ASK ? lang_text(lang, "question") : lang_text(lang, "narration"));
		return;
	}
	program->ops->spell(program, op->name, name, sizeof name);
	program->ops->spell(program, op->given ? op->given : op->name, given,
				   sizeof given);
	switch (op->kind) {
	case OP_MALLOC:
		str_printf(out, "%s = malloc(%" PRIu64 ")", name, op->bytes);
		break;
	case OP_CALLOC:
		str_printf(out, "%s = calloc(%" PRIu64 ", %" PRIu64 ")", name, op->count, op->bytes);
		break;
	case OP_REALLOC:
		str_printf(out, "%s = realloc(%s, %" PRIu64 ")", name,
			   op->block ? given : "NULL", op->bytes);
		break;
	case OP_FREE:
		str_printf(out, "free(%s)",
			   op->block || !program->was_recorded ? name : "NULL");
		break;
	case OP_WRITE:
		str_printf(out, "%s[%" PRIu64 "] = ...", name, op->block - op->about);
		break;
	}
}

void program_destroy(struct program *program)
{
	if (program)
		program->ops->destroy(program);
}
