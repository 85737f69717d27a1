/*
 * script.c - a script from outside: its part of the store, its names, its end.
 */
#include <stdlib.h>

#include "scenario/run.h"

static void script_ranges(const struct program *program, const struct heap *heap, addr area,
			  struct ranges *ranges)
{
	struct run run = run_at(program, heap, area, NULL);

	ranges_add(ranges, area, sizeof(struct script_state));
	names_ranges(&run.names, ranges);
}

/* Where a walk over the live blocks in [bytes] bytes from [from] is. */
struct walk {
	struct names names;
	addr from;
	uint64_t bytes;
	uint32_t index; /* 0 before the first; from then on an entry's */
	addr block;     /* that entry's */
};

/* False: there are no more. */
static bool next_live(struct walk *walk)
{
	while (walk->index + 1 < walk->names.control->table.entries) {
		const struct name_entry *entry = names_entry(&walk->names, ++walk->index);

		walk->block = names_block(&walk->names, entry);
		if (name_is_live(entry) && walk->block - walk->from < walk->bytes)
			return true;
	}
	return false;
}

static size_t script_labels(const struct program *program, const struct heap *heap, addr area,
			    addr from, uint64_t bytes, struct label *labels, size_t most)
{
	struct run run = run_at(program, heap, area, NULL);
	struct walk walk = {.names = run.names, .from = from, .bytes = bytes};
	size_t count = 0;

	while (count < most && next_live(&walk)) {
		const struct name_entry *entry = names_entry(&run.names, walk.index);
		struct label *label = &labels[count++];

		label->block = walk.block;
		label->requested = name_requested(entry);
		label->call = 0;
		label->born = names_born(&run.names, walk.index);
		label->line = entry->line;
		name_spell(run.script->stems, entry->key, label->name, LABEL_BYTES);
	}
	return count;
}

static size_t script_births(const struct program *program, const struct heap *heap, addr area,
			    addr from, uint64_t bytes, struct birth *births, size_t most)
{
	struct run run = run_at(program, heap, area, NULL);
	struct walk walk = {.names = run.names, .from = from, .bytes = bytes};
	size_t count = 0;

	while (count < most && next_live(&walk))
		births[count++] = (struct birth){walk.block, names_born(&run.names, walk.index)};
	return count;
}

static void script_spell(const struct program *program, uint64_t name, char *text, size_t bytes)
{
	const struct script *script = (const struct script *)program;

	name_spell(script->stems, name, text, bytes);
}

/* b12 is one name; b, without a number, stands for its whole group. */
static bool script_find_name(const struct program *program, const char *text, uint64_t *value,
			     uint64_t *mask)
{
	const struct script *script = (const struct script *)program;
	name_key key;

	if (!name_key_find(script->stems, text, &key))
		return false;
	*mask = name_key_number(key) == NAME_NO_NUMBER ? ~UINT64_C(0) << 32 : UINT64_MAX;
	*value = key & *mask;
	return true;
}

static bool script_find_block(const struct program *program, const struct heap *heap, addr area,
			      const char *text, struct known_block *known)
{
	struct run run = run_at(program, heap, area, NULL);
	const struct name_entry *entry;
	uint32_t index;
	name_key key;

	if (!name_key_find(run.script->stems, text, &key))
		return false;
	index = names_find(&run.names, key);
	if (index == 0)
		return false;
	entry = names_entry(&run.names, index);
	*known = (struct known_block){.name = key,
				      .block = names_block(&run.names, entry),
				      .born = name_is_live(entry) ? names_born(&run.names, index) : 0,
				      .live = name_is_live(entry),
				      .requested = name_requested(entry)};
	return true;
}

static void free_instr(struct instr *instr)
{
	free(instr->name.name);
	free(instr->size.expr);
	free(instr->count.expr);
	if (instr->kind == INSTR_WRITE)
		free(instr->of.write.data);
	if (instr->kind == INSTR_EXPECT) {
		for (uint32_t i = 0; i < instr->of.expect->blocks_count; i++)
			free(instr->names[i].name);
		free(instr->names);
	}
	if (instr->kind == INSTR_RANDOM && instr->of.random)
		free(instr->of.random->sizes);
	if (instr->kind == INSTR_RANDOM)
		free(instr->of.random);
	if (instr->kind == INSTR_FREE_WHERE && instr->of.where) {
		struct where_instr *where = instr->of.where;

		free(where->every.expr);
		free(where->skip.expr);
		free(where->from.expr);
		free(where->to.expr);
		free(where->oldest.expr);
		free(where->newest.expr);
		free(where);
	}
}

static void script_destroy(struct program *program)
{
	struct script *script = (struct script *)program;

	for (size_t i = 0; i < script->count; i++)
		free_instr(&script->items[i]);
	free(script->items);
	stems_destroy(script->stems);
	if (script->loaded.scenario)
		scenario_unload(&script->loaded);
	free(script);
}

const struct program_ops script_ops = {
	.start = script_start,
	.peek = script_peek,
	.commit = script_commit,
	.ranges = script_ranges,
	.spell = script_spell,
	.find_name = script_find_name,
	.labels = script_labels,
	.find_block = script_find_block,
	.births = script_births,
	.destroy = script_destroy,
};
