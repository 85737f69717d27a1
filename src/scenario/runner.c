/*
 * runner.c - a compiled scenario as a program: peek, commit, and on to the next event.
 *
 * Invariant between events: pc stands at an instruction that yields an event with
 * its registers set, or at the end.  settle() restores it after every commit.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "scenario/script.h"

/* Instructions that may pass without an event before we say that nothing happens here. */
#define SETTLE_LIMIT UINT64_C(10000000)

#define STATE_BYTES 4096u
static_assert(sizeof(struct script_state) <= STATE_BYTES, "the script's state outgrew its place");

struct run {
	struct script *script;
	const struct heap *heap;
	struct store *store;
	struct script_state *state;
	struct names names;
	struct notices *notices;
};

static struct run run_at(const struct program *program, const struct heap *heap, addr area,
			 struct notices *notices)
{
	/* A program is const to those who look at it; its table of stems is a cache. */
	struct script *script = (struct script *)(uintptr_t)program;

	return (struct run){
		.script = script,
		.heap = heap,
		.store = heap->store,
		.state = store_at(heap->store, area),
		.names = names_at(heap->store, area + STATE_BYTES,
				  heap->script_area + heap->script_bytes - area - STATE_BYTES),
		.notices = notices,
	};
}

/* -- values -------------------------------------------------------------------------- */

static void counters_of(const struct run *run, const struct instr *instr,
			uint64_t counters[EXPR_MAX_COUNTERS])
{
	for (uint32_t i = 0; i < instr->depth; i++)
		counters[i] = run->state->frames[i].counter;
}

static bool number_value(const struct run *run, const struct instr *instr,
			 const struct number *number, uint64_t *value)
{
	uint64_t counters[EXPR_MAX_COUNTERS];

	*value = number->value;
	if (!number->expr)
		return true;
	counters_of(run, instr, counters);
	return expr_eval(number->expr, counters, value);
}

static bool spell_key(const struct run *run, const struct instr *instr,
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
	counters_of(run, instr, counters);
	if (!name_format(name->name, counters, spelled))
		return false;
	*key = name_key_of(run->script->stems, spelled);
	return true;
}

static bool key_of(const struct run *run, const struct instr *instr, name_key *key)
{
	return spell_key(run, instr, &instr->name, key);
}

static const struct instr *at_pc(const struct run *run)
{
	return &run->script->items[run->state->pc];
}

static void set(struct run *run, uint64_t *field, uint64_t value)
{
	store_set(run->store, field, value);
}

/* xorshift64*: small state, seeded, the same everywhere. */
static uint64_t random_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

/* -- faults: what cannot be done is left out and told --------------------------------- */

__attribute__((format(printf, 3, 4))) static void fault(struct run *run, const char *hint,
							const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	notices_add(run->notices, NOTICE_FAULT, at_pc(run)->place, hint, "%s", text);
	set(run, &run->state->faults, run->state->faults + 1);
}

/* Whether the instruction's name stands for a live block where it must, and only there. */
static bool name_is_right(struct run *run, const struct instr *instr, name_key key)
{
	uint32_t index = names_find(&run->names, key);
	const struct name_entry *entry = names_entry(&run->names, index);
	bool known = index != 0, live = known && name_is_live(entry);
	bool allocates = instr->kind == INSTR_ALLOC || instr->kind == INSTR_CALLOC;
	char name[LABEL_BYTES], hint[128];

	if (instr->kind == INSTR_WRITE ? known : allocates != live)
		if (instr->kind != INSTR_DOUBLE_FREE)
			return true;
	name_spell(run->script->stems, key, name, sizeof name);
	snprintf(hint, sizeof hint, "it was allocated in line %u", known ? entry->line : 0);
	if (instr->kind == INSTR_DOUBLE_FREE) {
		if (known && !live)
			return true;
		fault(run, live ? "free it first" : NULL,
		      live ? "double_free of '%s', which is still allocated"
			   : "double_free of '%s', which was never freed",
		      name);
	} else if (allocates) {
		fault(run, hint, "'%s' is allocated already", name);
	} else if (known) {
		fault(run, instr->kind == INSTR_FREE ? "if you mean it, write double_free" : NULL,
		      "'%s' has been freed already", name);
	} else {
		fault(run, NULL, "'%s' is not allocated at this point", name);
	}
	return false;
}

static bool values_are_right(struct run *run, const struct instr *instr)
{
	uint64_t value;
	name_key key;

	if (!number_value(run, instr, &instr->size, &value) ||
	    !number_value(run, instr, &instr->count, &value)) {
		fault(run, NULL, "the number cannot be computed here: below zero or too large");
		return false;
	}
	if (!key_of(run, instr, &key)) {
		fault(run, NULL, "the name is longer than %d bytes here", NAME_MAX_BYTES);
		return false;
	}
	return name_is_right(run, instr, key);
}

/* -- the instructions that yield many events -------------------------------------------- */

static void begin_random(struct run *run, const struct random_instr *random)
{
	/* A seed of 0 would stay 0 for ever. */
	uint64_t seed = (random->seed + 1) * UINT64_C(0x9e3779b97f4a7c15);

	set(run, &run->state->active, 1);
	set(run, &run->state->left, random->operations);
	set(run, &run->state->rng, seed ? seed : 1);
}

static bool wanted(const struct run *run, const struct instr *instr, uint64_t number,
		   uint64_t *seen)
{
	const struct where_instr *where = instr->of.where;
	uint64_t from, to, skip, every;

	if (!number_value(run, instr, &where->from, &from) ||
	    !number_value(run, instr, &where->to, &to) ||
	    !number_value(run, instr, &where->skip, &skip) ||
	    !number_value(run, instr, &where->every, &every))
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
	set(run, &run->state->seen, seen);
	set(run, &run->state->candidate, index);
	if (index)
		set(run, &run->state->cursor, backwards ? entry->older : entry->newer);
}

/* Whether all its numbers can be computed here. */
static bool where_is_right(struct run *run, const struct instr *instr)
{
	const struct where_instr *where = instr->of.where;
	const struct number *numbers[] = {&where->every, &where->skip,   &where->from,
					  &where->to,    &where->oldest, &where->newest};
	uint64_t value;

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		if (!number_value(run, instr, numbers[i], &value)) {
			fault(run, NULL, "the number cannot be computed here: below zero or too large");
			return false;
		}
	}
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
		number_value(run, instr, &where->oldest, &left);
	else if (where->has_newest)
		number_value(run, instr, &where->newest, &left);
	set(run, &run->state->active, 1);
	set(run, &run->state->left, left);
	set(run, &run->state->seen, 0);
	set(run, &run->state->cursor, where->has_newest ? group->newest : group->oldest);
	find_candidate(run, instr);
}

/* -- control flow --------------------------------------------------------------------------- */

static void next_instr(struct run *run)
{
	set(run, &run->state->active, 0);
	set(run, &run->state->pc, run->state->pc + 1);
}

static void enter_loop(struct run *run, const struct instr *instr)
{
	struct script_frame *frame = &run->state->frames[instr->depth];
	uint64_t times;

	if (!number_value(run, instr, &instr->count, &times) || times > SCRIPT_MAX_OPERATIONS) {
		fault(run, NULL, "times cannot be computed here: below zero or too large");
		times = 0;
	}
	set(run, &frame->counter, 0);
	set(run, &frame->times, times);
	set(run, &run->state->pc, times ? run->state->pc + 1 : (uint64_t)instr->jump + 1);
}

static void end_of_loop(struct run *run, const struct instr *instr)
{
	struct script_frame *frame = &run->state->frames[instr->depth];
	bool again = frame->counter + 1 < frame->times;

	set(run, &frame->counter, frame->counter + 1);
	set(run, &run->state->pc, again ? (uint64_t)instr->jump + 1 : run->state->pc + 1);
}

static void run_expect(const struct run *run, const struct instr *instr)
{
	uint32_t count = instr->of.expect->blocks_count;
	name_key *keys = mem_zero(count + 1, sizeof *keys);

	for (uint32_t i = 0; i < count; i++)
		spell_key(run, instr, &instr->names[i], &keys[i]);
	expect_run(instr, keys, run->heap, &run->names, run->notices);
	free(keys);
}

/* True when pc stands at an event; otherwise the instruction has been dealt with. */
static bool settle_one(struct run *run)
{
	const struct instr *instr = at_pc(run);

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
		if (!run->state->active)
			begin_random(run, instr->of.random);
		if (run->state->left > 0)
			return true;
		next_instr(run);
		return false;
	case INSTR_FREE_WHERE:
		if (!run->state->active)
			begin_where(run, instr);
		if (run->state->left > 0 && run->state->candidate)
			return true;
		next_instr(run);
		return false;
	case INSTR_MARK:
		notices_add(run->notices, NOTICE_MARK, instr->place, NULL, "%s", instr->of.mark);
		next_instr(run);
		return false;
	case INSTR_EXPECT:
		if (run->notices)
			run_expect(run, instr);
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
			fault(run, NULL, "nothing happens in these repeats");
		if (stuck || run->state->faults >= SCRIPT_MAX_FAULTS) {
			set(run, &run->state->pc, run->script->count - 1);
			return;
		}
	}
}

/* -- peek ------------------------------------------------------------------------------------- */

/* What commit needs again: the name's entry, and for random where the generator stands. */
enum { MEMO_ENTRY, MEMO_RNG };

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
	key_of(run, instr, &op->name);
	number_value(run, instr, &instr->size, &op->bytes);
	if (instr->kind == INSTR_CALLOC)
		number_value(run, instr, &instr->count, &op->count);
	index = names_find(&run->names, op->name);
	event->memo[MEMO_ENTRY] = index;
	if (op->kind != OP_MALLOC && op->kind != OP_CALLOC)
		op->block = names_block(&run->names, names_entry(&run->names, index));
	if (instr->kind == INSTR_DOUBLE_FREE) {
		op->misuse = FINDING_DOUBLE_FREE;
		op->about = op->block;
	}
}

static void peek_write(const struct run *run, const struct instr *instr, struct op *op)
{
	const struct name_entry *entry;
	uint64_t offset = 0;

	key_of(run, instr, &op->name);
	number_value(run, instr, &instr->size, &offset);
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

static uint64_t random_size(const struct random_instr *random, uint64_t *rng)
{
	uint64_t value = random_next(rng) >> 11;

	if (random->size_count)
		return random->sizes[value % random->size_count];
	return random->min + value % (random->max - random->min + 1);
}

/* Pick one of [live] names: allocate it if it is not there; otherwise free it, or now and
 * then give it another size. */
static void draw(const struct run *run, const struct random_instr *random, struct event *event)
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
		op->kind = resize ? OP_REALLOC : OP_FREE;
	}
	if (op->kind != OP_FREE)
		op->bytes = random_size(random, &rng);
	event->memo[MEMO_ENTRY] = index;
	event->memo[MEMO_RNG] = rng;
}

static void peek_candidate(const struct run *run, struct event *event)
{
	uint32_t index = (uint32_t)run->state->candidate;
	const struct name_entry *entry = names_entry(&run->names, index);

	event->op.kind = OP_FREE;
	event->op.block = names_block(&run->names, entry);
	event->op.name = entry->key;
	event->memo[MEMO_ENTRY] = index;
}

static void peek_event(const struct run *run, struct event *event)
{
	const struct instr *instr = at_pc(run);

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
		draw(run, instr->of.random, event);
		break;
	case INSTR_FREE_WHERE:
		peek_candidate(run, event);
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

static void script_peek(const struct program *program, const struct heap *heap, addr area,
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
static void bind(struct run *run, const struct event *event, addr result)
{
	uint32_t index = (uint32_t)event->memo[MEMO_ENTRY];
	const struct op *op = &event->op;

	switch (op->kind) {
	case OP_MALLOC:
	case OP_CALLOC:
		if (!names_bind(&run->names, index, op->name, result,
				requested_bytes(op), at_pc(run)->place.line))
			fault(run, NULL, "too many names are alive at once");
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

static void script_commit(struct program *program, struct heap *heap, addr area,
			  const struct event *event, addr result, struct notices *notices)
{
	struct run run = run_at(program, heap, area, notices);
	const struct instr *instr = at_pc(&run);

	if (event->kind == EVENT_OP)
		bind(&run, event, result);
	if (instr->kind == INSTR_RANDOM) {
		set(&run, &run.state->rng, event->memo[MEMO_RNG]);
		set(&run, &run.state->left, run.state->left - 1);
	} else if (instr->kind == INSTR_FREE_WHERE) {
		set(&run, &run.state->left, run.state->left - 1);
		find_candidate(&run, instr);
	} else if (instr->kind != INSTR_END) {
		next_instr(&run);
	}
	settle(&run);
}

/* -- the rest of the interface ------------------------------------------------------------------ */

static bool script_start(struct program *program, struct heap *heap, addr area, uint64_t bytes,
			 struct notices *notices)
{
	struct run run;

	if (bytes < UINT64_C(1) << 20)
		return false;
	run = run_at(program, heap, area, notices);
	settle(&run);
	return true;
}

static void script_ranges(const struct program *program, const struct heap *heap, addr area,
			  struct ranges *ranges)
{
	struct run run = run_at(program, heap, area, NULL);

	ranges_add(ranges, area, sizeof(struct script_state));
	names_ranges(&run.names, ranges);
}

static size_t script_labels(const struct program *program, const struct heap *heap, addr area,
			    addr from, uint64_t bytes, struct label *labels, size_t most)
{
	struct run run = run_at(program, heap, area, NULL);
	size_t count = 0;

	for (uint32_t i = 1; i < run.names.control->entries && count < most; i++) {
		const struct name_entry *entry = names_entry(&run.names, i);
		addr block = names_block(&run.names, entry);

		if (!name_is_live(entry) || block - from >= bytes)
			continue;
		labels[count].block = block;
		labels[count].requested = name_requested(entry);
		name_spell(run.script->stems, entry->key, labels[count].name, LABEL_BYTES);
		count++;
	}
	return count;
}

static void script_spell(const struct program *program, uint64_t name, char *text, size_t bytes)
{
	const struct script *script = (const struct script *)program;

	name_spell(script->stems, name, text, bytes);
}

static void free_instr(struct instr *instr)
{
	free(instr->name.name);
	free(instr->size.expr);
	free(instr->count.expr);
	if (instr->kind == INSTR_WRITE)
		free(instr->of.write.data);
	if (instr->kind == INSTR_EXPECT) {
		for (uint32_t i = 0; i < instr->of.expect->blocks_count; i++)
			free(instr->names[i].name);
		free(instr->names);
	}
	if (instr->kind == INSTR_RANDOM && instr->of.random)
		free(instr->of.random->sizes);
	if (instr->kind == INSTR_RANDOM)
		free(instr->of.random);
	if (instr->kind == INSTR_FREE_WHERE && instr->of.where) {
		struct where_instr *where = instr->of.where;

		free(where->every.expr);
		free(where->skip.expr);
		free(where->from.expr);
		free(where->to.expr);
		free(where->oldest.expr);
		free(where->newest.expr);
		free(where);
	}
}

static void script_destroy(struct program *program)
{
	struct script *script = (struct script *)program;

	for (size_t i = 0; i < script->count; i++)
		free_instr(&script->items[i]);
	free(script->items);
	stems_destroy(script->stems);
	if (script->loaded.scenario)
		scenario_unload(&script->loaded);
	free(script);
}

const struct program_ops script_ops = {
	.start = script_start,
	.peek = script_peek,
	.commit = script_commit,
	.ranges = script_ranges,
	.spell = script_spell,
	.labels = script_labels,
	.destroy = script_destroy,
};
