/* scene.c - prepare what views look at; see scene.h. */
#include "view/scene.h"

#include <string.h>

#include "base/str.h"

#define SOON_PART 100
#define SOON_LEAST 5
#define LOOK_BACK_STEPS 100 /* to find what the last operation was about */

/* The pool that an operand of a step is about, if it is about one. */
static bool pool_in_operand(const struct heap *heap, enum operand operand, uint64_t value,
			    struct focus *focus)
{
	struct place place;

	if (operand != OPERAND_POOL && operand != OPERAND_BLOCK)
		return false;
	place = heap_place(heap, value);
	if (place.kind != PLACE_BLOCK)
		return false;
	*focus = (struct focus){.any = true, .slot = place.slot, .pool = place.pool};
	return true;
}

static bool pool_in_step(const struct scene *scene, uint64_t number, struct focus *focus)
{
	const struct step_record *record = journal_step(scene->journal, number);
	enum step_kind kind = (enum step_kind)record->kind;

	return pool_in_operand(scene->heap, step_operand(kind, 0), record->a, focus) ||
	       pool_in_operand(scene->heap, step_operand(kind, 1), record->b, focus);
}

static bool is_mapped(const struct scene *scene, struct focus focus)
{
	struct pool_info pool;

	return focus.any && heap_pool(scene->heap, focus.slot, focus.pool, &pool);
}

/* The pool of the latest step that names one, this operation's or an earlier one's; before the
 * first of them, of the first to come. */
static struct focus follow_action(const struct scene *scene)
{
	const struct current *current = &scene->current;
	uint64_t from = current->first_step + current->steps_done;
	uint64_t oldest = from > LOOK_BACK_STEPS ? from - LOOK_BACK_STEPS : 0;
	struct focus focus = {0};

	for (uint64_t i = from; i-- > oldest && journal_keeps_step(scene->journal, i);)
		if (pool_in_step(scene, i, &focus) && is_mapped(scene, focus))
			return focus;
	for (uint64_t i = from; i < current->first_step + current->step_count; i++)
		if (pool_in_step(scene, i, &focus) && is_mapped(scene, focus))
			return focus;
	return (struct focus){0};
}

static uint32_t class_of_action(const struct scene *scene)
{
	const struct current *current = &scene->current;

	for (uint32_t i = 0; i < current->step_count; i++) {
		const struct step_record *record =
			journal_step(scene->journal, current->first_step + i);

		for (int which = 0; which < 2; which++)
			if (step_operand((enum step_kind)record->kind, which) == OPERAND_SZIDX)
				return (uint32_t)(which ? record->b : record->a);
	}
	return UINT32_MAX;
}

/* The words written since the last stop of this detail: the last step, or the operation. */
static void collect_changes(struct scene *scene)
{
	const struct current *current = &scene->current;
	uint64_t from = current->first_write;

	scene->change_count = 0;
	if (!current->any)
		return;
	if (scene->options.transport.detail != DETAIL_OPERATION && current->steps_done > 0 &&
	    current->step_count > 0) {
		uint32_t step = current->steps_done - (current->writes_done == 0);

		from = journal_step(scene->journal, current->first_step + step)->first_write;
	}
	for (uint64_t w = from; w < current->write_at && scene->change_count < SCENE_CHANGES; w++) {
		const struct write_record *record = journal_write(scene->journal, w);
		addr where = scene->heap->store->base + record->word * 8;

		if (!scene_changed(scene, where, NULL)) /* the first write has the oldest value */
			scene->changes[scene->change_count++] =
				(struct change){where, record->other};
	}
}

bool scene_changed(const struct scene *scene, addr where, uint64_t *before)
{
	for (size_t i = 0; i < scene->change_count; i++) {
		if (scene->changes[i].where == (where & ~UINT64_C(7))) {
			if (before)
				*before = scene->changes[i].before;
			return true;
		}
	}
	return false;
}

bool scene_field_changed(const struct scene *scene, addr where, uint64_t bytes, uint64_t *before)
{
	uint64_t mask = bytes == 4 ? UINT32_MAX : UINT64_MAX, shift = where % 8 * 8, was, is;

	if (!scene_changed(scene, where, &was))
		return false;
	memcpy(&is, store_at(scene->heap->store, where & ~UINT64_C(7)), sizeof is);
	was = was >> shift & mask;
	if (before)
		*before = was;
	return was != (is >> shift & mask);
}

bool scene_range_changed(const struct scene *scene, addr where, uint64_t bytes)
{
	for (size_t i = 0; i < scene->change_count; i++)
		if (scene->changes[i].where - where < bytes)
			return true;
	return false;
}

bool scene_leaving(const struct scene *scene, uint64_t slot, struct arena_info *info)
{
	const struct heap *heap = scene->heap;
	const struct arena_object *arena;
	uint64_t before;

	if (slot >= heap->control->maxarenas)
		return false;
	arena = &heap->arenas[slot];
	if (arena->address ||
	    !scene_changed(scene, store_addr(heap->store, &arena->address), &before) || !before)
		return false;
	*info = (struct arena_info){
		.state = ARENA_UNUSED,
		.slot = slot,
		.address = before,
		.first_pool = heap_address(heap, slot, 0, 0),
		.nfreepools = arena->nfreepools,
		.ntotalpools = arena->ntotalpools,
	};
	info->carved = (uint32_t)((arena->pool_address - info->first_pool) / scene->model->pool_size);
	return true;
}

uint64_t scene_count_leaving(const struct scene *scene)
{
	addr table = store_addr(scene->heap->store, scene->heap->arenas);
	struct arena_info arena;
	uint64_t count = 0;

	for (size_t i = 0; i < scene->change_count; i++) {
		uint64_t offset = scene->changes[i].where - table;

		if (offset % sizeof(struct arena_object) == 0) /* its address comes first */
			count += scene_leaving(scene, offset / sizeof(struct arena_object), &arena);
	}
	return count;
}

/* An arena is leaving: look there once more, at the pool that was its last. */
static bool follow_leaving(const struct scene *scene, struct focus *focus)
{
	const struct current *current = &scene->current;
	const struct step_record *step;
	struct arena_info arena;
	uint64_t pool;

	if (!current->any || current->steps_done == 0 || current->event.kind != EVENT_OP)
		return false;
	step = journal_step(scene->journal, current->first_step + current->steps_done - 1);
	if (step->kind != STEP_ARENA_RELEASE || !scene_leaving(scene, step->a, &arena))
		return false;
	pool = (current->event.op.block - arena.first_pool) / scene->model->pool_size;
	*focus = (struct focus){true, step->a, pool < arena.ntotalpools ? (uint32_t)pool : 0};
	return true;
}

/* Nothing happened lately: look at the first pool there is. */
static struct focus any_pool(const struct scene *scene)
{
	struct arena_info arena;

	for (uint64_t slot = 0; heap_arena(scene->heap, slot, &arena); slot++)
		if (arena.state != ARENA_UNUSED)
			return (struct focus){.any = true, .slot = slot};
	return (struct focus){0};
}

static bool select_address(struct scene *scene, addr where)
{
	struct place place = heap_place(scene->heap, where);

	if (place.kind != PLACE_BLOCK || place.slot != scene->focus.slot ||
	    place.pool != scene->focus.pool || place.offset < POOL_OVERHEAD)
		return false;
	scene->selection = (struct selection){.any = true, .offset = place.offset};
	return true;
}

static bool select_operand(struct scene *scene, const struct step_record *record, int which)
{
	if (step_operand((enum step_kind)record->kind, which) != OPERAND_BLOCK)
		return false;
	return select_address(scene, which ? record->b : record->a);
}

/* What is selected when nobody has chosen: the block that the operation at the cursor is about,
 * if it lies in the pool in focus. */
static void select_action(struct scene *scene)
{
	const struct current *current = &scene->current;
	uint64_t from = current->first_step + current->steps_done;
	const struct op *op = &current->event.op;

	if (!current->any || current->event.kind != EVENT_OP)
		return;
	if (op->kind == OP_FREE || op->kind == OP_WRITE) {
		select_address(scene, op->block);
		return;
	}
	if (current->steps_done == current->step_count && select_address(scene, current->result))
		return;
	for (uint64_t i = from; i-- > current->first_step && journal_keeps_step(scene->journal, i);) {
		const struct step_record *record = journal_step(scene->journal, i);

		if (select_operand(scene, record, 0) || select_operand(scene, record, 1))
			return;
	}
}

static void find_selection(struct scene *scene)
{
	scene->selection = scene->options.viewpoint.selection;
	scene->chosen = scene->options.viewpoint.held && scene->selection.any;
	if (scene->chosen)
		return;
	scene->selection = (struct selection){0};
	if (scene->focus.any && !scene->gone)
		select_action(scene);
	if (scene->options.stage.level >= LEVEL_POOL)
		scene->selection.any = true; /* then the header */
}

bool scene_had_arena(const struct scene *scene, uint64_t slot)
{
	return slot < scene->heap->control->maxarenas && scene->heap->arenas[slot].ntotalpools > 0;
}

void scene_gone(const struct scene *scene, struct str *out)
{
	uint64_t slot = scene->focus.slot;
	struct arena_info arena;

	if (!scene->heap->control->ntimes_arena_allocated) {
		str_printf(out, tr(scene, "No arena yet: the first request of up to %u bytes gets one."),
			   scene->model->small_request_threshold);
		return;
	}
	if (!scene_had_arena(scene, slot))
		str_printf(out, tr(scene, "Arena %" PRIu64 " is not there yet."), slot);
	else if (heap_arena(scene->heap, slot, &arena) && arena.state == ARENA_UNUSED)
		str_printf(out, tr(scene, "Arena %" PRIu64 " was given back to the system."), slot);
	else
		str_printf(out, tr(scene, "Arena %" PRIu64 " has no pool %u."), slot,
			   scene->focus.pool);
	if (scene->options.viewpoint.held)
		scene_hint(scene, tr(scene, " (Held here: <hold:o> follows the action again.)"), out);
}

bool scene_knows_bytes(const struct scene *scene, const struct pool_info *pool, uint32_t offset)
{
	addr list[MAX_BLOCKS_IN_POOL];
	size_t count;

	if (!scene->program->was_recorded || offset < POOL_OVERHEAD)
		return true;
	count = heap_free_list(scene->heap, pool, list, MAX_BLOCKS_IN_POOL);
	for (size_t i = 0; i < count; i++)
		if (list[i] == pool->address + (offset & ~7u))
			return true; /* the link to the next one */
	return false;
}

uint64_t scene_soon(const struct timeline *timeline, const struct future_view *future)
{
	uint64_t part = timeline_index(timeline)->operations / SOON_PART, soon = SOON_LEAST;

	if (future->soon)
		return future->soon;
	for (int i = 0; soon <= part; i++) /* 5 10 20 50 100 ... */
		soon = i % 3 == 1 ? soon / 2 * 5 : soon * 2;
	return soon;
}

static void find_focus(struct scene *scene, const struct viewpoint *from)
{
	scene->focus = from->focus;
	scene->gone = from->held && from->focus.any && !is_mapped(scene, from->focus);
	if (!from->held || !from->focus.any)
		scene->focus = follow_action(scene);
	if (!scene->gone)
		scene->gone = follow_leaving(scene, &scene->focus);
	if (!is_mapped(scene, scene->focus) && is_mapped(scene, from->focus) && !scene->gone)
		scene->focus = from->focus; /* where we looked before */
	if (!is_mapped(scene, scene->focus) && !scene->gone)
		scene->focus = any_pool(scene);
}

void scene_prepare(struct scene *scene, const struct timeline *timeline,
		   const struct scene_options *options)
{
	const struct world *world = timeline_world(timeline);

	scene->options = *options;
	scene->fit = (struct fit){0};
	scene->beside = (struct beside){0};
	scene->timeline = timeline;
	scene->heap = &world->heap;
	scene->model = world->heap.model;
	scene->program = world->program;
	scene->index = timeline_index(timeline);
	scene->journal = timeline_journal(timeline);
	scene->position = timeline_position(timeline);
	timeline_current(timeline, &scene->current);
	timeline_operation(timeline, &scene->operation);
	scene->operations = scene->current.any ? scene->current.operation : 0;
	scene->findings = (struct findings){0};
	scene->soon = scene_soon(timeline, &options->future);
	collect_changes(scene);
	find_focus(scene, &options->viewpoint);
	find_selection(scene);
	scene->szidx = class_of_action(scene);
	census_take(&scene->census, timeline);
	/* Between steps a pool may be on its way: only at rest it must be sound. */
	if (is_mapped(scene, scene->focus) && scene->position.steps == 0 && scene->position.writes == 0)
		heap_check_pool(scene->heap, scene->focus.slot, scene->focus.pool, &scene->findings);
	if (heap_crashed(scene->heap))
		findings_add(&scene->findings, FINDING_CRASHED, heap_crashed(scene->heap));
}

void scene_fit(struct scene *scene, const struct fit *fit)
{
	scene->fit = *fit;
}

const char *scene_left_out(const struct scene *scene)
{
	return timeline_index(scene->timeline)->others ? tr(scene, TIMELINE_OTHERS) : NULL;
}

void scene_hint(const struct scene *scene, const char *text, struct str *out)
{
	hint_add(scene->options.keys.items, scene->options.keys.count, text, out);
}

bool scene_finding(const struct scene *scene, struct finding *finding)
{
	const struct event *event = &scene->current.event;

	if (heap_crashed(scene->heap))
		*finding = (struct finding){FINDING_CRASHED, heap_crashed(scene->heap)};
	else if (scene->current.any && event->kind == EVENT_OP && event->op.misuse >= 0)
		*finding = (struct finding){(enum finding_kind)event->op.misuse, event->op.about};
	else if (scene->findings.count)
		*finding = scene->findings.items[0];
	else
		return false;
	return true;
}

static void relate(struct scene *scene, const struct scene *other, const struct pair *pair, int side)
{
	scene->beside = (struct beside){.other = other,
					.right = side > 0,
					.waits = pair_waits(pair, side),
					.is_over = pair_is_over(pair, side)};
}

void scene_put_beside(struct scene *scene, struct scene *other, const struct pair *pair, int side)
{
	relate(scene, other, pair, side);
	relate(other, scene, pair, !side);
}

void scene_geometry(const struct scene *scene, struct str *out)
{
	const struct model *model = scene->model;
	uint32_t arena = model->arena_size, pool = model->pool_size;

	str_printf(out, " · %u%s", arena >= 1 << 20 ? arena >> 20 : arena >> 10,
		   arena >= 1 << 20 ? "M" : "K");
	str_printf(out, "/%u%s/%u", pool >= 1024 ? pool >> 10 : pool, pool >= 1024 ? "K" : "",
		   1u << model->alignment_shift);
}

const char *scene_arrow(const struct scene *scene, bool tight)
{
	return !tight ? " → " : scene->options.locale.ascii ? "->" : "→";
}

void scene_place(const struct scene *scene, addr where, struct str *out)
{
	heap_add_place(scene->heap, where, tr(scene, "system "), scene_lang(scene), out);
}

void scene_pool_address(const struct scene *scene, uint64_t slot, addr where, struct str *out)
{
	struct arena_info arena;

	if (heap_arena(scene->heap, slot, &arena) && arena.state != ARENA_UNUSED &&
	    where == arena.first_pool + (uint64_t)arena.ntotalpools * scene->model->pool_size)
		str_add(out, tr(scene, "the arena's end"));
	else
		scene_place(scene, where, out);
}

const addr *scene_result(const struct scene *scene)
{
	const struct current *operation = &scene->operation;
	bool returns = operation->any && operation->event.op.kind <= OP_REALLOC;

	return returns && operation->steps_done == operation->step_count ? &operation->result : NULL;
}

void scene_operation(const struct scene *scene, const struct event *event, const addr *result,
		     struct str *out)
{
	program_spell(scene->program, event, scene_lang(scene), out);
	if (result) {
		str_add(out, " → ");
		scene_place(scene, *result, out);
	}
}
