/*
 * compile.c - from what a scenario says to what runs: parse every number and name,
 * check what can be checked without running, flatten the steps.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "scenario/script.h"

#define PATH_BYTES 2048
#define MOST_DIGITS 10 /* of a counter */

/* A name that some step allocates, for "which no step allocates": its text up to
 * the first counter, and whether one follows. */
struct defined {
	const char *text;
	size_t prefix; /* bytes that are certain */
	bool open;     /* a counter follows */
};

struct compiler {
	struct script *script;
	const struct locate *locate;
	struct diag_list *diags;
	struct scope scope;
	uint64_t product;  /* times the enclosing repeats run; 0 = not known */
	uint64_t operations; /* an upper bound for the whole scenario */
	bool bounded;      /* operations is known */
	char path[PATH_BYTES];
	struct {
		struct defined *items;
		size_t count, capacity;
	} defined;
};

/* -- paths and messages ------------------------------------------------------------ */

__attribute__((format(printf, 2, 3))) static size_t path_push(struct compiler *c,
							      const char *format, ...)
{
	size_t length = strlen(c->path);
	va_list args;

	va_start(args, format);
	vsnprintf(c->path + length, PATH_BYTES - length, format, args);
	va_end(args);
	return length;
}

static void path_pop(struct compiler *c, size_t length)
{
	c->path[length] = '\0';
}

static struct diag_place place_of(struct compiler *c, const char *key)
{
	size_t length = path_push(c, ".%s", key);
	struct diag_place place = locate_value(c->locate, c->path);

	path_pop(c, length);
	return place;
}

static void report(struct compiler *c, const char *key, const char *text,
		   const struct expr_error *error)
{
	size_t length = path_push(c, ".%s", key);
	struct diag_place place = locate_inside(c->locate, c->path, error->offset);

	path_pop(c, length);
	diag_add(c->diags, DIAG_ERROR, place, error->hint, "%s: '%s': %s", key, text, error->what);
}

/* -- numbers ------------------------------------------------------------------------- */

static bool in_range(struct compiler *c, const char *key, const char *text, uint64_t value,
		     uint64_t least, uint64_t most)
{
	if (value >= least && value <= most)
		return true;
	diag_error(c->diags, place_of(c, key), "%s: '%s': must be from %" PRIu64 " to %" PRIu64, key,
		   text, least, most);
	return false;
}

/* [text] NULL: [number] keeps its default.  Only constants can be checked against the range here. */
static void parse_number(struct compiler *c, const char *key, const char *text, uint64_t least,
			 uint64_t most, struct number *number)
{
	struct expr_error error = {0};
	struct expr expr;

	if (!text)
		return;
	if (!expr_parse(text, &c->scope, &expr, &error)) {
		report(c, key, text, &error);
		return;
	}
	if (!expr.constant) {
		number->expr = mem_alloc(sizeof expr);
		*number->expr = expr;
		return;
	}
	error.what = expr_problem(&expr, NULL);
	if (error.what)
		report(c, key, text, &error);
	else if (expr_eval(&expr, NULL, &number->value))
		in_range(c, key, text, number->value, least, most);
}

static uint64_t parse_constant(struct compiler *c, const char *key, const char *text,
			       uint64_t least, uint64_t most, uint64_t otherwise)
{
	struct number number = {.value = otherwise};

	parse_number(c, key, text, least, most, &number);
	if (number.expr)
		diag_error(c->diags, place_of(c, key), "%s: '%s': must be a plain number here", key,
			   text);
	free(number.expr);
	return number.value;
}

/* -- names ------------------------------------------------------------------------------ */

static void parse_name(struct compiler *c, const char *key, const char *text,
		       struct block_name *name)
{
	struct expr_error error = {0};
	char spelled[NAME_MAX_BYTES + 1];
	struct name parsed;
	size_t length;

	if (!name_parse(text, &c->scope, &parsed, &error)) {
		report(c, key, text, &error);
		return;
	}
	length = strlen(parsed.parts[0].literal);
	if (parsed.count == 1) {
		name->kind = NAME_CONSTANT;
		name_format(&parsed, NULL, spelled);
		name->key = name_key_of(c->script->stems, spelled);
	} else if (parsed.count == 2 && parsed.parts[1].literal[0] == '\0' && length > 0 &&
		   length <= NAME_MAX_BYTES - MOST_DIGITS &&
		   (parsed.parts[0].literal[length - 1] < '0' ||
		    parsed.parts[0].literal[length - 1] > '9')) {
		name->kind = NAME_COUNTED;
		name->stem = stems_intern(c->script->stems, parsed.parts[0].literal, length);
		name->counter = parsed.parts[1].counter;
	} else {
		name->kind = NAME_GENERAL;
		name->name = mem_alloc(sizeof parsed);
		*name->name = parsed;
	}
}

static struct defined defined_of(const char *text, bool open)
{
	const char *dollar = strchr(text, '$');
	size_t prefix = dollar ? (size_t)(dollar - text) : strlen(text);

	return (struct defined){text, prefix, dollar != NULL || open};
}

static void define(struct compiler *c, const char *text, bool open)
{
	array_push(&c->defined, defined_of(text, open));
}

/* Could two names, of which some parts are counters, ever be spelled the same? */
static bool may_match(const struct defined *a, const struct defined *b)
{
	size_t common = a->prefix < b->prefix ? a->prefix : b->prefix;

	if (strncmp(a->text, b->text, common) != 0)
		return false;
	return (a->prefix <= b->prefix || b->open) && (b->prefix <= a->prefix || a->open);
}

/* Allocations are collected first, so that a use may stand before them (in a loop). */
static void check_use(struct compiler *c, const char *key, const char *text, bool is_group,
		      const char *verb)
{
	struct defined use = defined_of(text, is_group);
	const char **names = mem_zero(c->defined.count + 1, sizeof *names);
	const char *nearest;
	char hint[200];

	for (size_t i = 0; i < c->defined.count; i++) {
		names[i] = c->defined.items[i].text;
		if (may_match(&use, &c->defined.items[i])) {
			free(names);
			return;
		}
	}
	nearest = diag_nearest(text, names, c->defined.count);
	snprintf(hint, sizeof hint, "nearest name is '%s'", nearest ? nearest : "");
	diag_add(c->diags, DIAG_ERROR, place_of(c, key), nearest ? hint : NULL,
		 "%s of '%s', which no step allocates", verb, text);
	free(names);
}

static void collect_names(struct compiler *c, const struct step *steps, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct step *step = &steps[i];

		if (step->alloc)
			define(c, step->alloc->name, false);
		if (step->calloc)
			define(c, step->calloc->name, false);
		if (step->random)
			define(c, step->random->group ? step->random->group : "r", true);
		if (step->repeat)
			collect_names(c, step->repeat->steps, step->repeat->steps_count);
	}
}

/* -- steps ---------------------------------------------------------------------------------- */

static struct instr *emit(struct compiler *c, enum instr_kind kind, const struct step *step)
{
	array_push(c->script,
		   (struct instr){.kind = kind, .place = step->place, .depth = c->scope.count});
	return &c->script->items[c->script->count - 1];
}

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

static void compile_alloc(struct compiler *c, const struct step *step)
{
	struct instr *instr = emit(c, INSTR_ALLOC, step);

	parse_name(c, "name", step->alloc->name, &instr->name);
	parse_number(c, "size", step->alloc->size, 0, SCRIPT_MAX_SIZE, &instr->size);
	count_operations(c, 1, step->place);
}

static void compile_calloc(struct compiler *c, const struct step *step)
{
	struct instr *instr = emit(c, INSTR_CALLOC, step);

	parse_name(c, "name", step->calloc->name, &instr->name);
	parse_number(c, "count", step->calloc->count, 0, UINT64_MAX, &instr->count);
	parse_number(c, "size", step->calloc->size, 0, UINT64_MAX, &instr->size);
	count_operations(c, 1, step->place);
}

static void compile_realloc(struct compiler *c, const struct step *step)
{
	struct instr *instr = emit(c, INSTR_REALLOC, step);

	parse_name(c, "name", step->realloc->name, &instr->name);
	parse_number(c, "size", step->realloc->size, 0, SCRIPT_MAX_SIZE, &instr->size);
	check_use(c, "name", step->realloc->name, false, "realloc");
	count_operations(c, 1, step->place);
}

static void compile_free(struct compiler *c, const struct step *step, const struct step_name *what,
			 enum instr_kind kind)
{
	struct instr *instr = emit(c, kind, step);

	parse_name(c, "name", what->name, &instr->name);
	check_use(c, "name", what->name, false, kind == INSTR_FREE ? "free" : "double_free");
	c->script->program.misuses |= kind == INSTR_DOUBLE_FREE;
	count_operations(c, 1, step->place);
}

static void compile_write(struct compiler *c, const struct step *step)
{
	const struct step_write *write = step->write;
	struct instr *instr = emit(c, INSTR_WRITE, step);
	uint64_t value;

	parse_name(c, "name", write->name, &instr->name);
	parse_number(c, "offset", write->offset, 0, 1 << 20, &instr->size);
	check_use(c, "name", write->name, false, "write");
	if (write->text) {
		instr->of.write.bytes = strlen(write->text);
		instr->of.write.data = (uint8_t *)mem_text(write->text);
		if (instr->of.write.bytes == 0 || instr->of.write.bytes > 4096)
			diag_error(c->diags, place_of(c, "text"), "text: 1 to 4096 bytes can be written");
	} else {
		value = parse_constant(c, "value", write->value, 0, UINT64_MAX, 0);
		instr->of.write.bytes = sizeof value;
		instr->of.write.data = mem_alloc(sizeof value);
		memcpy(instr->of.write.data, &value, sizeof value);
	}
	c->script->program.misuses = true;
	count_operations(c, 1, step->place);
}

static void compile_sizes(struct compiler *c, const struct step_random *random,
			  struct random_instr *out)
{
	out->size_count = random->sizes_count;
	out->sizes = random->sizes_count ? mem_zero(random->sizes_count, sizeof *out->sizes) : NULL;
	for (uint32_t i = 0; i < random->sizes_count; i++) {
		char key[32];

		snprintf(key, sizeof key, "sizes[%u]", i);
		out->sizes[i] = parse_constant(c, key, random->sizes[i], 0, SCRIPT_MAX_SIZE, 0);
	}
	out->min = parse_constant(c, "min", random->min, 0, SCRIPT_MAX_SIZE, 1);
	out->max = parse_constant(c, "max", random->max, 0, SCRIPT_MAX_SIZE,
				  out->min > 512 ? out->min : 512);
	if (out->min > out->max)
		diag_error(c->diags, place_of(c, random->max ? "max" : "min"),
			   "min (%" PRIu64 ") is larger than max (%" PRIu64 ")", out->min, out->max);
}

/* The group of a random or free_where: a stem, so it must not end in a digit. */
static uint32_t parse_group(struct compiler *c, const char *text)
{
	struct expr_error error = {0};
	size_t length = strlen(text);
	struct name name;

	if (!name_parse(text, &c->scope, &name, &error))
		report(c, "group", text, &error);
	else if (name.count != 1 || (text[length - 1] >= '0' && text[length - 1] <= '9'))
		diag_add(c->diags, DIAG_ERROR, place_of(c, "group"),
			 "the group of b0, b1, b2 ... is b",
			 "group: '%s': a group is the part of the names before their number", text);
	return stems_intern(c->script->stems, text, length);
}

static void compile_random(struct compiler *c, const struct step *step)
{
	const struct step_random *random = step->random;
	struct random_instr *out = mem_zero(1, sizeof *out);
	struct instr *instr = emit(c, INSTR_RANDOM, step);

	instr->of.random = out;
	out->operations = parse_constant(c, "operations", random->operations, 1,
					 SCRIPT_MAX_OPERATIONS, 1);
	out->seed = parse_constant(c, "seed", random->seed, 0, UINT64_MAX, 1);
	out->live = parse_constant(c, "live", random->live, 1, 10000000, 100);
	out->realloc_percent = parse_constant(c, "reallocs", random->reallocs, 0, 100, 0);
	out->stem = parse_group(c, random->group ? random->group : "r");
	compile_sizes(c, random, out);
	count_operations(c, out->operations, step->place);
}

static void compile_where(struct compiler *c, const struct step *step)
{
	const struct step_free_where *where = step->free_where;
	struct where_instr *out = mem_zero(1, sizeof *out);
	struct instr *instr = emit(c, INSTR_FREE_WHERE, step);

	instr->of.where = out;
	out->every.value = 1;
	out->to.value = NAME_MAX_NUMBER;
	out->has_range = where->from || where->to;
	out->has_oldest = where->oldest != NULL;
	out->has_newest = where->newest != NULL;
	out->stem = parse_group(c, where->group);
	parse_number(c, "every", where->every, 1, SCRIPT_MAX_OPERATIONS, &out->every);
	parse_number(c, "skip", where->skip, 0, SCRIPT_MAX_OPERATIONS, &out->skip);
	parse_number(c, "from", where->from, 0, NAME_MAX_NUMBER, &out->from);
	parse_number(c, "to", where->to, 0, NAME_MAX_NUMBER, &out->to);
	parse_number(c, "oldest", where->oldest, 1, SCRIPT_MAX_OPERATIONS, &out->oldest);
	parse_number(c, "newest", where->newest, 1, SCRIPT_MAX_OPERATIONS, &out->newest);
	if (where->oldest && where->newest)
		diag_error(c->diags, place_of(c, "newest"), "free_where takes oldest or newest, not both");
	check_use(c, "group", where->group, true, "free_where");
	/* It frees no more than was allocated, which has been counted. */
}

static void compile_ask(struct compiler *c, const struct step *step)
{
	struct instr *instr = emit(c, INSTR_ASK, step);
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
	diag_add(c->diags, DIAG_ERROR, place_of(c, "about"), hint,
		 "about: '%s' is nothing that can be asked about", step->ask->about);
}

static void compile_steps(struct compiler *c, const struct step *steps, uint32_t count);

/* Opens a counter: false if its name cannot be one, or the nesting is too deep. */
static bool open_counter(struct compiler *c, const struct step_repeat *repeat)
{
	const char *counter = repeat->as ? repeat->as : "i";
	struct expr_error error = {0};

	if (!counter_check(counter, &error)) {
		report(c, "as", counter, &error);
		return false;
	}
	for (unsigned i = 0; i < c->scope.count; i++) {
		if (strcmp(c->scope.names[i], counter) == 0) {
			diag_add(c->diags, DIAG_ERROR, place_of(c, repeat->as ? "as" : "times"),
				 "give the inner one another name: as: j",
				 "the counter '%s' is in use by an outer repeat", counter);
			return false;
		}
	}
	if (c->scope.count == EXPR_MAX_COUNTERS) {
		diag_error(c->diags, place_of(c, "times"), "repeats are nested too deeply");
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
	struct instr *instr = emit(c, INSTR_LOOP, step);
	size_t errors;

	parse_number(c, "times", repeat->times, 0, SCRIPT_MAX_OPERATIONS, &instr->count);
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
			diag_error(c->diags, step->place, "a repeat without any operation in it");
	}
	emit(c, INSTR_LOOP_END, step)->jump = begin;
	c->script->items[begin].jump = (uint32_t)c->script->count - 1;
	c->product = outer;
}

static void compile_expect(struct compiler *c, const struct step *step)
{
	size_t length = path_push(c, ".expect");
	struct block_name *names = mem_zero(step->expect->blocks_count + 1, sizeof *names);
	struct instr *instr = emit(c, INSTR_EXPECT, step);

	instr->of.expect = step->expect;
	instr->names = names;
	expect_check(step->expect, c->path, c->locate, c->diags);
	for (uint32_t i = 0; i < step->expect->blocks_count; i++) {
		char key[32];

		snprintf(key, sizeof key, "blocks[%u].name", i);
		parse_name(c, key, step->expect->blocks[i].name, &names[i]);
		check_use(c, key, step->expect->blocks[i].name, false, "expect");
	}
	c->script->program.expects_steps |= step->expect->steps_count > 0;
	path_pop(c, length);
}

/* Actions with a mapping below them: the path goes one down. */
#define INSIDE(c, key, call)                                                                       \
	do {                                                                                       \
		size_t length_ = path_push(c, "." key);                                            \
		call;                                                                              \
		path_pop(c, length_);                                                              \
	} while (0)

static void compile_step(struct compiler *c, const struct step *step)
{
	if (step->alloc)
		INSIDE(c, "alloc", compile_alloc(c, step));
	else if (step->calloc)
		INSIDE(c, "calloc", compile_calloc(c, step));
	else if (step->realloc)
		INSIDE(c, "realloc", compile_realloc(c, step));
	else if (step->free)
		INSIDE(c, "free", compile_free(c, step, step->free, INSTR_FREE));
	else if (step->double_free)
		INSIDE(c, "double_free",
		       compile_free(c, step, step->double_free, INSTR_DOUBLE_FREE));
	else if (step->write)
		INSIDE(c, "write", compile_write(c, step));
	else if (step->random)
		INSIDE(c, "random", compile_random(c, step));
	else if (step->free_where)
		INSIDE(c, "free_where", compile_where(c, step));
	else if (step->repeat)
		INSIDE(c, "repeat", compile_repeat(c, step));
	else if (step->ask)
		INSIDE(c, "ask", compile_ask(c, step));
	else if (step->expect)
		compile_expect(c, step);
	else if (step->say)
		emit(c, INSTR_SAY, step)->of.say = step->say;
	else if (step->mark)
		emit(c, INSTR_MARK, step)->of.mark = step->mark;
}

static void compile_steps(struct compiler *c, const struct step *steps, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		size_t length = path_push(c, "%ssteps[%u]", c->path[0] ? "." : "", i);

		compile_step(c, &steps[i]);
		path_pop(c, length);
	}
}

/* -- the file's head ------------------------------------------------------------------------ */

static const struct model *parse_model(struct compiler *c, const char *name)
{
	const struct model *model = model_find(name ? name : "cpython-3.13");
	const char *names[32], *nearest;
	char hint[160];
	size_t count;

	if (model)
		return model;
	count = model_names(names, 32);
	nearest = diag_nearest(name, names, count);
	snprintf(hint, sizeof hint, "%s%s%s`arenawalk models` lists them",
		 nearest ? "did you mean '" : "", nearest ? nearest : "", nearest ? "'? " : "");
	diag_add(c->diags, DIAG_ERROR, locate_value(c->locate, "model"), hint,
		 "unknown model '%s'", name);
	return model_at(0);
}

static void compile_head(struct compiler *c, const struct scenario *scenario)
{
	struct program *program = &c->script->program;

	program->model = parse_model(c, scenario->model);
	program->placement = ARENAS_ALIGNED;
	if (scenario->arenas && strcmp(scenario->arenas, "page") == 0)
		program->placement = ARENAS_PAGE;
	else if (scenario->arenas && strcmp(scenario->arenas, "aligned") != 0)
		diag_add(c->diags, DIAG_ERROR, locate_value(c->locate, "arenas"),
			 "aligned is the textbook's, page is what mmap usually gives",
			 "arenas: '%s': must be aligned or page", scenario->arenas);
	if (scenario->arena_limit) {
		struct expr_error error = {0};
		struct expr expr;

		if (!expr_parse(scenario->arena_limit, &c->scope, &expr, &error) ||
		    !expr_eval(&expr, NULL, &program->arena_limit) || program->arena_limit == 0)
			diag_error(c->diags, locate_value(c->locate, "arena_limit"),
				   "arena_limit: '%s': must be a number of arenas, at least 1",
				   scenario->arena_limit);
	}
	if (scenario->title)
		program->title = (struct words){scenario->title->en, scenario->title->zh};
	if (scenario->about)
		program->about = (struct words){scenario->about->en, scenario->about->zh};
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
	collect_names(&c, loaded->scenario->steps, loaded->scenario->steps_count);
	compile_head(&c, loaded->scenario);
	compile_steps(&c, loaded->scenario->steps, loaded->scenario->steps_count);
	emit(&c, INSTR_END, &end);
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
