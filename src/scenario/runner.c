/*
 * runner.c - a compiled scenario as a program: peek, commit, and on to the next event.
 *
 * Invariant between events: pc stands at an instruction that yields an event with
 * its registers set, or at the end.  settle() restores it after every commit.
 */
#include <stdlib.h>

#include "scenario/open.h"
#include "scenario/run.h"
#include "scenario/run_many.h"

/* Instructions that may pass without an event before we say that nothing happens here. */
#define SETTLE_LIMIT UINT64_C(10000000)

/* -- what an instruction needs ------------------------------------------------------------- */

/* Whether the instruction's name stands for a live block where it must, and only there. */
static bool name_is_right(struct run *run, const struct instr *instr, name_key key)
{
	uint32_t index = names_find(&run->names, key);
	bool live = index && name_is_live(names_entry(&run->names, index));
	bool right = live;

	if (instr->kind == INSTR_ALLOC || instr->kind == INSTR_CALLOC)
		right = !live;
	else if (instr->kind == INSTR_WRITE)
		right = index != 0;
	else if (instr->kind == INSTR_DOUBLE_FREE)
		right = index && !live;
	if (!right)
		run_fault_name(run, instr, key);
	return right;
}

static bool values_are_right(struct run *run, const struct instr *instr)
{
	uint64_t value;
	name_key key;

	if (!run_number(run, instr, &instr->size, &value) ||
	    !run_number(run, instr, &instr->count, &value)) {
		run_fault_number(run);
		return false;
	}
	if (!run_key(run, instr, &key)) {
		run_fault(run, "shorten what stands beside its counters",
			  "the name is longer than %d bytes here", NAME_MAX_BYTES);
		return false;
	}
	return name_is_right(run, instr, key);
}

/* -- control flow --------------------------------------------------------------------------- */

static void next_instr(struct run *run)
{
	run_set(run, &run->state->active, 0);
	run_set(run, &run->state->pc, run->state->pc + 1);
}

static void enter_loop(struct run *run, const struct instr *instr)
{
	struct script_frame *frame = &run->state->frames[instr->depth];
	uint64_t times;

	if (!run_number(run, instr, &instr->count, &times) || times > SCRIPT_MAX_OPERATIONS) {
		run_fault(run, "it must be from 0 to 1000000000",
			  "times cannot be computed here: below zero or too large");
		times = 0;
	}
	run_set(run, &frame->counter, 0);
	run_set(run, &frame->times, times);
	run_set(run, &run->state->pc, times ? run->state->pc + 1 : (uint64_t)instr->jump + 1);
}

static void end_of_loop(struct run *run, const struct instr *instr)
{
	struct script_frame *frame = &run->state->frames[instr->depth];
	bool again = frame->counter + 1 < frame->times;

	run_set(run, &frame->counter, frame->counter + 1);
	run_set(run, &run->state->pc, again ? (uint64_t)instr->jump + 1 : run->state->pc + 1);
}

/* True when pc stands at an event; otherwise the instruction has been dealt with. */
static bool settle_one(struct run *run)
{
	const struct instr *instr = run_instr(run);

	switch (instr->kind) {
	case INSTR_ALLOC:
	case INSTR_CALLOC:
	case INSTR_REALLOC:
	case INSTR_FREE:
	case INSTR_DOUBLE_FREE:
	case INSTR_WRITE:
		if (values_are_right(run, instr))
			return true;
		next_instr(run);
		return false;
	case INSTR_SAY:
	case INSTR_ASK:
	case INSTR_END:
		return true;
	case INSTR_RANDOM:
	case INSTR_FREE_WHERE:
		run_many_begin(run, instr);
		if (run_many_yields(run, instr))
			return true;
		next_instr(run);
		return false;
	case INSTR_MARK:
		notices_add(run->notices, NOTICE_MARK, instr->place, NULL, "%s", instr->of.mark);
		next_instr(run);
		return false;
	case INSTR_EXPECT:
		if (run->notices)
			expect_run(run, instr);
		next_instr(run);
		return false;
	case INSTR_LOOP:
		enter_loop(run, instr);
		return false;
	case INSTR_LOOP_END:
		end_of_loop(run, instr);
		return false;
	}
	return true;
}

static void settle(struct run *run)
{
	for (uint64_t i = 0; !settle_one(run); i++) {
		bool stuck = i == SETTLE_LIMIT;

		if (stuck)
			run_fault(run, "let them allocate or free something",
				  "nothing happens in these repeats");
		if (stuck || run->state->faults >= SCENARIO_MAX_FAULTS) {
			run_set(run, &run->state->pc, run->script->count - 1);
			return;
		}
	}
}

/* -- peek ------------------------------------------------------------------------------------- */

static void peek_named(const struct run *run, const struct instr *instr, struct event *event)
{
	static const enum op_kind kinds[] = {
		[INSTR_ALLOC] = OP_MALLOC,       [INSTR_CALLOC] = OP_CALLOC,
		[INSTR_REALLOC] = OP_REALLOC,    [INSTR_FREE] = OP_FREE,
		[INSTR_DOUBLE_FREE] = OP_FREE,
	};
	struct op *op = &event->op;
	uint32_t index;

	op->kind = kinds[instr->kind];
	run_key(run, instr, &op->name);
	run_number(run, instr, &instr->size, &op->bytes);
	if (instr->kind == INSTR_CALLOC)
		run_number(run, instr, &instr->count, &op->count);
	index = names_find(&run->names, op->name);
	event->memo[MEMO_ENTRY] = index;
	if (op->kind != OP_MALLOC && op->kind != OP_CALLOC) {
		op->block = names_block(&run->names, names_entry(&run->names, index));
		op->born = op->block ? names_born(&run->names, index) : 0;
		op->held = name_requested(names_entry(&run->names, index));
	}
	if (instr->kind == INSTR_DOUBLE_FREE) {
		op->born = 0; /* that life has ended */
		op->misuse = FINDING_DOUBLE_FREE;
		op->about = op->block;
	}
}

static void peek_write(const struct run *run, const struct instr *instr, struct op *op)
{
	const struct name_entry *entry;
	uint64_t offset = 0;

	run_key(run, instr, &op->name);
	run_number(run, instr, &instr->size, &offset);
	entry = names_entry(&run->names, names_find(&run->names, op->name));
	op->kind = OP_WRITE;
	op->about = names_block(&run->names, entry);
	op->block = op->about + offset;
	op->bytes = instr->of.write.bytes;
	op->data = instr->of.write.data;
	if (!name_is_live(entry))
		op->misuse = FINDING_WRITE_AFTER_FREE;
	else if (offset + op->bytes > name_requested(entry))
		op->misuse = FINDING_WRITE_PAST_END;
}

static void peek_event(const struct run *run, struct event *event)
{
	const struct instr *instr = run_instr(run);

	event->place = instr->place;
	event->op.count = 1;
	event->op.misuse = -1;
	event->kind = EVENT_OP;
	switch (instr->kind) {
	case INSTR_END:
		event->kind = EVENT_END;
		break;
	case INSTR_SAY:
		event->kind = EVENT_SAY;
		event->words = (struct words){instr->of.say->en, instr->of.say->zh};
		break;
	case INSTR_ASK:
		event->kind = EVENT_ASK;
		event->about = instr->about;
		event->words = (struct words){instr->of.ask->question->en, instr->of.ask->question->zh};
		if (instr->of.ask->because)
			event->because = (struct words){instr->of.ask->because->en,
							instr->of.ask->because->zh};
		break;
	case INSTR_RANDOM:
	case INSTR_FREE_WHERE:
		run_many_peek(run, instr, event);
		break;
	case INSTR_WRITE:
		peek_write(run, instr, &event->op);
		break;
	case INSTR_ALLOC:
	case INSTR_CALLOC:
	case INSTR_REALLOC:
	case INSTR_FREE:
	case INSTR_DOUBLE_FREE:
	case INSTR_MARK:
	case INSTR_EXPECT:
	case INSTR_LOOP:
	case INSTR_LOOP_END:
		peek_named(run, instr, event);
		break;
	}
}

void script_peek(const struct program *program, const struct heap *heap, addr area,
		 struct event *event)
{
	struct run run = run_at(program, heap, area, NULL);

	*event = (struct event){0};
	peek_event(&run, event);
}

/* -- commit ----------------------------------------------------------------------------------- */

static uint64_t requested_bytes(const struct op *op)
{
	uint64_t total;

	return __builtin_mul_overflow(op->count, op->bytes, &total) ? 0 : total;
}

/* The name's block is now [result]; a request that failed names NULL, as in C. */
static void bind_name(struct run *run, const struct event *event, addr result)
{
	uint32_t index = (uint32_t)event->memo[MEMO_ENTRY];
	const struct op *op = &event->op;

	switch (op->kind) {
	case OP_MALLOC:
	case OP_CALLOC:
		if (names_bind(&run->names, index, op->name, result, requested_bytes(op),
			       run_instr(run)->place.line, event->operation))
			break;
		store_spent(run->names.table.store);
		run_fault(run, "free some of them first", "too many names are alive at once");
		break;
	case OP_REALLOC:
		if (result)
			names_update(&run->names, index, result, op->bytes);
		break;
	case OP_FREE:
		if (name_is_live(names_entry(&run->names, index)))
			names_unbind(&run->names, index, run->script->keep_freed);
		break;
	case OP_WRITE:
		break;
	}
}

void script_commit(struct program *program, struct heap *heap, addr area,
		   const struct event *event, addr result, struct notices *notices)
{
	struct run run = run_at(program, heap, area, notices);
	const struct instr *instr = run_instr(&run);

	if (event->kind == EVENT_OP)
		bind_name(&run, event, result);
	if (instr->kind == INSTR_RANDOM || instr->kind == INSTR_FREE_WHERE)
		run_many_commit(&run, instr, event);
	else if (instr->kind != INSTR_END)
		next_instr(&run);
	settle(&run);
}

/* -- start --------------------------------------------------------------------------------- */

bool script_start(struct program *program, struct heap *heap, addr area, uint64_t bytes,
		  struct notices *notices)
{
	struct run run;

	if (bytes < UINT64_C(1) << 20)
		return false;
	run = run_at(program, heap, area, notices);
	settle(&run);
	return true;
}
