/* pool_blocks.c - what each block of a pool is, and what it is called; see pool_parts.h. */
#include <string.h>

#include "view/future.h"
#include "view/pool_parts.h"

static uint32_t block_number(const struct pool_info *pool, addr block)
{
	return (uint32_t)((block - pool->address - POOL_OVERHEAD) / pool->block_size);
}

static void number_free_list(const struct scene *scene, struct blocks *blocks)
{
	addr list[MAX_BLOCKS_IN_POOL];
	size_t count = heap_free_list(scene->heap, &blocks->pool, list, MAX_BLOCKS_IN_POOL);

	for (size_t i = 0; i < count; i++) {
		uint32_t number = block_number(&blocks->pool, list[i]);

		if (number < blocks->count && !blocks->order[number])
			blocks->order[number] = (uint16_t)(i + 1);
	}
}

/* The pool does not know which blocks are out, only how many; the program does.  A block on its
 * way out has no label yet.  Recordings are of heaps that are sound, and label all that is out. */
static void find_lost(const struct scene *scene, struct blocks *blocks)
{
	const struct pool_info *pool = &blocks->pool;

	memset(blocks->lost, 0, sizeof blocks->lost);
	blocks->lost_count = 0;
	if (!scene->program->misuses)
		return;
	blocks_find_labels(scene, blocks);
	for (uint32_t i = 0; i < pool->carved && i < blocks->count; i++) {
		addr block = pool->address + POOL_OVERHEAD + (uint64_t)i * pool->block_size;

		blocks->lost[i] = !blocks->order[i] && blocks->label_of[i] < 0 &&
				  !(scene->current.any && scene->current.result == block);
		blocks->lost_count += blocks->lost[i];
	}
}

void blocks_read(const struct scene *scene, struct blocks *blocks)
{
	blocks->count = blocks->pool.capacity < MAX_BLOCKS_IN_POOL ? blocks->pool.capacity
								   : MAX_BLOCKS_IN_POOL;
	blocks->label_count = 0;
	blocks->has_future = false;
	memset(blocks->order, 0, sizeof blocks->order);
	memset(blocks->label_of, -1, sizeof blocks->label_of);
	number_free_list(scene, blocks);
	find_lost(scene, blocks);
}

void blocks_find_labels(const struct scene *scene, struct blocks *blocks)
{
	const struct program *program = scene->program;

	blocks->label_count = program->ops->labels(
		program, scene->heap, timeline_world(scene->timeline)->area, blocks->pool.address,
		scene->model->pool_size, blocks->labels, MAX_BLOCKS_IN_POOL);
	for (size_t i = 0; i < blocks->label_count; i++) {
		uint32_t number = block_number(&blocks->pool, blocks->labels[i].block);

		if (number < blocks->count)
			blocks->label_of[number] = (int16_t)i;
	}
}

void blocks_find_futures(const struct scene *scene, struct blocks *blocks)
{
	blocks->has_future = scene->options.future.shown;
	if (!blocks->has_future)
		return;
	if (blocks->label_count == 0)
		blocks_find_labels(scene, blocks);
	for (uint32_t i = 0; i < blocks->count; i++)
		blocks->future[i] = FUTURE_UNKNOWN; /* on its way, it has no label */
	for (uint32_t i = 0; i < blocks->count; i++)
		if (blocks->label_of[i] >= 0)
			blocks->future[i] = (uint8_t)future_of_birth(
				scene, blocks->labels[blocks->label_of[i]].born);
}

int blocks_selected(const struct scene *scene, const struct blocks *blocks)
{
	uint32_t offset = scene->selection.offset, number;

	if (!scene->selection.any || offset < POOL_OVERHEAD || blocks->pool.block_size == 0)
		return -1;
	number = (offset - POOL_OVERHEAD) / blocks->pool.block_size;
	return number < blocks->count ? (int)number : -1;
}

uint32_t pool_tail_bytes(const struct scene *scene, const struct pool_info *pool)
{
	return scene->model->pool_size - POOL_OVERHEAD - pool->capacity * pool->block_size;
}

enum block_state blocks_state(const struct blocks *blocks, uint32_t number)
{
	if (number >= blocks->pool.carved)
		return BLOCK_VIRGIN;
	if (blocks->lost[number])
		return BLOCK_LOST;
	return blocks->order[number] ? BLOCK_FREE : BLOCK_USED;
}

uint32_t blocks_padding_at(const struct blocks *blocks, uint32_t number)
{
	uint32_t size = blocks->pool.block_size;
	uint64_t asked = size;

	if (number < blocks->count && blocks->label_of[number] >= 0 &&
	    blocks_state(blocks, number) == BLOCK_USED)
		asked = blocks->labels[blocks->label_of[number]].requested;
	return asked < size ? (uint32_t)asked : size;
}

bool blocks_is_padding(const struct blocks *blocks, uint32_t offset)
{
	uint32_t size = blocks->pool.block_size;

	return size > 0 && offset >= POOL_OVERHEAD &&
	       (offset - POOL_OVERHEAD) % size >=
		       blocks_padding_at(blocks, (offset - POOL_OVERHEAD) / size);
}

void blocks_add_padding(const struct scene *scene, const struct blocks *blocks, uint32_t offset,
			struct str *out)
{
	uint32_t size = blocks->pool.block_size, number = (offset - POOL_OVERHEAD) / size;
	uint32_t at = blocks_padding_at(blocks, number), from = (offset - POOL_OVERHEAD) % size;

	if (at < size && at >= from && at < from + 8)
		str_printf(out, tr(scene, "░ %u B padding"), size - at);
}

int blocks_asked_cells(const struct blocks *blocks, uint32_t number, int cells)
{
	uint64_t size = blocks->pool.block_size, asked = size;
	int rounded;

	if (blocks->label_of[number] >= 0)
		asked = blocks->labels[blocks->label_of[number]].requested;
	if (asked >= size || cells < 2)
		return cells;
	rounded = (int)((asked * (uint64_t)cells + size / 2) / size);
	return rounded < 1 ? 1 : rounded < cells ? rounded : cells - 1;
}

addr blocks_link(const struct scene *scene, const struct blocks *blocks, uint32_t number)
{
	const struct pool_info *pool = &blocks->pool;
	addr next;

	memcpy(&next,
	       store_at(scene->heap->store, pool->address + POOL_OVERHEAD +
						    (uint64_t)number * pool->block_size),
	       sizeof next);
	return next;
}

void blocks_add_link(const struct scene *scene, const struct blocks *blocks, uint32_t number,
		     struct str *out)
{
	addr next = blocks_link(scene, blocks, number);

	if (next - blocks->pool.address < scene->model->pool_size)
		str_printf(out, "+%" PRIu64, next - blocks->pool.address);
	else
		scene_place(scene, next, out);
}

bool blocks_changed(const struct scene *scene, const struct blocks *blocks, uint32_t number)
{
	addr block = blocks->pool.address + POOL_OVERHEAD +
		     (uint64_t)number * blocks->pool.block_size;
	const struct current *current = &scene->current;

	if (scene_range_changed(scene, block, blocks->pool.block_size))
		return true;
	/* A block handed out is not written to, but it is what happened. */
	return current->any && current->steps_done == current->step_count &&
	       current->event.kind == EVENT_OP && current->result == block;
}
