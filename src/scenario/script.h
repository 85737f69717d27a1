/*
 * script.h - a scenario compiled: a flat list of instructions with everything
 * parsed and checked, and the state it needs to run.
 *
 *	alloc   b$i, 16                 the state, in the store:
 *	loop    times 64  --+             pc, one frame a loop level,
 *	  ...               |             registers of the instruction that
 *	end     ------------+             is under way, the names table
 */
#ifndef SCENARIO_SCRIPT_H
#define SCENARIO_SCRIPT_H

#include "program/program.h"
#include "scenario/expr.h"
#include "scenario/load.h"
#include "scenario/names.h"

#define SCRIPT_MAX_OPERATIONS UINT64_C(1000000000) /* repeats multiply; more is a mistake */
#define SCRIPT_MAX_SIZE (UINT64_C(1) << 40)        /* bytes of one request */

/* A number, constant or computed from counters. */
struct number {
	uint64_t value;
	struct expr *expr; /* owned; NULL = constant */
};

/* A block's name: constant, stem and counter (the usual b$i), or anything. */
struct block_name {
	enum { NAME_CONSTANT, NAME_COUNTED, NAME_GENERAL } kind;
	uint32_t stem;
	unsigned counter;  /* NAME_COUNTED */
	name_key key;      /* NAME_CONSTANT */
	struct name *name; /* owned; NAME_GENERAL */
};

enum instr_kind {
	INSTR_ALLOC, INSTR_CALLOC, INSTR_REALLOC, INSTR_FREE, INSTR_DOUBLE_FREE, INSTR_WRITE,
	INSTR_SAY, INSTR_ASK,        /* up to here: events */
	INSTR_RANDOM, INSTR_FREE_WHERE, /* many events */
	INSTR_MARK, INSTR_EXPECT, INSTR_LOOP, INSTR_LOOP_END, INSTR_END,
};

/* As in struct step_random. */
struct random_instr {
	uint64_t operations, seed, live;
	uint64_t *sizes; /* owned; NULL: min to max */
	size_t size_count;
	uint64_t min, max, realloc_percent;
	uint32_t stem;   /* of the names it gives */
};

/* As in struct step_free_where. */
struct where_instr {
	struct number every, skip, from, to, oldest, newest;
	bool has_range, has_oldest, has_newest;
	uint32_t stem; /* the group */
};

/* One action, or one end of a repeat.  Pointers that are not owned lead into the loaded scenario, or
 * to static text. */
struct instr {
	enum instr_kind kind;
	struct diag_place place;
	struct block_name name;
	struct block_name *names;  /* EXPECT: of its blocks; owned */
	struct number size, count; /* WRITE: offset in size; LOOP: times in count */
	uint32_t jump;             /* LOOP: its end; LOOP_END: its beginning */
	uint32_t depth;            /* counters in scope; LOOP: its own is number depth */
	union {
		struct random_instr *random; /* owned */
		struct where_instr *where;   /* owned */
		const struct step_expect *expect;
		const struct step_ask *ask;
		const struct text *say;
		const char *mark;
		const char *counter; /* LOOP: its name */
		struct {
			uint8_t *data; /* owned */
			uint64_t bytes;
		} write;
	} of;
	enum ask_about about;
};

struct script {
	struct program program; /* first: a script is a program */
	struct loaded loaded;   /* owned, as the next two */
	struct instr *items;    /* the last is INSTR_END */
	size_t count, capacity;
	struct stems *stems;
	bool keep_freed;        /* remember freed names: small scenarios, and those that misuse */
};

/* A repeat under way. */
struct script_frame {
	uint64_t counter, times; /* counter: from 0, below times */
};

/* In the store, at the start of the program's area. */
struct script_state {
	uint64_t pc;        /* index of the present instruction */
	uint64_t faults;    /* told so far */
	struct script_frame frames[EXPR_MAX_COUNTERS];
	/* registers of a random or free_where under way */
	uint64_t active;    /* 0 = the instruction has not begun */
	uint64_t left;      /* operations, or blocks, still to come */
	uint64_t rng;       /* random: where the generator stands */
	uint64_t seen;      /* free_where: members looked at */
	uint64_t candidate; /* free_where: the entry to free next */
	uint64_t cursor;    /* free_where: the one to look at after it */
};

/* compile.c: check and translate the loaded scenario; takes it over on success, and leaves [loaded]
 * empty.  NULL: diagnostics say why.  program_destroy frees the script. */
struct script *script_compile(struct loaded *loaded, struct diag_list *diags);

/* expect_form.c: check the form of the expectation at [path]; a diagnostic for each fault. */
void expect_check(const struct step_expect *expect, const char *path,
		  const struct locate *locate, struct diag_list *diags);

/* runner.c: start, peek and commit of program_ops.  script_start: false if [bytes] are too few. */
bool script_start(struct program *program, struct heap *heap, addr area, uint64_t bytes,
		  struct notices *notices);
void script_peek(const struct program *program, const struct heap *heap, addr area,
		 struct event *event);
void script_commit(struct program *program, struct heap *heap, addr area,
		   const struct event *event, addr result, struct notices *notices);

/* script.c: those and the rest. */
extern const struct program_ops script_ops;

#endif
