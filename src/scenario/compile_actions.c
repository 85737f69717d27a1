/*
 * compile_actions.c - one function an action: its numbers and names, and what is odd about it.
 */
#include "base/mem.h"
#include "scenario/compiler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One step of the kind runs [each] operations whenever it is reached. */
static void count_operations(struct compiler *c, uint64_t each, struct diag_place place)
{
	uint64_t total;

	if (!c->product || !each) {
		c->bounded = c->bounded && each == 0;
		return;
	}
	if (__builtin_mul_overflow(c->product, each, &total) ||
	    __builtin_add_overflow(c->operations, total, &c->operations) ||
	    c->operations > SCRIPT_MAX_OPERATIONS) {
		diag_add(c->diags, DIAG_ERROR, place, "repeats inside repeats multiply",
			 "more than 1,000,000,000 operations up to here");
		c->operations = 0;
	}
}

/* A name that must stand for something.  One fault is enough: what cannot be a name is not looked
 * for. */
static void use_name(struct compiler *c, const char *key, const char *text, const char *verb,
		     struct block_name *name)
{
	if (compile_name(c, key, text, name))
		compile_check_use(c, key, text, false, verb);
}

static void compile_alloc(struct compiler *c, const struct step *step)
{
	struct instr *instr = compile_emit(c, INSTR_ALLOC, step);

	compile_name(c, "name", step->alloc->name, &instr->name);
	compile_number(c, "size", step->alloc->size, 0, SCRIPT_MAX_SIZE, &instr->size);
	count_operations(c, 1, step->place);
}

static void compile_calloc(struct compiler *c, const struct step *step)
{
	struct instr *instr = compile_emit(c, INSTR_CALLOC, step);

	compile_name(c, "name", step->calloc->name, &instr->name);
	compile_number(c, "count", step->calloc->count, 0, UINT64_MAX, &instr->count);
	compile_number(c, "size", step->calloc->size, 0, UINT64_MAX, &instr->size);
	count_operations(c, 1, step->place);
}

static void compile_realloc(struct compiler *c, const struct step *step)
{
	struct instr *instr = compile_emit(c, INSTR_REALLOC, step);

	use_name(c, "name", step->realloc->name, "realloc", &instr->name);
	compile_number(c, "size", step->realloc->size, 0, SCRIPT_MAX_SIZE, &instr->size);
	count_operations(c, 1, step->place);
}

static void compile_free(struct compiler *c, const struct step *step, const struct step_name *what,
			 enum instr_kind kind)
{
	struct instr *instr = compile_emit(c, kind, step);

	use_name(c, "name", what->name, kind == INSTR_FREE ? "free" : "double_free", &instr->name);
	c->script->program.misuses |= kind == INSTR_DOUBLE_FREE;
	count_operations(c, 1, step->place);
}

static void compile_write(struct compiler *c, const struct step *step)
{
	const struct step_write *write = step->write;
	struct instr *instr = compile_emit(c, INSTR_WRITE, step);
	uint64_t value;

	use_name(c, "name", write->name, "write", &instr->name);
	compile_number(c, "offset", write->offset, 0, 1 << 20, &instr->size);
	if (write->text) {
		instr->of.write.bytes = strlen(write->text);
		instr->of.write.data = (uint8_t *)mem_text(write->text);
		if (instr->of.write.bytes == 0 || instr->of.write.bytes > 4096)
			diag_add(c->diags, DIAG_ERROR, compile_place(c, "text"),
				 "a longer text takes several writes; value: 0 writes 8 bytes",
				 "text: 1 to 4096 bytes can be written");
	} else {
		value = compile_constant(c, "value", write->value, 0, UINT64_MAX, 0);
		instr->of.write.bytes = sizeof value;
		instr->of.write.data = mem_alloc(sizeof value);
		memcpy(instr->of.write.data, &value, sizeof value);
	}
	c->script->program.misuses = true;
	count_operations(c, 1, step->place);
}

/* `sizes` and `min`, `max` are two ways to say the same. */
static void check_sizes_key(struct compiler *c, const struct step_random *random)
{
	const char *other = random->min ? "min" : "max";

	if (!random->sizes)
		return;
	if (random->sizes_count == 0)
		diag_add(c->diags, DIAG_ERROR, compile_place(c, "sizes"),
			 "for example sizes: [16, 24]", "'sizes' is empty");
	if (random->min || random->max)
		diag_add(c->diags, DIAG_ERROR, compile_place(c, other),
			 "leave one out: sizes is a list to choose from, min and max are a range",
			 "'sizes' and '%s' exclude each other", other);
}

static void compile_sizes(struct compiler *c, const struct step_random *random,
			  struct random_instr *out)
{
	out->size_count = random->sizes_count;
	out->sizes = random->sizes_count ? mem_zero(random->sizes_count, sizeof *out->sizes) : NULL;
	for (uint32_t i = 0; i < random->sizes_count; i++) {
		char key[32];

		snprintf(key, sizeof key, "sizes[%u]", i);
		out->sizes[i] = compile_constant(c, key, random->sizes[i], 0, SCRIPT_MAX_SIZE, 0);
	}
	out->min = compile_constant(c, "min", random->min, 0, SCRIPT_MAX_SIZE, 1);
	out->max = compile_constant(c, "max", random->max, 0, SCRIPT_MAX_SIZE,
				    out->min > 512 ? out->min : 512);
	if (out->min > out->max)
		diag_add(c->diags, DIAG_ERROR, compile_place(c, random->max ? "max" : "min"),
			 "the smaller of the two is min; without them it is 1 to 512",
			 "min (%" PRIu64 ") is larger than max (%" PRIu64 ")", out->min, out->max);
}


static void compile_random(struct compiler *c, const struct step *step)
{
	const struct step_random *random = step->random;
	struct random_instr *out = mem_zero(1, sizeof *out);
	struct instr *instr = compile_emit(c, INSTR_RANDOM, step);

	instr->of.random = out;
	out->operations =
		compile_constant(c, "operations", random->operations, 1, SCRIPT_MAX_OPERATIONS, 1);
	out->seed = compile_constant(c, "seed", random->seed, 0, UINT64_MAX, 1);
	out->live = compile_constant(c, "live", random->live, 1, 10000000, 100);
	out->realloc_percent = compile_constant(c, "reallocs", random->reallocs, 0, 100, 0);
	compile_group(c, random->group ? random->group : "r", &out->stem);
	check_sizes_key(c, random);
	compile_sizes(c, random, out);
	count_operations(c, out->operations, step->place);
}

/* Constants only: what counters make of them is seen when it runs. */
static void check_range(struct compiler *c, const struct step_free_where *where,
			const struct where_instr *out)
{
	if (!out->from.expr && !out->to.expr && out->from.value > out->to.value)
		diag_add(c->diags, DIAG_ERROR, compile_place(c, where->to ? "to" : "from"),
			 "the smaller of the two is from; both are freed, too",
			 "from (%" PRIu64 ") is larger than to (%" PRIu64 ")", out->from.value,
			 out->to.value);
}

static void compile_where(struct compiler *c, const struct step *step)
{
	const struct step_free_where *where = step->free_where;
	struct where_instr *out = mem_zero(1, sizeof *out);
	struct instr *instr = compile_emit(c, INSTR_FREE_WHERE, step);

	instr->of.where = out;
	out->every.value = 1;
	out->to.value = NAME_MAX_NUMBER;
	out->has_range = where->from || where->to;
	out->has_oldest = where->oldest != NULL;
	out->has_newest = where->newest != NULL;
	if (compile_group(c, where->group, &out->stem))
		compile_check_use(c, "group", where->group, true, "free_where");
	compile_number(c, "every", where->every, 1, SCRIPT_MAX_OPERATIONS, &out->every);
	compile_number(c, "skip", where->skip, 0, SCRIPT_MAX_OPERATIONS, &out->skip);
	compile_number(c, "from", where->from, 0, NAME_MAX_NUMBER, &out->from);
	compile_number(c, "to", where->to, 0, NAME_MAX_NUMBER, &out->to);
	compile_number(c, "oldest", where->oldest, 1, SCRIPT_MAX_OPERATIONS, &out->oldest);
	compile_number(c, "newest", where->newest, 1, SCRIPT_MAX_OPERATIONS, &out->newest);
	if (where->oldest && where->newest)
		diag_add(c->diags, DIAG_ERROR, compile_place(c, "newest"),
			 "write two steps, one for each",
			 "free_where takes oldest or newest, not both");
	check_range(c, where, out);
	/* It frees no more than was allocated, which has been counted. */
}

static void compile_ask(struct compiler *c, const struct step *step)
{
	struct instr *instr = compile_emit(c, INSTR_ASK, step);
	const char *nearest;
	char hint[120];

	instr->of.ask = step->ask;
	for (int k = 0; k < ASK_COUNT; k++) {
		if (strcmp(ask_names[k], step->ask->about) == 0) {
			instr->about = (enum ask_about)k;
			return;
		}
	}
	nearest = diag_nearest(step->ask->about, ask_names, ASK_COUNT);
	snprintf(hint, sizeof hint, "%s%s%sit can be pool, offset, state or arena",
		 nearest ? "did you mean '" : "", nearest ? nearest : "", nearest ? "'? " : "");
	diag_add(c->diags, DIAG_ERROR, compile_place(c, "about"), hint,
		 "about: '%s' is nothing that can be asked about", step->ask->about);
}

static void compile_expect(struct compiler *c, const struct step *step)
{
	size_t length = compile_path_push(c, ".expect");
	struct block_name *names = mem_zero(step->expect->blocks_count + 1, sizeof *names);
	struct instr *instr = compile_emit(c, INSTR_EXPECT, step);

	instr->of.expect = step->expect;
	instr->names = names;
	expect_check(step->expect, c->path, c->locate, c->diags);
	for (uint32_t i = 0; i < step->expect->blocks_count; i++) {
		char key[32];

		snprintf(key, sizeof key, "blocks[%u].name", i);
		use_name(c, key, step->expect->blocks[i].name, "expect", &names[i]);
	}
	c->script->program.expects_steps |= step->expect->steps_count > 0;
	compile_path_pop(c, length);
}

void compile_action(struct compiler *c, const struct step *step)
{
	if (step->alloc)
		COMPILE_INSIDE(c, "alloc", compile_alloc(c, step));
	else if (step->calloc)
		COMPILE_INSIDE(c, "calloc", compile_calloc(c, step));
	else if (step->realloc)
		COMPILE_INSIDE(c, "realloc", compile_realloc(c, step));
	else if (step->free)
		COMPILE_INSIDE(c, "free", compile_free(c, step, step->free, INSTR_FREE));
	else if (step->double_free)
		COMPILE_INSIDE(c, "double_free",
			       compile_free(c, step, step->double_free, INSTR_DOUBLE_FREE));
	else if (step->write)
		COMPILE_INSIDE(c, "write", compile_write(c, step));
	else if (step->random)
		COMPILE_INSIDE(c, "random", compile_random(c, step));
	else if (step->free_where)
		COMPILE_INSIDE(c, "free_where", compile_where(c, step));
	else if (step->ask)
		COMPILE_INSIDE(c, "ask", compile_ask(c, step));
	else if (step->expect)
		compile_expect(c, step);
	else if (step->say)
		compile_emit(c, INSTR_SAY, step)->of.say = step->say;
	else if (step->mark)
		compile_emit(c, INSTR_MARK, step)->of.mark = step->mark;
}

