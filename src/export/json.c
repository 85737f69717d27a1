/* json.c - the state as JSON; see json.h. */
#include "export/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "heap/inspect.h"
#include "view/scene.h"

#define POOL_WORDS (MAX_POOL_SIZE / 8) /* a block can begin at each */

/* A writer that knows where commas go: every value and key asks before it is written. */
struct json {
	FILE *out;
	bool comma; /* the next value of this level needs one in front */
};

static void separate(struct json *json)
{
	if (json->comma)
		fputc(',', json->out);
	json->comma = true;
}

static void text(struct json *json, const char *value)
{
	const char *end = value ? value + strlen(value) : value;
	uint32_t c;

	separate(json);
	fputc('"', json->out);
	while (value < end) {
		value += utf8_decode(value, end, &c); /* what is no UTF-8 comes out as U+FFFD */
		if (c == '"' || c == '\\')
			fprintf(json->out, "\\%c", (int)c);
		else if (!utf8_is_plain(c) && c <= 0xffff)
			fprintf(json->out, "\\u%04x", c);
		else
			utf8_put(c, json->out);
	}
	fputc('"', json->out);
}

static void key(struct json *json, const char *name)
{
	text(json, name);
	fputc(':', json->out);
	json->comma = false;
}

static void number(struct json *json, uint64_t value)
{
	separate(json);
	fprintf(json->out, "%" PRIu64, value);
}

static void literal(struct json *json, const char *value)
{
	separate(json);
	fputs(value, json->out);
}

static void open_bracket(struct json *json, char bracket)
{
	separate(json);
	fputc(bracket, json->out);
	json->comma = false;
}

static void close_bracket(struct json *json, char bracket)
{
	fputc(bracket, json->out);
	json->comma = true;
}

static void field(struct json *json, const char *name, uint64_t value)
{
	key(json, name);
	number(json, value);
}

static void text_field(struct json *json, const char *name, const char *value)
{
	key(json, name);
	if (value)
		text(json, value);
	else
		literal(json, "null");
}

/* -- the parts --------------------------------------------------------------------- */

static void add_model(struct json *json, const struct model *model)
{
	key(json, "model");
	open_bracket(json, '{');
	text_field(json, "name", model->name);
	field(json, "alignment", 1u << model->alignment_shift);
	field(json, "pool_size", model->pool_size);
	field(json, "arena_size", model->arena_size);
	field(json, "small_request_threshold", model->small_request_threshold);
	key(json, "keep_last_arena");
	literal(json, model->keep_last_arena ? "true" : "false");
	close_bracket(json, '}');
}

static void add_position(struct json *json, const struct scene *scene)
{
	key(json, "position");
	open_bracket(json, '{');
	field(json, "operation", scene->operations);
	field(json, "operations", scene->index->operations);
	field(json, "event", scene->position.events);
	field(json, "step", scene->current.steps_done);
	field(json, "steps", scene->current.step_count);
	field(json, "write", scene->current.writes_done);
	close_bracket(json, '}');
}

/* The address of what was returned, as the process had it. */
static uint64_t shown_result(const struct scene *scene)
{
	const struct current *current = &scene->current;
	uint64_t shown;

	return heap_shown(scene->heap, current->result, &shown) ? shown
								: current->event.op.real_result;
}

static void add_last(struct json *json, const struct scene *scene)
{
	const struct current *current = &scene->current;
	char buffer[256];
	struct str out = str_init(buffer, sizeof buffer);

	key(json, "last");
	if (!current->any) {
		literal(json, "null");
	} else {
		open_bracket(json, '{');
		scene_operation(scene, &current->event, scene_result(scene), &out);
		text_field(json, "operation", buffer);
		if (current->event.kind == EVENT_OP && current->event.op.kind <= OP_REALLOC) {
			field(json, "result", shown_result(scene));
			out = str_init(buffer, sizeof buffer);
			scene_place(scene, current->result, &out);
			text_field(json, "place", buffer);
		}
		close_bracket(json, '}');
	}
	key(json, "steps");
	open_bracket(json, '[');
	for (uint32_t i = 0; i < current->step_count; i++) {
		const struct step_record *step =
			journal_step(scene->journal, current->first_step + i);

		out = str_init(buffer, sizeof buffer);
		step_sentence(scene->heap, step, scene_lang(scene), &out);
		open_bracket(json, '{');
		text_field(json, "kind", step_name((enum step_kind)step->kind));
		text_field(json, "text", buffer);
		key(json, "done");
		literal(json, i < current->steps_done ? "true" : "false");
		close_bracket(json, '}');
	}
	close_bracket(json, ']');
}

static void add_counters(struct json *json, const struct heap *heap)
{
	const struct heap_control *control = heap->control;
	struct heap_totals totals;

	heap_sum(heap, &totals);
	key(json, "counters");
	open_bracket(json, '{');
	field(json, "ntimes_arena_allocated", control->ntimes_arena_allocated);
	field(json, "narenas_currently_allocated", control->narenas_currently_allocated);
	field(json, "narenas_highwater", control->narenas_highwater);
	field(json, "maxarenas", control->maxarenas);
	field(json, "raw_allocated_blocks", control->raw_allocated_blocks);
	field(json, "blocks", totals.blocks);
	field(json, "block_bytes", totals.block_bytes);
	field(json, "available_blocks", totals.available_blocks);
	field(json, "available_bytes", totals.available_bytes);
	field(json, "pools_used", totals.pools_used);
	field(json, "pools_full", totals.pools_full);
	field(json, "pools_empty", totals.pools_empty);
	field(json, "pools_virgin", totals.pools_virgin);
	field(json, "header_bytes", totals.header_bytes);
	field(json, "tail_bytes", totals.tail_bytes);
	field(json, "free_pool_bytes", totals.free_pool_bytes);
	field(json, "alignment_bytes", totals.alignment_bytes);
	close_bracket(json, '}');
}

static void add_slots(struct json *json, const char *name, const uint64_t *slots, size_t count)
{
	key(json, name);
	open_bracket(json, '[');
	for (size_t i = 0; i < count; i++)
		number(json, slots[i]);
	close_bracket(json, ']');
}

static void add_place(struct json *json, const struct heap *heap, addr pool)
{
	struct place place = heap_place(heap, pool);
	char buffer[48];
	struct str out = str_init(buffer, sizeof buffer);

	heap_add_pool(place.slot, place.pool, &out);
	text(json, buffer);
}

static void add_lists(struct json *json, const struct heap *heap)
{
	uint64_t most = heap->control->maxarenas;
	uint64_t *slots = mem_zero(most + 1, sizeof *slots);
	addr *pools;

	add_slots(json, "usable_arenas", slots, heap_usable_arenas(heap, slots, most));
	add_slots(json, "unused_arena_objects", slots, heap_unused_arenas(heap, slots, most));
	free(slots);
	most = heap->control->narenas_currently_allocated * MAX_POOLS_IN_ARENA + 1;
	pools = mem_zero(most, sizeof *pools);
	key(json, "usedpools");
	open_bracket(json, '[');
	for (uint32_t c = 0; c < model_classes(heap->model); c++) {
		size_t count = heap_usedpools(heap, c, pools, most);

		open_bracket(json, '{');
		field(json, "szidx", c);
		field(json, "size", model_block_size(heap->model, c));
		key(json, "pools");
		open_bracket(json, '[');
		for (size_t i = 0; i < count; i++)
			add_place(json, heap, pools[i]);
		close_bracket(json, ']');
		close_bracket(json, '}');
	}
	close_bracket(json, ']');
	free(pools);
}

/* All blocks with names, by address. */
struct labels {
	struct label *items; /* owned */
	size_t count;
};

static int by_address(const void *a, const void *b)
{
	const struct label *x = a, *y = b;

	return (x->block > y->block) - (x->block < y->block);
}

static struct labels all_labels(const struct world *world)
{
	struct labels labels = {0};
	size_t room = 1024;

	do {
		room *= 2;
		free(labels.items);
		labels.items = mem_zero(room, sizeof *labels.items);
		labels.count = world->program->ops->labels(world->program, &world->heap, world->area,
							   0, UINT64_MAX, labels.items, room);
	} while (labels.count == room);
	qsort(labels.items, labels.count, sizeof *labels.items, by_address);
	return labels;
}

static size_t first_label(const struct labels *labels, addr from)
{
	size_t low = 0, high = labels->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (labels->items[middle].block < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_blocks(struct json *json, const struct labels *labels, const struct heap *heap,
		       const struct pool_info *pool)
{
	key(json, "blocks");
	open_bracket(json, '[');
	for (size_t i = first_label(labels, pool->address);
	     i < labels->count && labels->items[i].block < pool->address + heap->pool_size; i++) {
		const struct label *label = &labels->items[i];

		open_bracket(json, '{');
		field(json, "offset", label->block - pool->address);
		text_field(json, "name", label->name);
		field(json, "requested", label->requested);
		close_bracket(json, '}');
	}
	close_bracket(json, ']');
}

/* How many blocks come before one that has been there: a list that a double free has closed to a
 * circle has no end. */
static size_t until_repeat(const struct pool_info *pool, const addr *blocks, size_t count)
{
	uint64_t seen[POOL_WORDS / 64] = {0};

	for (size_t i = 0; i < count; i++) {
		uint64_t word = (blocks[i] - pool->address) / 8;

		if (seen[word / 64] >> word % 64 & 1)
			return i;
		seen[word / 64] |= UINT64_C(1) << word % 64;
	}
	return count;
}

/* The list is broken if behind its last block there is something else than its end. */
static void add_free_list(struct json *json, const struct heap *heap, const struct pool_info *pool)
{
	addr blocks[POOL_WORDS], next = pool->freeblock;
	size_t count = heap_free_list(heap, pool, blocks, POOL_WORDS);

	count = until_repeat(pool, blocks, count);
	key(json, "free_list");
	open_bracket(json, '[');
	for (size_t i = 0; i < count; i++)
		number(json, blocks[i] - pool->address);
	close_bracket(json, ']');
	if (count > 0)
		memcpy(&next, store_at(heap->store, blocks[count - 1]), sizeof next);
	key(json, "free_list_broken");
	literal(json, next ? "true" : "false");
}

static void add_pool(struct json *json, const struct labels *labels, const struct heap *heap,
		     const struct pool_info *pool)
{
	open_bracket(json, '{');
	field(json, "index", pool->index);
	text_field(json, "state", pool_state_names[pool->state]);
	if (pool->state != POOL_VIRGIN) {
		field(json, "szidx", pool->szidx);
		field(json, "block_size", pool->block_size);
		field(json, "ref_count", pool->used);
		key(json, "freeblock");
		if (pool->freeblock)
			number(json, pool->freeblock - pool->address);
		else
			literal(json, "null");
		field(json, "nextoffset", pool->nextoffset);
		field(json, "maxnextoffset", pool->maxnextoffset);
		add_free_list(json, heap, pool);
		if (pool->used > 0)
			add_blocks(json, labels, heap, pool);
	}
	close_bracket(json, '}');
}

static void add_arena(struct json *json, const struct labels *labels, const struct heap *heap,
		      const struct arena_info *arena)
{
	static const char *const lists[ARENA_STATE_COUNT] = {
		[ARENA_UNUSED] = "unused_arena_objects", [ARENA_USABLE] = "usable_arenas"};
	addr pools[MAX_POOLS_IN_ARENA];
	struct pool_info pool;
	uint64_t shown;
	size_t count;

	open_bracket(json, '{');
	field(json, "index", arena->slot);
	field(json, "address", heap_shown(heap, arena->address, &shown) ? shown : 0);
	text_field(json, "state", arena_state_names[arena->state]);
	key(json, "lists");
	open_bracket(json, '[');
	if (lists[arena->state])
		text(json, lists[arena->state]);
	close_bracket(json, ']');
	field(json, "nfreepools", arena->nfreepools);
	field(json, "ntotalpools", arena->ntotalpools);
	if (arena->state != ARENA_UNUSED) {
		count = heap_freepools(heap, arena->slot, pools, MAX_POOLS_IN_ARENA);
		key(json, "freepools");
		open_bracket(json, '[');
		for (size_t i = 0; i < count; i++)
			number(json, heap_place(heap, pools[i]).pool);
		close_bracket(json, ']');
		key(json, "pools");
		open_bracket(json, '[');
		for (uint32_t i = 0; heap_pool(heap, arena->slot, i, &pool); i++)
			add_pool(json, labels, heap, &pool);
		close_bracket(json, ']');
	}
	close_bracket(json, '}');
}

static void add_findings(struct json *json, const struct heap *heap)
{
	struct findings findings = {0};
	char buffer[256];

	heap_check(heap, CHECK_REST, &findings);
	for (int kind = 0; kind < MISUSE_KINDS; kind++)
		if (heap->control->misuse >> kind & 1)
			findings_add(&findings, (enum finding_kind)kind,
				     heap->control->misused[kind]);
	key(json, "findings");
	open_bracket(json, '[');
	for (size_t i = 0; i < findings.count; i++) {
		struct str out = str_init(buffer, sizeof buffer);

		finding_sentence(heap, &findings.items[i], LANG_EN, &out);
		open_bracket(json, '{');
		text_field(json, "kind", finding_name(findings.items[i].kind));
		text_field(json, "text", buffer);
		close_bracket(json, '}');
	}
	close_bracket(json, ']');
}

bool json_state(const struct input *input, const struct timeline *timeline, FILE *out)
{
	struct json json = {.out = out};
	struct scene_options options = {.file = input->source.name, .transport.detail = DETAIL_STEP};
	struct scene *scene = mem_zero(1, sizeof *scene);
	struct labels labels = all_labels(timeline_world(timeline));
	struct arena_info arena;

	scene_prepare(scene, timeline, &options);
	open_bracket(&json, '{');
	field(&json, "format", 1);
	text_field(&json, "file", input->source.name);
	text_field(&json, "title", words_in(&input->program->title, LANG_EN));
	key(&json, "other_interpreters");
	literal(&json, timeline_index(timeline)->others ? "true" : "false");
	add_model(&json, scene->model);
	add_position(&json, scene);
	add_last(&json, scene);
	add_counters(&json, scene->heap);
	add_lists(&json, scene->heap);
	key(&json, "arenas");
	open_bracket(&json, '[');
	for (uint64_t slot = 0; heap_arena(scene->heap, slot, &arena); slot++)
		add_arena(&json, &labels, scene->heap, &arena);
	close_bracket(&json, ']');
	/* Between steps pools and arenas are on their way: findings are news of moments at rest. */
	if (scene->position.steps == 0 && scene->position.writes == 0)
		add_findings(&json, scene->heap);
	close_bracket(&json, '}');
	fputc('\n', out);
	free(labels.items);
	free(scene);
	return ferror(out) == 0;
}
