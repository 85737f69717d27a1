/* fork.c - a program's beginning and typed operations; see fork.h. */
#include "program/fork.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/lang.h"
#include "base/mem.h"
#include "heap/inspect.h"

#define OWN_NAME (UINT64_C(1) << 63) /* op.name: number of the operation that made the block */
#define NEAR_MOST 200 /* names looked at for a hint */

struct fork {
	struct program program;
	struct program *base; /* borrowed */
	uint64_t at;
	size_t count;
	struct fork_op items[FORK_MOST];
};

static const struct program_ops ops;

static const struct fork *fork_of(const struct program *program)
{
	assert(program->ops == &ops);
	return (const struct fork *)program;
}

/* How many of the typed operations have happened. */
static size_t done_in(const struct fork *fork, const struct heap *heap)
{
	uint64_t events = program_progress(heap)->events;

	if (events <= fork->at)
		return 0;
	return events - fork->at < fork->count ? (size_t)(events - fork->at) : fork->count;
}

/* -- the program --------------------------------------------------------------------------- */

static bool start(struct program *program, struct heap *heap, addr area, uint64_t bytes,
		  struct notices *notices)
{
	struct fork *fork = (struct fork *)program;

	return fork->base->ops->start(fork->base, heap, area, bytes, notices);
}

static void peek(const struct program *program, const struct heap *heap, addr area,
		 struct event *event)
{
	const struct fork *fork = fork_of(program);
	uint64_t events = program_progress(heap)->events;

	if (events < fork->at) {
		fork->base->ops->peek(fork->base, heap, area, event);
		return;
	}
	*event = (struct event){.kind = EVENT_END, .op.misuse = -1};
	if (events - fork->at < fork->count) {
		event->kind = EVENT_OP;
		event->op = fork->items[events - fork->at].op;
	}
}

static void commit(struct program *program, struct heap *heap, addr area,
		   const struct event *event, addr result, struct notices *notices)
{
	struct fork *fork = (struct fork *)program;
	uint64_t events = program_progress(heap)->events;

	if (events <= fork->at)
		fork->base->ops->commit(fork->base, heap, area, event, result, notices);
	else if (events - fork->at <= fork->count)
		fork->items[events - fork->at - 1].result = result; /* the same every time */
}

static uint64_t run(struct program *program, struct heap *heap, addr area, uint64_t most,
		    const struct op_listener *listener, struct notices *notices)
{
	struct fork *fork = (struct fork *)program;
	uint64_t events = program_progress(heap)->events;
	uint64_t left = events < fork->at ? fork->at - events : 0;

	if (!left || !fork->base->ops->run)
		return 0;
	return fork->base->ops->run(fork->base, heap, area, most < left ? most : left, listener,
				    notices);
}

/* Where the base has grown, it may stand at its beginning with nothing in front of it yet. */
static void resume(struct program *program, struct heap *heap, addr area, struct notices *notices)
{
	struct fork *fork = (struct fork *)program;

	if (program_progress(heap)->events < fork->at)
		fork->base->ops->resume(fork->base, heap, area, notices);
}

static void ranges(const struct program *program, const struct heap *heap, addr area,
		   struct ranges *out)
{
	const struct fork *fork = fork_of(program);

	fork->base->ops->ranges(fork->base, heap, area, out);
}

static void spell(const struct program *program, uint64_t name, char *text, size_t bytes)
{
	const struct fork *fork = fork_of(program);

	if (name & OWN_NAME)
		snprintf(text, bytes, "%s", fork->items[name & ~OWN_NAME].name);
	else
		fork->base->ops->spell(fork->base, name, text, bytes);
}

static bool find_name(const struct program *program, const char *text, uint64_t *value,
		      uint64_t *mask)
{
	const struct fork *fork = fork_of(program);

	for (size_t i = fork->count; i-- > 0;) {
		if (strcmp(fork->items[i].name, text) != 0)
			continue;
		*value = fork->items[i].op.name;
		*mask = UINT64_MAX;
		return true;
	}
	return fork->base->ops->find_name &&
	       fork->base->ops->find_name(fork->base, text, value, mask);
}

static void destroy(struct program *program)
{
	free(program);
}

/* -- blocks ------------------------------------------------------------------------------- */

/* The block that an operation left its name with. */
static addr block_after(const struct fork_op *item)
{
	if (item->op.kind == OP_REALLOC && !item->result)
		return item->op.block; /* it failed, and nothing has moved */
	return item->result;
}

static uint64_t bytes_of(const struct op *op)
{
	return op->count * op->bytes;
}

/* A name among the first [done] operations: the last of them that is about it decides. */
static bool find_own(const struct fork *fork, size_t done, const char *text,
		     struct known_block *known)
{
	for (size_t i = done; i-- > 0;) {
		const struct fork_op *item = &fork->items[i];

		if (strcmp(item->name, text) != 0)
			continue;
		*known = (struct known_block){.name = item->op.name,
					      .block = block_after(item),
					      .born = item->born,
					      .live = item->op.kind != OP_FREE,
					      .requested = bytes_of(&item->op)};
		return true;
	}
	return false;
}

static bool find_block(const struct program *program, const struct heap *heap, addr area,
		       const char *text, struct known_block *known)
{
	const struct fork *fork = fork_of(program);
	size_t done = done_in(fork, heap);
	char name[LABEL_BYTES];

	if (find_own(fork, done, text, known))
		return true;
	if (!fork->base->ops->find_block ||
	    !fork->base->ops->find_block(fork->base, heap, area, text, known))
		return false;
	/* By its address, perhaps: what has become of it here? */
	spell(program, known->name, name, sizeof name);
	find_own(fork, done, name, known);
	return true;
}

/* Whether one of the operations has made or unmade a block there. */
static bool has_touched(const struct fork *fork, size_t done, addr block)
{
	for (size_t i = 0; i < done; i++)
		if (fork->items[i].result == block || fork->items[i].op.block == block)
			return true;
	return false;
}

static bool is_last_at(const struct fork *fork, size_t done, size_t i)
{
	addr block = fork->items[i].result;

	for (size_t k = i + 1; k < done; k++)
		if (fork->items[k].op.block == block || fork->items[k].result == block)
			return false;
	return true;
}

/* Whether the block that operation [i] made begins in that range, and is still that one. */
static bool makes_one_in(const struct fork *fork, size_t done, size_t i, addr from, uint64_t bytes)
{
	addr block = fork->items[i].result;

	return block && block - from < bytes && is_last_at(fork, done, i);
}

static void label_own(const struct fork *fork, const struct fork_op *item, struct label *label)
{
	bool is_call = fork->program.was_recorded && !(item->op.name & OWN_NAME);

	*label = (struct label){.block = item->result,
				.born = item->born,
				.requested = bytes_of(&item->op),
				.call = is_call ? item->op.name : 0};
	memcpy(label->name, item->name, LABEL_BYTES);
}

static size_t labels(const struct program *program, const struct heap *heap, addr area, addr from,
		     uint64_t bytes, struct label *out, size_t most)
{
	const struct fork *fork = fork_of(program);
	size_t done = done_in(fork, heap), kept = 0;
	size_t count = fork->base->ops->labels(fork->base, heap, area, from, bytes, out, most);

	for (size_t i = 0; i < count; i++)
		if (!has_touched(fork, done, out[i].block))
			out[kept++] = out[i];
	for (size_t i = 0; i < done && kept < most; i++)
		if (makes_one_in(fork, done, i, from, bytes))
			label_own(fork, &fork->items[i], &out[kept++]);
	return kept;
}

static size_t births(const struct program *program, const struct heap *heap, addr area, addr from,
		     uint64_t bytes, struct birth *out, size_t most)
{
	const struct fork *fork = fork_of(program);
	size_t done = done_in(fork, heap), kept = 0;
	size_t count = fork->base->ops->births(fork->base, heap, area, from, bytes, out, most);

	for (size_t i = 0; i < count; i++)
		if (!has_touched(fork, done, out[i].block))
			out[kept++] = out[i];
	for (size_t i = 0; i < done && kept < most; i++)
		if (makes_one_in(fork, done, i, from, bytes))
			out[kept++] = (struct birth){fork->items[i].result, fork->items[i].born};
	return kept;
}

/* -- understanding ------------------------------------------------------------------------- */

struct understanding {
	const struct fork *fork;
	const struct heap *heap;
	addr area;
	const struct phrase *phrase;
	enum lang lang;
	struct phrase_fault *fault;
};

#define in(what, text) lang_text((what)->lang, text)

/* 0:1:48, or 0x7f5ac030, as it is shown. */
static addr read_where(const struct understanding *what)
{
	const char *text = what->phrase->block;
	unsigned slot, pool, offset;
	addr where;
	char *rest;
	int end = 0;

	if (sscanf(text, "%9u:%9u:%9u%n", &slot, &pool, &offset, &end) == 3 && !text[end])
		return heap_address(what->heap, slot, pool, offset);
	if (strncasecmp(text, "0x", 2) != 0 || !heap_unshown(what->heap, strtoull(text, &rest, 16), &where))
		return ADDR_NULL;
	return *rest ? ADDR_NULL : where;
}

/* The name of the block that begins there. */
static bool name_at_place(const struct understanding *what, char name[LABEL_BYTES])
{
	struct label label;
	addr where = read_where(what);

	if (!where || labels(&what->fork->program, what->heap, what->area, where, 1, &label, 1) == 0)
		return false;
	memcpy(name, label.name, LABEL_BYTES);
	return true;
}

/* A name there is, for a hint. */
static const char *nearest(const struct understanding *what, struct label *all)
{
	size_t count = labels(&what->fork->program, what->heap, what->area, 0, UINT64_MAX, all,
			      NEAR_MOST);
	const char *names[NEAR_MOST];

	for (size_t i = 0; i < count; i++)
		names[i] = all[i].name;
	return diag_nearest(what->phrase->block, names, count);
}

static bool fail_unknown(const struct understanding *what)
{
	const struct phrase *phrase = what->phrase;
	struct label *all = mem_zero(NEAR_MOST, sizeof *all);
	const char *near = nearest(what, all);

	if (phrase->block[0] >= '0' && phrase->block[0] <= '9')
		phrase_fail(what->fault, phrase->block_at, in(what, "no block in use begins at %s"),
			    phrase->block);
	else if (near)
		phrase_fail(what->fault, phrase->block_at,
			    in(what, "no block is called %s here; %s is"), phrase->block, near);
	else if (phrase->block[0] == '#')
		phrase_fail(what->fault, phrase->block_at, in(what, "%s is not in use here"),
			    phrase->block);
	else
		phrase_fail(what->fault, phrase->block_at, in(what, "no block is called %s here"),
			    phrase->block);
	free(all);
	return false;
}

/* What the system's block is called, if it gives one: in a recording all have numbers of calls. */
static uint64_t system_number(const struct fork *fork, uint64_t name, uint64_t born)
{
	if (!fork->program.was_recorded)
		return 0;
	return name & OWN_NAME ? SYSTEM_TYPED + (name & ~OWN_NAME) + 1 : born;
}

/* The block that is given to realloc or free. */
static bool understand_block(const struct understanding *what, struct fork_op *op)
{
	struct known_block known;

	memcpy(op->name, what->phrase->block, LABEL_BYTES);
	if (op->name[0] >= '0' && op->name[0] <= '9' && !name_at_place(what, op->name) &&
	    strchr(op->name, ':'))
		return fail_unknown(what);
	if (!find_block(&what->fork->program, what->heap, what->area, op->name, &known))
		return fail_unknown(what);
	if (!known.live)
		return phrase_fail(what->fault, what->phrase->block_at,
				   in(what, "%s has been freed already"), op->name);
	op->op.name = known.name;
	op->op.block = known.block;
	op->op.held = known.requested;
	op->op.born = op->born = known.born;
	op->op.system = system_number(what->fork, known.name, known.born);
	spell(&what->fork->program, known.name, op->name, sizeof op->name);
	return true;
}

/* t1, t2, ...: the first that is free. */
static void choose_name(const struct understanding *what, char name[LABEL_BYTES])
{
	struct known_block known;

	for (unsigned i = 1; i <= 2 * FORK_MOST; i++) {
		snprintf(name, LABEL_BYTES, "t%u", i);
		if (!find_block(&what->fork->program, what->heap, what->area, name, &known))
			return;
	}
}

static bool understand_new(const struct understanding *what, size_t count, struct fork_op *op)
{
	const struct phrase *phrase = what->phrase;
	struct known_block known;

	op->op.name = OWN_NAME | count;
	op->op.system = system_number(what->fork, op->op.name, 0);
	op->born = BORN_OPERATION | (program_progress(what->heap)->operations + 1);
	memcpy(op->name, phrase->name, LABEL_BYTES);
	if (op->name[0] == '#')
		return phrase_fail(what->fault, phrase->name_at,
				   in(what, "give it a name of its own: x = malloc(...)"));
	if (!op->name[0])
		choose_name(what, op->name);
	if (!find_block(&what->fork->program, what->heap, what->area, op->name, &known))
		return true;
	if (known.live)
		return phrase_fail(what->fault, phrase->name_at,
				   in(what, "%s is in use: free it first, or take another name"),
				   op->name);
	return true;
}

bool fork_understand(const struct program *program, const struct heap *heap, addr area,
		     const struct phrase *phrase, enum lang lang, struct fork_op *op,
		     struct phrase_fault *fault)
{
	const struct fork *fork = fork_of(program);
	struct understanding what = {fork, heap, area, phrase, lang, fault};
	size_t done = done_in(fork, heap);

	*op = (struct fork_op){.op = {.kind = phrase->kind,
				      .count = phrase->count,
				      .bytes = phrase->bytes,
				      .misuse = -1}};
	if (heap_crashed(heap))
		return phrase_fail(fault, 0,
				   in(&what, "the process has crashed: nothing happens any more"));
	if (done == FORK_MOST)
		return phrase_fail(fault, 0,
				   in(&what, "%d operations are enough: save them as a scenario"),
				   FORK_MOST);
	return phrase->kind == OP_REALLOC || phrase->kind == OP_FREE
		       ? understand_block(&what, op)
		       : understand_new(&what, done, op);
}

/* -- the rest ----------------------------------------------------------------------------- */

static const struct program_ops ops = {
	.start = start,
	.peek = peek,
	.commit = commit,
	.run = run,
	.resume = resume,
	.ranges = ranges,
	.spell = spell,
	.find_name = find_name,
	.labels = labels,
	.births = births,
	.find_block = find_block,
	.destroy = destroy,
};

struct program *fork_new(struct program *base, uint64_t at)
{
	struct fork *fork = mem_zero(1, sizeof *fork);

	assert(base);
	fork->program = *base;
	fork->program.ops = &ops;
	fork->program.grows = false;
	fork->base = base;
	fork->at = at;
	return &fork->program;
}

uint64_t fork_at(const struct program *fork)
{
	return fork_of(fork)->at;
}

size_t fork_count(const struct program *fork)
{
	return fork_of(fork)->count;
}

const struct fork_op *fork_op(const struct program *fork, size_t i)
{
	assert(i < fork_count(fork));
	return &fork_of(fork)->items[i];
}

void fork_add(struct program *program, size_t count, const struct fork_op *op)
{
	struct fork *fork = (struct fork *)program;

	assert(program->ops == &ops && count <= fork->count && count < FORK_MOST);
	fork->items[count] = *op;
	fork->count = count + 1;
}
