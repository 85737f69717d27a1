/*
 * compile_values.c - numbers and names as they stand in the file; see compiler.h.
 */
#include "base/mem.h"
#include "scenario/compiler.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_DIGITS 10 /* of a counter */

/* -- paths and messages ------------------------------------------------------------ */

size_t compile_path_push(struct compiler *c, const char *format, ...)
{
	size_t length = strlen(c->path);
	va_list args;

	va_start(args, format);
	vsnprintf(c->path + length, COMPILER_PATH_BYTES - length, format, args);
	va_end(args);
	return length;
}

void compile_path_pop(struct compiler *c, size_t length)
{
	c->path[length] = '\0';
}

struct diag_place compile_place(struct compiler *c, const char *key)
{
	struct diag_place place = DIAG_WHOLE_FILE;
	size_t length;

	/* Finding it takes as long as the file is, so thousands of faults would take for ever. */
	if (diag_is_full(c->diags))
		return place;
	length = compile_path_push(c, ".%s", key);
	place = locate_value(c->locate, c->path);
	compile_path_pop(c, length);
	return place;
}

void compile_report(struct compiler *c, const char *key, const char *text,
		    const struct expr_error *error)
{
	struct diag_place place = DIAG_WHOLE_FILE;
	char character[16] = "";
	size_t length;

	if (!diag_is_full(c->diags)) {
		length = compile_path_push(c, ".%s", key);
		place = locate_inside(c->locate, c->path, error->offset);
		compile_path_pop(c, length);
	}
	if (error->character)
		snprintf(character, sizeof character, "U+%04X, ", (unsigned)error->character);
	diag_add(c->diags, DIAG_ERROR, place, error->hint, "%s: '%s': %s%s", key, text, character,
		 error->what);
}

/* -- numbers ------------------------------------------------------------------------- */

static bool in_range(struct compiler *c, const char *key, const char *text, uint64_t value,
		     uint64_t least, uint64_t most)
{
	char hint[48];

	if (value >= least && value <= most)
		return true;
	snprintf(hint, sizeof hint, "the %s is %" PRIu64, value < least ? "smallest" : "largest",
		 value < least ? least : most);
	diag_add(c->diags, DIAG_ERROR, compile_place(c, key), hint,
		 "%s: '%s': must be from %" PRIu64 " to %" PRIu64, key, text, least, most);
	return false;
}

void compile_number(struct compiler *c, const char *key, const char *text, uint64_t least,
		    uint64_t most, struct number *number)
{
	struct expr_error error = {0};
	struct expr expr;

	if (!text)
		return;
	if (!expr_parse(text, &c->scope, &expr, &error)) {
		compile_report(c, key, text, &error);
		return;
	}
	if (!expr.constant) {
		number->expr = mem_alloc(sizeof expr);
		*number->expr = expr;
		return;
	}
	error.what = expr_problem(&expr, NULL);
	if (error.what)
		compile_report(c, key, text, &error);
	else if (expr_eval(&expr, NULL, &number->value))
		in_range(c, key, text, number->value, least, most);
}

uint64_t compile_constant(struct compiler *c, const char *key, const char *text, uint64_t least,
			  uint64_t most, uint64_t otherwise)
{
	struct number number = {.value = otherwise};

	compile_number(c, key, text, least, most, &number);
	if (number.expr)
		diag_add(c->diags, DIAG_ERROR, compile_place(c, key),
			 "it is the same in every round of a repeat: write a number such as 100",
			 "%s: '%s': must be a plain number here", key, text);
	free(number.expr);
	return number.value;
}

/* -- names ------------------------------------------------------------------------------ */

bool compile_name(struct compiler *c, const char *key, const char *text, struct block_name *name)
{
	struct expr_error error = {0};
	char spelled[NAME_MAX_BYTES + 1];
	struct name parsed;
	size_t length;

	if (!name_parse(text, &c->scope, &parsed, &error)) {
		compile_report(c, key, text, &error);
		return false;
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
	return true;
}

bool compile_group(struct compiler *c, const char *text, uint32_t *stem)
{
	struct expr_error error = {0};
	size_t length = strlen(text);
	struct name name;

	*stem = stems_intern(c->script->stems, text, length);
	if (!name_parse(text, &c->scope, &name, &error)) {
		compile_report(c, "group", text, &error);
		return false;
	}
	if (name.count == 1 && (text[length - 1] < '0' || text[length - 1] > '9'))
		return true;
	diag_add(c->diags, DIAG_ERROR, compile_place(c, "group"),
		 "the group of b0, b1, b2 ... is b",
		 "group: '%s': a group is the part of the names before their number", text);
	return false;
}
