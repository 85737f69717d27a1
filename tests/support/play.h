/*
 * play.h - a scenario, run to its end, and what happened as one line of text:
 *
 *	a=16 t=4*8 a>32 -a !a a@8:5 [words] ?pool
 *
 * alloc, calloc, realloc, free, misuse (! in front), write of 5 bytes at 8, say, ask.  An
 * operation that could not be done is left out by the program itself.
 */
#ifndef SUPPORT_PLAY_H
#define SUPPORT_PLAY_H

#include "base/mem.h"
#include "base/str.h"
#include "scenario_text.h"
#include "timeline/world.h"

#define PLAY_TRACE 200000

struct play {
	struct program *program;
	struct world world;
	struct notices notices;
	struct step_log log;
	char *text; /* the trace; PLAY_TRACE bytes */
	struct str trace;
};

static inline void play_open(struct play *play, const char *scenario)
{
	struct world_options options = {0};

	*play = (struct play){.program = scenario_text(scenario), .text = mem_alloc(PLAY_TRACE)};
	play->trace = str_init(play->text, PLAY_TRACE);
	ck_assert(world_init(&play->world, play->program, &options, &play->notices));
	if (play->program->expects_steps)
		heap_watch(&play->world.heap, &play->log);
}

static inline void play_close(struct play *play)
{
	world_fini(&play->world);
	program_destroy(play->program);
	notices_fini(&play->notices);
	free(play->text);
}

static inline void play_note_op(struct play *play, const struct op *op)
{
	struct str *out = &play->trace;
	char name[LABEL_BYTES];

	play->program->ops->spell(play->program, op->name, name, sizeof name);
	if (op->misuse >= 0)
		str_add(out, "!");
	switch (op->kind) {
	case OP_MALLOC: str_printf(out, "%s=%" PRIu64, name, op->bytes); break;
	case OP_CALLOC:
		str_printf(out, "%s=%" PRIu64 "*%" PRIu64, name, op->count, op->bytes);
		break;
	case OP_REALLOC: str_printf(out, "%s>%" PRIu64, name, op->bytes); break;
	case OP_FREE: str_printf(out, op->misuse < 0 ? "-%s" : "%s", name); break;
	case OP_WRITE:
		str_printf(out, "%s@%" PRIu64 ":%" PRIu64, name, op->block - op->about, op->bytes);
		break;
	}
}

static inline void play_note(struct play *play, const struct event *event)
{
	struct str *out = &play->trace;

	if (out->length > 0)
		str_add(out, " ");
	if (event->kind == EVENT_OP)
		play_note_op(play, &event->op);
	else if (event->kind == EVENT_SAY)
		str_printf(out, "[%s]", words_in(&event->words, LANG_EN));
	else
		str_printf(out, "?%s", ask_names[event->about]);
}

/* At most [events] more; false at the end. */
static inline bool play_on(struct play *play, uint64_t events)
{
	struct event event;

	while (events--) {
		world_peek(&play->world, &event);
		if (event.kind == EVENT_END)
			return false;
		play_note(play, &event);
		world_run(&play->world, &event, &play->notices);
	}
	return true;
}

/* [steps] (a YAML list, from line 3 on) at toy size, run to the end. */
static inline void play_steps(struct play *play, const char *steps)
{
	char text[8000];

	snprintf(text, sizeof text, "model: toy\nsteps:\n%s", steps);
	play_open(play, text);
	while (play_on(play, 1000))
		;
}

/* Nothing is wrong, and every expectation holds. */
static inline void play_is_fine(const struct play *play)
{
	const struct notices *notices = &play->notices;

	for (size_t i = 0; i < notices->count; i++)
		if (notices->items[i].kind != NOTICE_MARK)
			ck_abort_msg("%u:%u: %s", notices->items[i].place.line,
				     notices->items[i].place.column, notices->items[i].text);
}

#endif
