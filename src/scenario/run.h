/*
 * run.h - a script at work: the program, its state in the store, and how the numbers and names
 * of an instruction are computed there.
 *
 * Everything here is needed for each operation, many million times, so it is inline.
 */
#ifndef SCENARIO_RUN_H
#define SCENARIO_RUN_H

#include "scenario/script.h"

#define RUN_STATE_BYTES 4096u
static_assert(sizeof(struct script_state) <= RUN_STATE_BYTES,
	      "the script's state outgrew its place");

/* All borrowed; a value, cheap to make. */
struct run {
	struct script *script;
	const struct heap *heap;
	struct store *store;
	struct script_state *state;
	struct names names;
	struct notices *notices; /* NULL = nobody wants to know */
};

/* The script whose state lies in [area] of the heap's store. */
static inline struct run run_at(const struct program *program, const struct heap *heap, addr area,
				struct notices *notices)
{
	/* A program is const to what looks at it; its table of stems is a cache. */
	struct script *script = (struct script *)(uintptr_t)program;

	struct run run;

	run.script = script;
	run.heap = heap;
	run.store = heap->store;
	run.state = store_at(heap->store, area);
	names_init(&run.names, heap->store, area + RUN_STATE_BYTES,
		   heap->script_area + heap->script_bytes - area - RUN_STATE_BYTES);
	run.notices = notices;
	return run;
}

/* The counters in the scope of [instr], outermost first. */
static inline void run_counters(const struct run *run, const struct instr *instr,
				uint64_t counters[EXPR_MAX_COUNTERS])
{
	for (uint32_t i = 0; i < instr->depth; i++)
		counters[i] = run->state->frames[i].counter;
}

/* Give [value] what [number] is now.  False: it cannot be computed (expr_eval). */
static inline bool run_number(const struct run *run, const struct instr *instr,
			      const struct number *number, uint64_t *value)
{
	uint64_t counters[EXPR_MAX_COUNTERS];

	*value = number->value;
	if (!number->expr)
		return true;
	run_counters(run, instr, counters);
	return expr_eval(number->expr, counters, value);
}

/* Give [key] what [name], or the name of [instr], is now.  False: spelled out it is too long. */
static inline bool run_spell(const struct run *run, const struct instr *instr,
			     const struct block_name *name, name_key *key)
{
	uint64_t counters[EXPR_MAX_COUNTERS];
	char spelled[NAME_MAX_BYTES + 1];

	switch (name->kind) {
	case NAME_CONSTANT:
		*key = name->key;
		return true;
	case NAME_COUNTED:
		*key = name_key_make(name->stem, run->state->frames[name->counter].counter);
		return true;
	case NAME_GENERAL:
		break;
	}
	run_counters(run, instr, counters);
	if (!name_format(name->name, counters, spelled))
		return false;
	*key = name_key_of(run->script->stems, spelled);
	return true;
}

static inline bool run_key(const struct run *run, const struct instr *instr, name_key *key)
{
	return run_spell(run, instr, &instr->name, key);
}

/* The present instruction, at pc. */
static inline const struct instr *run_instr(const struct run *run)
{
	return &run->script->items[run->state->pc];
}

/* Change a word of the state, through the write barrier. */
static inline void run_set(struct run *run, uint64_t *field, uint64_t value)
{
	store_set(run->store, field, value);
}

/* -- run_faults.c: what cannot be done is left out and told -------------------------------- */

/* A notice with the counters of the moment in front of its hint; [hint] NULL = none. */
void run_tell(const struct run *run, enum notice_kind kind, struct diag_place place,
	      const char *hint, const char *text);

/* A fault at the present instruction, told and counted; a run ends with SCENARIO_MAX_FAULTS. */
__attribute__((format(printf, 3, 4))) void run_fault(struct run *run, const char *hint,
						     const char *format, ...);

/* The same of a number that only the counters make wrong. */
void run_fault_number(struct run *run);

/* The instruction's name does not stand for what it needs: a live block, a freed one, or none. */
void run_fault_name(struct run *run, const struct instr *instr, name_key key);

/* -- expect_run.c ---------------------------------------------------------------------------- */

/* Does it hold?  A notice for each part that does not. */
void expect_run(const struct run *run, const struct instr *instr);

#endif
