/*
 * schema.c - the format of scenario files, all of it, as data.
 */
#include "scenario/schema.h"

#include <string.h>

#include "scenario/scenario.h"

/* Every value is text for libcyaml, numbers too: its own number parsing takes
 * "-5" and "12abc".  expr.h reads them later.  An empty text is never right. */
#define TEXT(key, type, member)                                                                    \
	CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define TEXT_OPTIONAL(key, type, member)                                                           \
	CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, 1,     \
			       CYAML_UNLIMITED)
#define MAPPING(key, type, member, fields)                                                         \
	CYAML_FIELD_MAPPING_PTR(key, CYAML_FLAG_POINTER, type, member, fields)
#define MAPPING_OPTIONAL(key, type, member, fields)                                                \
	CYAML_FIELD_MAPPING_PTR(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, fields)
#define LIST(key, type, member, entry, min)                                                        \
	CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER, type, member, entry, min, CYAML_UNLIMITED)
#define LIST_OPTIONAL(key, type, member, entry)                                                    \
	CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, entry,   \
			     0, CYAML_UNLIMITED)

static const cyaml_schema_value_t text_entry = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED)};

/* say: some words
 * say: {en: some words, zh: 几个字} */
static const cyaml_schema_field_t text_fields[] = {
	TEXT_OPTIONAL("en", struct text, en),
	TEXT_OPTIONAL("zh", struct text, zh),
	CYAML_FIELD_END,
};

/* - alloc: {name: a, size: 16} */
static const cyaml_schema_field_t alloc_fields[] = {
	TEXT("name", struct step_alloc, name),
	TEXT("size", struct step_alloc, size),
	CYAML_FIELD_END,
};

/* - calloc: {name: t, count: 4, size: 8} */
static const cyaml_schema_field_t calloc_fields[] = {
	TEXT("name", struct step_calloc, name),
	TEXT("count", struct step_calloc, count),
	TEXT("size", struct step_calloc, size),
	CYAML_FIELD_END,
};

/* - free: a
 * - free: [a, b]      # two steps
 * - free: {name: a} */
static const cyaml_schema_field_t name_fields[] = {
	TEXT("name", struct step_name, name),
	CYAML_FIELD_END,
};

/* - repeat: {times: 64, as: i, steps: [...]} */
static const cyaml_schema_value_t step_schema;
static const cyaml_schema_field_t repeat_fields[] = {
	TEXT("times", struct step_repeat, times),
	TEXT_OPTIONAL("as", struct step_repeat, as),
	LIST("steps", struct step_repeat, steps, &step_schema, 1),
	CYAML_FIELD_END,
};

/* - random: {operations: 1000, seed: 7, group: r, live: 200, sizes: [16, 24], reallocs: 10}
 * - random: {operations: 1000, min: 1, max: 512} */
static const cyaml_schema_field_t random_fields[] = {
	TEXT("operations", struct step_random, operations),
	TEXT_OPTIONAL("seed", struct step_random, seed),
	TEXT_OPTIONAL("group", struct step_random, group),
	TEXT_OPTIONAL("live", struct step_random, live),
	LIST_OPTIONAL("sizes", struct step_random, sizes, &text_entry),
	TEXT_OPTIONAL("min", struct step_random, min),
	TEXT_OPTIONAL("max", struct step_random, max),
	TEXT_OPTIONAL("reallocs", struct step_random, reallocs),
	CYAML_FIELD_END,
};

/* - free_where: {group: b, every: 2, skip: 1, from: 10, to: 20}
 * - free_where: {group: b, oldest: 3} */
static const cyaml_schema_field_t free_where_fields[] = {
	TEXT("group", struct step_free_where, group),
	TEXT_OPTIONAL("every", struct step_free_where, every),
	TEXT_OPTIONAL("skip", struct step_free_where, skip),
	TEXT_OPTIONAL("from", struct step_free_where, from),
	TEXT_OPTIONAL("to", struct step_free_where, to),
	TEXT_OPTIONAL("oldest", struct step_free_where, oldest),
	TEXT_OPTIONAL("newest", struct step_free_where, newest),
	CYAML_FIELD_END,
};

/* - write: {name: a, offset: 0, text: hello}
 * - write: {name: a, value: 0x41} */
static const cyaml_schema_field_t write_fields[] = {
	TEXT("name", struct step_write, name),
	TEXT_OPTIONAL("offset", struct step_write, offset),
	TEXT_OPTIONAL("text", struct step_write, text),
	TEXT_OPTIONAL("value", struct step_write, value),
	CYAML_FIELD_END,
};

/* - ask: {question: Which pool comes next?, about: pool, because: It has free blocks.} */
static const cyaml_schema_field_t ask_fields[] = {
	MAPPING("question", struct step_ask, question, text_fields),
	TEXT("about", struct step_ask, about),
	MAPPING_OPTIONAL("because", struct step_ask, because, text_fields),
	CYAML_FIELD_END,
};

/* blocks: {a: "0:0:48", b: system}
 * blocks: [{name: a, at: "0:0:48"}] */
static const cyaml_schema_field_t block_fields[] = {
	TEXT("name", struct expect_block, name),
	TEXT("at", struct expect_block, at),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t block_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct expect_block, block_fields)};

/* pools: [{at: "0:1", state: used, szidx: 1, used: 3, free_list: [96, 48]}] */
static const cyaml_schema_field_t pool_fields[] = {
	TEXT("at", struct expect_pool, at),
	TEXT_OPTIONAL("state", struct expect_pool, state),
	TEXT_OPTIONAL("szidx", struct expect_pool, szidx),
	TEXT_OPTIONAL("block_size", struct expect_pool, block_size),
	TEXT_OPTIONAL("used", struct expect_pool, used),
	TEXT_OPTIONAL("freeblock", struct expect_pool, freeblock),
	TEXT_OPTIONAL("nextoffset", struct expect_pool, nextoffset),
	TEXT_OPTIONAL("maxnextoffset", struct expect_pool, maxnextoffset),
	LIST_OPTIONAL("free_list", struct expect_pool, free_list, &text_entry),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t pool_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct expect_pool, pool_fields)};

/* arenas: [{index: 0, state: usable, nfreepools: 63, freepools: [2, 1]}] */
static const cyaml_schema_field_t arena_fields[] = {
	TEXT("index", struct expect_arena, index),
	TEXT_OPTIONAL("state", struct expect_arena, state),
	TEXT_OPTIONAL("nfreepools", struct expect_arena, nfreepools),
	TEXT_OPTIONAL("ntotalpools", struct expect_arena, ntotalpools),
	LIST_OPTIONAL("freepools", struct expect_arena, freepools, &text_entry),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t arena_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct expect_arena, arena_fields)};

/* usedpools: [{size: 16, pools: ["0:2", "0:0"]}] */
static const cyaml_schema_field_t usedpools_fields[] = {
	TEXT("size", struct expect_usedpools, size),
	LIST("pools", struct expect_usedpools, pools, &text_entry, 0),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t usedpools_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct expect_usedpools, usedpools_fields)};

/* counters: {blocks: 3}
 * counters: [{name: blocks, value: 3}] */
static const cyaml_schema_field_t counter_fields[] = {
	TEXT("name", struct expect_counter, name),
	TEXT("value", struct expect_counter, value),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t counter_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct expect_counter, counter_fields)};

/* - expect: {blocks: {...}, pools: [...], steps: [carve_block], findings: []} */
static const cyaml_schema_field_t expect_fields[] = {
	LIST_OPTIONAL("blocks", struct step_expect, blocks, &block_schema),
	LIST_OPTIONAL("pools", struct step_expect, pools, &pool_schema),
	LIST_OPTIONAL("arenas", struct step_expect, arenas, &arena_schema),
	LIST_OPTIONAL("usedpools", struct step_expect, usedpools, &usedpools_schema),
	LIST_OPTIONAL("usable_arenas", struct step_expect, usable_arenas, &text_entry),
	LIST_OPTIONAL("counters", struct step_expect, counters, &counter_schema),
	LIST_OPTIONAL("steps", struct step_expect, steps, &text_entry),
	LIST_OPTIONAL("findings", struct step_expect, findings, &text_entry),
	CYAML_FIELD_END,
};

/* An entry of `steps`. */
static const cyaml_schema_field_t step_fields[] = {
	MAPPING_OPTIONAL("say", struct step, say, text_fields),
	TEXT_OPTIONAL("mark", struct step, mark),
	MAPPING_OPTIONAL("alloc", struct step, alloc, alloc_fields),
	MAPPING_OPTIONAL("calloc", struct step, calloc, calloc_fields),
	MAPPING_OPTIONAL("realloc", struct step, realloc, alloc_fields),
	MAPPING_OPTIONAL("free", struct step, free, name_fields),
	MAPPING_OPTIONAL("repeat", struct step, repeat, repeat_fields),
	MAPPING_OPTIONAL("random", struct step, random, random_fields),
	MAPPING_OPTIONAL("free_where", struct step, free_where, free_where_fields),
	MAPPING_OPTIONAL("write", struct step, write, write_fields),
	MAPPING_OPTIONAL("double_free", struct step, double_free, name_fields),
	MAPPING_OPTIONAL("ask", struct step, ask, ask_fields),
	MAPPING_OPTIONAL("expect", struct step, expect, expect_fields),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t step_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct step, step_fields)};

/* view: {follow: "0:1", speed: 2, detail: step} */
static const cyaml_schema_field_t view_fields[] = {
	TEXT_OPTIONAL("follow", struct view_hints, follow),
	TEXT_OPTIONAL("speed", struct view_hints, speed),
	TEXT_OPTIONAL("step", struct view_hints, step),
	TEXT_OPTIONAL("stop", struct view_hints, stop),
	TEXT_OPTIONAL("idle", struct view_hints, idle),
	TEXT_OPTIONAL("length", struct view_hints, length),
	TEXT_OPTIONAL("detail", struct view_hints, detail),
	CYAML_FIELD_END,
};

/* title: Four blocks
 * model: cpython-3.11
 * steps:
 *   - alloc: {name: a, size: 16} */
static const cyaml_schema_field_t scenario_fields[] = {
	MAPPING_OPTIONAL("title", struct scenario, title, text_fields),
	MAPPING_OPTIONAL("about", struct scenario, about, text_fields),
	MAPPING_OPTIONAL("group", struct scenario, group, text_fields),
	TEXT_OPTIONAL("model", struct scenario, model),
	TEXT_OPTIONAL("arenas", struct scenario, arenas),
	TEXT_OPTIONAL("arena_limit", struct scenario, arena_limit),
	MAPPING_OPTIONAL("view", struct scenario, view, view_fields),
	LIST("steps", struct scenario, steps, &step_schema, 1),
	CYAML_FIELD_END,
};

const cyaml_schema_value_t scenario_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct scenario, scenario_fields)};

static const struct shape shapes[] = {
	{
		.fields = scenario_fields,
		.takes = "keys such as title, model and steps",
		.example = "{steps: [{alloc: {name: a, size: 16}}]}",
	},
	{
		.fields = step_fields,
		.noun = "action",
		.takes = "a list of steps",
		.example = "{alloc: {name: a, size: 16}}",
		.list = "[{alloc: {name: a, size: 16}}, {free: a}]",
		.rule = RULE_ONE,
		.place = offsetof(struct step, place),
	},
	{
		.fields = text_fields,
		.noun = "language",
		.takes = "text",
		.example = "{en: some words, zh: 几个字}",
		.short_key = "en",
		.rule = RULE_SOME,
	},
	{.fields = alloc_fields, .example = "{name: a, size: 16}"},
	{.fields = calloc_fields, .example = "{name: t, count: 4, size: 8}"},
	{
		.fields = name_fields,
		.takes = "a name or a list of names",
		.example = "a",
		.short_key = "name",
		.splits = true,
	},
	{.fields = repeat_fields,
	 .example = "{times: 4, as: i, steps: [{alloc: {name: b$i, size: 16}}]}"},
	{.fields = random_fields, .example = "{operations: 1000, seed: 7, sizes: [16, 24]}"},
	{.fields = free_where_fields, .example = "{group: b, every: 2}"},
	{
		.fields = write_fields,
		.example = "{name: a, text: hello}",
		.rule = RULE_ONE_OF_2,
		.rule_keys = {"text", "value"},
	},
	{.fields = ask_fields, .example = "{question: Which pool comes next?, about: pool}"},
	{
		.fields = expect_fields,
		.example = "{blocks: {a: \"0:0:48\"}}",
		.rule = RULE_SOME,
	},
	{
		.fields = block_fields,
		.takes = "names with their places",
		.example = "{name: a, at: \"0:0:48\"}",
		.list = "{a: \"0:0:48\"}",
		.pair_keys = {"name", "at"},
	},
	{
		.fields = pool_fields,
		.takes = "a list of pools",
		.example = "{at: \"0:1\", state: used}",
		.list = "[{at: \"0:1\", state: used}]",
		.place = offsetof(struct expect_pool, place),
	},
	{
		.fields = arena_fields,
		.takes = "a list of arenas",
		.example = "{index: 0, nfreepools: 63}",
		.list = "[{index: 0, nfreepools: 63}]",
		.place = offsetof(struct expect_arena, place),
	},
	{
		.fields = usedpools_fields,
		.takes = "a list of size classes",
		.example = "{size: 16, pools: [\"0:0\"]}",
		.list = "[{size: 16, pools: [\"0:0\"]}]",
		.place = offsetof(struct expect_usedpools, place),
	},
	{
		.fields = counter_fields,
		.takes = "counters with their values",
		.example = "{name: blocks, value: 3}",
		.list = "{blocks: 3}",
		.pair_keys = {"name", "value"},
	},
	{.fields = view_fields, .example = "{follow: \"0:1\", speed: 2}"},
};

const struct shape *schema_shape(const cyaml_schema_value_t *schema)
{
	if (schema->type == CYAML_SEQUENCE)
		schema = schema->sequence.entry;
	if (schema->type != CYAML_MAPPING)
		return NULL;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		if (shapes[i].fields == schema->mapping.fields)
			return &shapes[i];
	}
	return NULL;
}

bool schema_is_step(const cyaml_schema_value_t *schema)
{
	return schema->type == CYAML_MAPPING && schema->mapping.fields == step_fields;
}

const cyaml_schema_field_t *schema_field(const cyaml_schema_value_t *schema, const char *key)
{
	for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key; field++) {
		if (strcmp(field->key, key) == 0)
			return field;
	}
	return NULL;
}

const cyaml_schema_value_t *schema_child(const cyaml_schema_value_t *schema, const char *key)
{
	const cyaml_schema_field_t *field = schema_field(schema, key);

	return field ? &field->value : NULL;
}
