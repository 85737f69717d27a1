/*
 * run_many.c - random and free_where; see run_many.h.
 */
#include "scenario/run_many.h"

/* xorshift64*: small state, seeded, the same everywhere. */
static uint64_t random_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

/* -- random: a seeded mix ---------------------------------------------------------------- */

static void begin_random(struct run *run, const struct random_instr *random)
{
	/* A seed of 0 would stay 0 for ever. */
	uint64_t seed = (random->seed + 1) * UINT64_C(0x9e3779b97f4a7c15);

	run_set(run, &run->state->active, 1);
	run_set(run, &run->state->left, random->operations);
	run_set(run, &run->state->rng, seed ? seed : 1);
}

static uint64_t random_size(const struct random_instr *random, uint64_t *rng)
{
	uint64_t value = random_next(rng) >> 11;

	if (random->size_count)
		return random->sizes[value % random->size_count];
	return random->min + value % (random->max - random->min + 1);
}

/* Pick one of [live] names: allocate it if it is not there; otherwise free it, or now and
 * then give it another size. */
static void peek_random(const struct run *run, const struct random_instr *random,
			struct event *event)
{
	uint64_t rng = run->state->rng;
	struct op *op = &event->op;
	const struct name_entry *entry;
	uint32_t index;

	op->name = name_key_make(random->stem, (random_next(&rng) >> 11) % random->live);
	index = names_find(&run->names, op->name);
	entry = names_entry(&run->names, index);
	op->kind = OP_MALLOC;
	if (index && name_is_live(entry)) {
		bool resize = (random_next(&rng) >> 11) % 100 < random->realloc_percent;

		op->block = names_block(&run->names, entry);
		op->born = names_born(&run->names, index);
		op->held = name_requested(entry);
		op->kind = resize ? OP_REALLOC : OP_FREE;
	}
	if (op->kind != OP_FREE)
		op->bytes = random_size(random, &rng);
	event->memo[MEMO_ENTRY] = index;
	event->memo[MEMO_RNG] = rng;
}

/* -- free_where: members of a group, in order of birth ------------------------------------- */

static bool wanted(const struct run *run, const struct instr *instr, uint64_t number,
		   uint64_t *seen)
{
	const struct where_instr *where = instr->of.where;
	uint64_t from, to, skip, every;

	if (!run_number(run, instr, &where->from, &from) ||
	    !run_number(run, instr, &where->to, &to) ||
	    !run_number(run, instr, &where->skip, &skip) ||
	    !run_number(run, instr, &where->every, &every))
		return false;
	if (where->has_range && (number < from || number > to))
		return false;
	++*seen;
	return *seen > skip && (*seen - skip - 1) % (every ? every : 1) == 0;
}

/* Find the next member to free; candidate 0 = there is none. */
static void find_candidate(struct run *run, const struct instr *instr)
{
	bool backwards = instr->of.where->has_newest;
	uint32_t index = (uint32_t)run->state->cursor;
	uint64_t seen = run->state->seen;
	const struct name_entry *entry = NULL;

	for (; index; index = backwards ? entry->older : entry->newer) {
		entry = names_entry(&run->names, index);
		if (wanted(run, instr, name_key_number(entry->key), &seen))
			break;
	}
	run_set(run, &run->state->seen, seen);
	run_set(run, &run->state->candidate, index);
	if (index)
		run_set(run, &run->state->cursor, backwards ? entry->older : entry->newer);
}

static bool range_is_right(struct run *run, const struct instr *instr)
{
	uint64_t from, to;

	run_number(run, instr, &instr->of.where->from, &from);
	run_number(run, instr, &instr->of.where->to, &to);
	if (from > to)
		run_fault(run, NULL, "from (%" PRIu64 ") is larger than to (%" PRIu64 ") here",
			  from, to);
	return from <= to;
}

/* Whether all its numbers can be computed here, and leave something to free. */
static bool where_is_right(struct run *run, const struct instr *instr)
{
	const struct where_instr *where = instr->of.where;
	const struct number *numbers[] = {&where->every, &where->skip,   &where->from,
					  &where->to,    &where->oldest, &where->newest};
	uint64_t value;

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		if (!run_number(run, instr, numbers[i], &value)) {
			run_fault_number(run);
			return false;
		}
	}
	if (where->has_range)
		return range_is_right(run, instr);
	return true;
}

static void begin_where(struct run *run, const struct instr *instr)
{
	const struct where_instr *where = instr->of.where;
	const struct name_group *group = &run->names.groups[where->stem];
	uint64_t left = UINT64_MAX;

	if (!where_is_right(run, instr))
		left = 0;
	else if (where->has_oldest)
		run_number(run, instr, &where->oldest, &left);
	else if (where->has_newest)
		run_number(run, instr, &where->newest, &left);
	run_set(run, &run->state->active, 1);
	run_set(run, &run->state->left, left);
	run_set(run, &run->state->seen, 0);
	run_set(run, &run->state->cursor, where->has_newest ? group->newest : group->oldest);
	find_candidate(run, instr);
}

static void peek_candidate(const struct run *run, struct event *event)
{
	uint32_t index = (uint32_t)run->state->candidate;
	const struct name_entry *entry = names_entry(&run->names, index);

	event->op.kind = OP_FREE;
	event->op.block = names_block(&run->names, entry);
	event->op.born = names_born(&run->names, index);
	event->op.held = name_requested(entry);
	event->op.name = entry->key;
	event->memo[MEMO_ENTRY] = index;
}

/* -- the one or the other ------------------------------------------------------------------ */

void run_many_begin(struct run *run, const struct instr *instr)
{
	if (run->state->active)
		return;
	if (instr->kind == INSTR_RANDOM)
		begin_random(run, instr->of.random);
	else
		begin_where(run, instr);
}

bool run_many_yields(const struct run *run, const struct instr *instr)
{
	return run->state->left > 0 && (instr->kind == INSTR_RANDOM || run->state->candidate);
}

void run_many_peek(const struct run *run, const struct instr *instr, struct event *event)
{
	if (instr->kind == INSTR_RANDOM)
		peek_random(run, instr->of.random, event);
	else
		peek_candidate(run, event);
}

void run_many_commit(struct run *run, const struct instr *instr, const struct event *event)
{
	run_set(run, &run->state->left, run->state->left - 1);
	if (instr->kind == INSTR_RANDOM)
		run_set(run, &run->state->rng, event->memo[MEMO_RNG]);
	else
		find_candidate(run, instr);
}
