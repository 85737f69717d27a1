/*
 * compiler.h - what the files that translate a scenario share: what is being built, where
 * in the file we are, and how numbers and names are read there.
 *
 *	compile.c          the whole, its steps and repeats
 *	compile_head.c     what stands beside `steps`
 *	compile_actions.c  one function an action
 *	compile_values.c   numbers and names, with what is wrong with them
 *	compile_names.c    which names there are to use
 */
#ifndef SCENARIO_COMPILER_H
#define SCENARIO_COMPILER_H

#include "scenario/script.h"

#define COMPILER_PATH_BYTES 2048

struct defined;

struct compiler {
	struct script *script;       /* borrowed, as the next two: script_compile's */
	const struct locate *locate;
	struct diag_list *diags;
	struct scope scope;          /* the counters of the enclosing repeats */
	uint64_t product;    /* times the enclosing repeats run; 0 = not known */
	uint64_t operations; /* an upper bound for the whole scenario */
	bool bounded;        /* operations is known */
	char path[COMPILER_PATH_BYTES]; /* of what is being compiled; see locate_value */
	struct {
		struct defined *items; /* owned */
		size_t count, capacity;
	} defined; /* compile_names.c */
};

/* The path goes one down, and back to the length that compile_path_push returned.  What is longer
 * than COMPILER_PATH_BYTES is cut. */
__attribute__((format(printf, 2, 3))) size_t compile_path_push(struct compiler *c,
							       const char *format, ...);
void compile_path_pop(struct compiler *c, size_t length);

/* The place of the value of [key] here; DIAG_WHOLE_FILE once no more diagnostics are kept. */
struct diag_place compile_place(struct compiler *c, const char *key);

/* What is wrong with the text of [key], at the character where it is. */
void compile_report(struct compiler *c, const char *key, const char *text,
		    const struct expr_error *error);

/* Read [text] into [number], which owns its expression.  [text] NULL, or a fault, which is
 * reported: [number] keeps its default, but that a constant out of range is kept.  Only constants
 * can be checked against the range, least and most included, here. */
void compile_number(struct compiler *c, const char *key, const char *text, uint64_t least,
		    uint64_t most, struct number *number);

/* The same of a number that must not depend on counters; [otherwise] if [text] is NULL or no such
 * number. */
uint64_t compile_constant(struct compiler *c, const char *key, const char *text, uint64_t least,
			  uint64_t most, uint64_t otherwise);

/* Read [text] into [name], which owns what it points to.  False if it can be no name; that has been
 * reported. */
bool compile_name(struct compiler *c, const char *key, const char *text, struct block_name *name);

/* Give [stem] the group of a random or free_where: a stem, so it must not end in a digit, nor have
 * counters in it.  False: it is none; that has been reported. */
bool compile_group(struct compiler *c, const char *text, uint32_t *stem);

/* Gather the names that steps allocate, whose texts are borrowed.  They come first, so that a use
 * may stand before them (in a loop). */
void compile_collect_names(struct compiler *c, const struct step *steps, uint32_t count);

/* Report the use of a name, or of a whole group, that no step allocates.  [verb]: what uses it, for
 * the message: "free". */
void compile_check_use(struct compiler *c, const char *key, const char *text, bool is_group,
		       const char *verb);

/* Append an instruction at the place of [step]; it stays where it is until the next one. */
struct instr *compile_emit(struct compiler *c, enum instr_kind kind, const struct step *step);

/* The file's head: model, arenas and words. */
void compile_head(struct compiler *c, const struct scenario *scenario);

/* Any step but a repeat. */
void compile_action(struct compiler *c, const struct step *step);

/* Actions with a mapping below them: the path goes one down. */
#define COMPILE_INSIDE(c, key, call)                                                               \
	do {                                                                                       \
		size_t length_ = compile_path_push(c, "." key);                                    \
		call;                                                                              \
		compile_path_pop(c, length_);                                                      \
	} while (0)

#endif
