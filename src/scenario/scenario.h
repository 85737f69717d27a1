/*
 * scenario.h - what a scenario file says, as plain structs that mirror the YAML.
 *
 * Everything is text here, numbers too: load.c fills these structs through
 * libcyaml and compile.c reads meaning into them.  NULL = the key is absent; a text is
 * never "", and a list that is there but empty is not NULL and has a count of 0.
 * Every struct that can be wrong carries its place in the file.
 */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H

#include <stdint.h>

#include "base/diag.h"

/* Words for people.  A plain string in the file stands for both languages. */
struct text {
	char *en; /* at least one of the two is not NULL after loading */
	char *zh;
};

/* - alloc: {name: a, size: 16}          # group: defaults to the name's stem */
struct step_alloc {
	char *name;
	char *size;
};

/* - calloc: {name: t, count: 4, size: 8} */
struct step_calloc {
	char *name;
	char *count;
	char *size;
};

/* - free: a */
struct step_name {
	char *name;
};

/* - repeat: {times: 64, as: i, steps: [...]} */
struct step_repeat {
	char *times;
	char *as; /* the counter's name; default "i" */
	struct step *steps;
	uint32_t steps_count;
};

/* - random: {operations: 1000, seed: 7, group: r, live: 200, sizes: [16, 24], reallocs: 10} */
struct step_random {
	char *operations;
	char *seed;     /* default 1 */
	char *group;    /* names become group0, group1, ...; default "r" */
	char *live;     /* most blocks alive at once; default 100 */
	char **sizes;   /* either these, drawn evenly ... */
	uint32_t sizes_count;
	char *min, *max; /* ... or all from min to max; default 1 to 512 */
	char *reallocs; /* per cent of the operations on live blocks; default 0 */
};

/* - free_where: {group: b, every: 2, skip: 1, from: 10, to: 20}
 * - free_where: {group: b, oldest: 3} */
struct step_free_where {
	char *group;
	char *every;  /* every n-th in order of birth; default 1 */
	char *skip;   /* leave out the first N; default 0 */
	char *from;   /* only names numbered from ... */
	char *to;     /* ... to this one, both included */
	char *oldest; /* only the N oldest */
	char *newest; /* only the N newest, newest first */
};

/* - write: {name: a, offset: 0, text: "hello"}     # or value: 0x41 (8 bytes) */
struct step_write {
	char *name;
	char *offset; /* default 0 */
	char *text;
	char *value;
};

/* - ask: {question: {en: ..., zh: ...}, about: pool, because: {...}} */
struct step_ask {
	struct text *question;
	char *about; /* what of the next operation: see ask.def */
	struct text *because;
};

struct expect_block {
	char *name;
	char *at; /* arena:pool:offset; "system"; "freed"; "null": the request failed */
};

struct expect_pool {
	char *at;    /* arena:pool */
	char *state; /* virgin, used, full, empty */
	char *szidx;
	char *block_size;
	char *used; /* ref.count */
	char *freeblock; /* offset in the pool; "none" */
	char *nextoffset;
	char *maxnextoffset;
	char **free_list; /* offsets in list order */
	uint32_t free_list_count;
	struct diag_place place;
};

struct expect_arena {
	char *index;
	char *state; /* unused, usable, full */
	char *nfreepools;
	char *ntotalpools;
	char **freepools; /* pool indexes in list order */
	uint32_t freepools_count;
	struct diag_place place;
};

struct expect_usedpools {
	char *size;   /* a request that falls into the class */
	char **pools; /* arena:pool in list order */
	uint32_t pools_count;
	struct diag_place place;
};

struct expect_counter {
	char *name; /* see counters.def */
	char *value;
};

struct step_expect {
	struct expect_block *blocks; /* in the file: a mapping name: place */
	uint32_t blocks_count;
	struct expect_pool *pools;
	uint32_t pools_count;
	struct expect_arena *arenas;
	uint32_t arenas_count;
	struct expect_usedpools *usedpools;
	uint32_t usedpools_count;
	char **usable_arenas; /* indexes in list order */
	uint32_t usable_arenas_count;
	struct expect_counter *counters; /* in the file: a mapping name: value */
	uint32_t counters_count;
	char **steps; /* ids of steps.def in lower case, seen since the last expect */
	uint32_t steps_count;
	char **findings; /* ids of findings.def in lower case: exactly these, once each */
	uint32_t findings_count;
};

/* One entry of `steps`: exactly one action is not NULL. */
struct step {
	struct text *say;
	char *mark;
	struct step_alloc *alloc;
	struct step_calloc *calloc;
	struct step_alloc *realloc;
	struct step_name *free;
	struct step_repeat *repeat;
	struct step_random *random;
	struct step_free_where *free_where;
	struct step_write *write;
	struct step_name *double_free;
	struct step_ask *ask;
	struct step_expect *expect;
	struct diag_place place; /* of the action's key; filled by load.c, not by the schema */
};

/* Hints for the display. */
struct view_hints {
	char *follow; /* action (default), or arena:pool */
	char *speed;  /* 0.1 ... 1000 */
	char *step, *stop, *idle, *length; /* seconds */
	char *detail; /* operation, step, write */
};

struct scenario {
	struct text *title;
	struct text *about; /* one sentence for the menu */
	struct text *group; /* this lesson begins a group of the menu */
	char *model;
	char *arenas; /* aligned (default), page */
	char *arena_limit; /* the arena allocator fails beyond N at once */
	struct view_hints *view;
	struct step *steps;
	uint32_t steps_count;
};

#endif
