/*
 * expr.h - numbers and names that may use the counters of enclosing loops.
 *
 * A number is an expression: 512, 0x200, 4K, $i, 8*$i+16, ($i+1)%3.  A name is
 * literal text with counters in it: b$i, row$(i)x.  Both are parsed once, against
 * the counters in scope, and evaluated many million times.
 */
#ifndef SCENARIO_EXPR_H
#define SCENARIO_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPR_MAX_COUNTERS 64 /* loops nest no deeper */
#define EXPR_MAX_OPS 32      /* longer expressions are refused */
#define EXPR_MAX_NESTING 16  /* parentheses in parentheses */
#define NAME_MAX_BYTES 63    /* a name as written, and as spelled out */
#define NAME_MAX_PARTS 8

/* The counters in scope, outermost first; values are passed in the same order. */
struct scope {
	const char *names[EXPR_MAX_COUNTERS]; /* borrowed */
	unsigned count;
};

struct expr_op {
	enum { EXPR_NUMBER, EXPR_COUNTER, EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_DIV, EXPR_MOD } kind;
	uint64_t value; /* the number, or the counter's index in the scope */
};

/* In postfix order. */
struct expr {
	struct expr_op ops[EXPR_MAX_OPS];
	unsigned count;
	bool constant; /* uses no counter: always the same value */
};

/* Why something could not be parsed: a static sentence and where (bytes from the
 * start of the text). */
struct expr_error {
	const char *what;
	uint32_t character; /* that [what] is about and that cannot be shown; 0 = none */
	size_t offset;
	char hint[160]; /* "" = none */
};

/* Parse.  Unsigned 64-bit; no sign, no octal (a leading 0 before a digit is an error), suffixes
 * K M G (or k m g) are powers of 1024, 0x is hexadecimal, $name or $(name) is a counter.
 * Operators + - * / % and parentheses; blanks between them.  An expression without counters
 * is evaluated too, so one that has no value (3-5) is an error.  False: [error] says why, [expr]
 * stays as it was. */
bool expr_parse(const char *text, const struct scope *scope, struct expr *expr,
		struct expr_error *error);

/* Give [value] the result.  [counters]: in the order of the scope; NULL will do for a constant.
 * False on overflow, a negative result (of any part) or division by zero; [value] stays. */
bool expr_eval(const struct expr *expr, const uint64_t counters[], uint64_t *value);

/* Why expr_eval fails with these counters, as a static sentence; NULL if it does not. */
const char *expr_problem(const struct expr *expr, const uint64_t counters[]);

/* Whether [text] can be a counter's name: a letter or '_', then letters, digits and '_',
 * all ASCII, at most NAME_MAX_BYTES.  False: [error] says why. */
bool counter_check(const char *text, struct expr_error *error);

/* A name: parts in a row, each literal text or a counter.  Names begin with a letter, '_' or
 * a printable character beyond ASCII such as a Chinese one; no blanks, nothing invisible,
 * none of : , [ ] { } # & * ! | > ' " % @ ` */
struct name {
	struct {
		char literal[NAME_MAX_BYTES + 1]; /* "" for a counter */
		unsigned counter;                 /* index in the scope */
	} parts[NAME_MAX_PARTS];
	unsigned count;
};

/* Parse, as expr_parse does; at most NAME_MAX_BYTES and NAME_MAX_PARTS. */
bool name_parse(const char *text, const struct scope *scope, struct name *name,
		struct expr_error *error);

/* Whether names, with '$' for a counter, can have every character of [text], where it is. */
bool name_is_clean(const char *text);

/* Spell the name out into [buffer], [counters] as for expr_eval; false if it does not fit, and is
 * cut. */
bool name_format(const struct name *name, const uint64_t counters[],
		 char buffer[NAME_MAX_BYTES + 1]);

#endif
