/*
 * compile.c - from what a scenario says to what runs: check what can be checked without
 * running, flatten the steps.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "scenario/compiler.h"

struct instr *compile_emit(struct compiler *c, enum instr_kind kind, const struct step *step)
{
	array_push(c->script,
		   (struct instr){.kind = kind, .place = step->place, .depth = c->scope.count});
	return &c->script->items[c->script->count - 1];
}

static void compile_steps(struct compiler *c, const struct step *steps, uint32_t count);

/* Opens a counter: false if its name cannot be one, or the nesting is too deep. */
static bool open_counter(struct compiler *c, const struct step_repeat *repeat)
{
	const char *counter = repeat->as ? repeat->as : "i";
	struct expr_error error = {0};

	if (!counter_check(counter, &error)) {
		compile_report(c, "as", counter, &error);
		return false;
	}
	for (unsigned i = 0; i < c->scope.count; i++) {
		if (strcmp(c->scope.names[i], counter) == 0) {
			diag_add(c->diags, DIAG_ERROR,
				 compile_place(c, repeat->as ? "as" : "times"),
				 "give the inner one another name: as: j",
				 "the counter '%s' is in use by an outer repeat", counter);
			return false;
		}
	}
	if (c->scope.count == EXPR_MAX_COUNTERS) {
		diag_add(c->diags, DIAG_ERROR, compile_place(c, "times"),
			 "one repeat can do the work of several: $i/10 and $i%10 count like two",
			 "repeats are nested too deeply");
		return false;
	}
	c->scope.names[c->scope.count++] = counter;
	return true;
}

static bool makes_events(const struct script *script, size_t from)
{
	for (size_t i = from; i < script->count; i++)
		if (script->items[i].kind <= INSTR_FREE_WHERE)
			return true;
	return false;
}

static void compile_repeat(struct compiler *c, const struct step *step)
{
	const struct step_repeat *repeat = step->repeat;
	uint32_t begin = (uint32_t)c->script->count;
	uint64_t outer = c->product;
	struct instr *instr = compile_emit(c, INSTR_LOOP, step);
	size_t errors = c->diags->errors;

	instr->of.counter = repeat->as ? repeat->as : "i";
	compile_number(c, "times", repeat->times, 0, SCRIPT_MAX_OPERATIONS, &instr->count);
	if (!instr->count.expr && instr->count.value == 0 && c->diags->errors == errors)
		diag_add(c->diags, DIAG_WARNING, compile_place(c, "times"),
			 "to leave steps out, put '#' in front of them",
			 "times: '%s': this repeat never runs", repeat->times);
	if (instr->count.expr)
		c->product = 0;
	else if (__builtin_mul_overflow(c->product, instr->count.value, &c->product))
		c->product = UINT64_MAX;
	errors = c->diags->errors;
	if (open_counter(c, repeat)) {
		/* Nothing inside runs if times is 0, but it must still be right. */
		c->product += c->product == 0 && !instr->count.expr;
		compile_steps(c, repeat->steps, repeat->steps_count);
		c->scope.count--;
		if (!makes_events(c->script, begin) && c->diags->errors == errors)
			diag_add(c->diags, DIAG_ERROR, step->place,
				 "put an alloc, free or random into its steps, or leave it out",
				 "a repeat without any operation in it");
	}
	compile_emit(c, INSTR_LOOP_END, step)->jump = begin;
	c->script->items[begin].jump = (uint32_t)c->script->count - 1;
	c->product = outer;
}

static void compile_step(struct compiler *c, const struct step *step)
{
	if (step->repeat)
		COMPILE_INSIDE(c, "repeat", compile_repeat(c, step));
	else
		compile_action(c, step);
}

static void compile_steps(struct compiler *c, const struct step *steps, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		size_t length = compile_path_push(c, "%ssteps[%u]", c->path[0] ? "." : "", i);

		compile_step(c, &steps[i]);
		compile_path_pop(c, length);
	}
}

struct script *script_compile(struct loaded *loaded, struct diag_list *diags)
{
	struct script *script = mem_zero(1, sizeof *script);
	struct compiler c = {.script = script,
			     .locate = loaded->locate,
			     .diags = diags,
			     .product = 1,
			     .bounded = true};
	const struct step end = {0};
	size_t errors = diags->errors;

	script->program.ops = &script_ops;
	script->stems = stems_new();
	compile_collect_names(&c, loaded->scenario->steps, loaded->scenario->steps_count);
	compile_head(&c, loaded->scenario);
	compile_steps(&c, loaded->scenario->steps, loaded->scenario->steps_count);
	compile_emit(&c, INSTR_END, &end);
	script->keep_freed = script->program.misuses || (c.bounded && c.operations <= 200000);
	free(c.defined.items);
	if (diags->errors != errors) {
		program_destroy(&script->program);
		return NULL;
	}
	script->loaded = *loaded;
	*loaded = (struct loaded){0};
	return script;
}
