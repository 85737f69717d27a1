/* ask.c - answers to questions; see ask.h. */
#include "app/ask.h"

#include <stdio.h>
#include <string.h>

/* What the next operation does, as far as questions go. */
struct outcome {
	bool any;
	struct place before, after; /* the block given up, the block returned */
	enum pool_state state;      /* of the pool it was about, afterwards */
	uint64_t obtained, returned; /* arenas */
};

static void add_answer(struct app *app, bool right, const char *text)
{
	for (int i = 0; i < app->answer_count; i++)
		if (strcmp(app->answers[i], text) == 0)
			return;
	if (app->answer_count == ANSWERS_MAX)
		return;
	if (right)
		app->right_answer = app->answer_count;
	snprintf(app->answers[app->answer_count], sizeof app->answers[0], "%s", text);
	app->answer_texts[app->answer_count] = app->answers[app->answer_count];
	app->answer_count++;
}

static struct outcome look_ahead(struct timeline *timeline)
{
	const struct heap *heap = &timeline_world(timeline)->heap;
	struct position position = timeline_position(timeline);
	uint64_t obtained = heap->control->ntimes_arena_allocated;
	uint64_t held = heap->control->narenas_currently_allocated;
	struct outcome outcome = {0};
	struct current current;
	struct pool_info pool;
	struct place place;

	/* Stops may stand between the question and the operation it is about. */
	do {
		if (!timeline_forward(timeline, DETAIL_OPERATION))
			break;
		timeline_current(timeline, &current);
		outcome.any = current.event.kind == EVENT_OP;
	} while (!outcome.any);
	if (outcome.any) {
		outcome.before = heap_place(heap, current.event.op.block);
		outcome.after = heap_place(heap, current.result);
		place = outcome.after.kind == PLACE_BLOCK ? outcome.after : outcome.before;
		outcome.state = POOL_VIRGIN;
		if (heap_pool(heap, place.slot, place.pool, &pool))
			outcome.state = pool.state;
		outcome.obtained = heap->control->ntimes_arena_allocated - obtained;
		outcome.returned = held + outcome.obtained -
				   heap->control->narenas_currently_allocated;
	}
	timeline_seek(timeline, position);
	return outcome;
}

/* The right pool, its neighbours, and the one used last. */
static void answer_pool(struct app *app, const struct outcome *outcome)
{
	struct place at = outcome->after.kind == PLACE_BLOCK ? outcome->after : outcome->before;
	uint32_t right = at.pool, low = right > 1 ? right - 1 : 0;
	char text[48];

	if (at.kind != PLACE_BLOCK) {
		add_answer(app, false, tr(&app->scene, "pool 0:0", "池 0:0"));
		add_answer(app, true, tr(&app->scene, "none: the system", "没有：系统"));
		return;
	}
	for (uint32_t pool = low; pool < low + 3; pool++) {
		snprintf(text, sizeof text, tr(&app->scene, "pool %u:%u", "池 %u:%u"),
			 (unsigned)at.slot, pool);
		add_answer(app, pool == right, text);
	}
}

static void answer_offset(struct app *app, const struct outcome *outcome)
{
	const struct heap *heap = &timeline_world(app->timeline)->heap;
	struct pool_info pool = {0};
	uint32_t size = 16, right = outcome->after.offset;
	uint32_t low;
	char text[48];

	if (heap_pool(heap, outcome->after.slot, outcome->after.pool, &pool) && pool.block_size)
		size = pool.block_size;
	low = right >= POOL_OVERHEAD + size ? right - size : right;
	for (uint32_t i = 0; i < 3; i++) {
		snprintf(text, sizeof text, "+%u", low + i * size);
		add_answer(app, low + i * size == right, text);
	}
}

static void answer_state(struct app *app, const struct outcome *outcome)
{
	static const char *const zh[POOL_STATE_COUNT] = {"未切出", "使用中", "已满", "空"};

	for (int state = POOL_USED; state < POOL_STATE_COUNT; state++)
		add_answer(app, state == (int)outcome->state,
			   tr(&app->scene, pool_state_names[state], zh[state]));
}

static void answer_arena(struct app *app, const struct outcome *outcome)
{
	bool obtained = outcome->obtained > 0, returned = outcome->returned > 0;

	add_answer(app, obtained && !returned,
		   tr(&app->scene, "a new arena is obtained", "取得新的 arena"));
	add_answer(app, returned, tr(&app->scene, "an arena goes back", "归还一个 arena"));
	add_answer(app, !obtained && !returned, tr(&app->scene, "neither", "都不是"));
}

void ask_prepare(struct app *app)
{
	static void (*const answers[ASK_COUNT])(struct app *, const struct outcome *) = {
		[ASK_POOL] = answer_pool,
		[ASK_OFFSET] = answer_offset,
		[ASK_STATE] = answer_state,
		[ASK_ARENA] = answer_arena,
	};
	struct position position = timeline_position(app->timeline);
	struct outcome outcome;
	struct current current;

	timeline_current(app->timeline, &current);
	if (!current.any || current.event.kind != EVENT_ASK || position.steps || position.writes) {
		app->asked_at = UINT64_MAX;
		app->answer_count = 0;
		app->chosen = -1;
		return;
	}
	if (app->asked_at == position.events)
		return;
	app->asked_at = position.events;
	app->answer_count = 0;
	app->right_answer = app->chosen = -1;
	outcome = look_ahead(app->timeline);
	if (outcome.any)
		answers[current.event.about](app, &outcome);
}
