/* ask.c - questions and answers; see ask.h. */
#include "app/ask.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/move.h"
#include "base/lang.h"
#include "base/str.h"
#include "view/pool.h"

#define WANTED 3 /* answers to choose from, where there are so many */
#define REASONS 2 /* steps that are told */

#define in(app, text) lang_text((app)->options.chinese, text)

/* What the next operation does, as far as questions go. */
struct outcome {
	bool any;
	struct event event;
	struct place before, after; /* the block given up, the block returned */
	struct place at;            /* of these, what it was about */
	enum pool_state state;      /* of that pool, afterwards */
	bool is_gone;               /* with its arena */
	uint32_t block_size;        /* of that pool; 0 = none */
	uint32_t pools;             /* its arena has so many */
	uint64_t obtained, returned; /* arenas */
	char why[sizeof((struct app_ask *)0)->why];
};

/* -- answers ------------------------------------------------------------------------------ */

/* The right one first, then wrong ones as long as there is room; the same words only once. */
__attribute__((format(printf, 2, 3))) static void add_answer(struct app_ask *ask,
							     const char *format, ...)
{
	char text[sizeof ask->answers[0]];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	for (int i = 0; i < ask->count; i++)
		if (strcmp(ask->answers[i], text) == 0)
			return;
	if (ask->count < WANTED)
		snprintf(ask->answers[ask->count++], sizeof ask->answers[0], "%s", text);
}

static uint64_t mix(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static uint64_t mix_text(uint64_t x, const char *text)
{
	for (; text && *text; text++)
		x = mix(x * 31 + (unsigned char)*text);
	return x;
}

static void swap(struct app_ask *ask, int i, int k)
{
	char text[sizeof ask->answers[0]];

	memcpy(text, ask->answers[i], sizeof text);
	memcpy(ask->answers[i], ask->answers[k], sizeof text);
	memcpy(ask->answers[k], text, sizeof text);
	ask->right = ask->right == i ? k : ask->right == k ? i : ask->right;
}

/* Nobody can tell the right one by its place; whoever asks the same finds the same order.  "None of
 * the others" makes sense only behind them. */
static void shuffle(struct app_ask *ask, const char *none)
{
	uint64_t chance = mix(ask->question + 1);

	ask->right = 0;
	for (int i = ask->count - 1; i > 0; i--) {
		swap(ask, i, (int)(chance % (uint64_t)(i + 1)));
		chance = mix(chance + 1);
	}
	for (int i = 0; i < ask->count - 1; i++)
		if (strcmp(ask->answers[i], none) == 0)
			swap(ask, i, ask->count - 1);
	for (int i = 0; i < ask->count; i++)
		ask->texts[i] = ask->answers[i];
}

static void add_system(struct app *app)
{
	add_answer(&app->ask, "%s", in(app, "none: the system"));
}

static void add_pool(struct app *app, uint64_t slot, uint32_t pool)
{
	add_answer(&app->ask, in(app, "pool %" PRIu64 ":%u"), slot, pool);
}

/* The right pool, the one of the operation before, its neighbours. */
static void answer_pool(struct app *app, const struct outcome *outcome)
{
	struct place at = outcome->at, last;
	struct current current;

	timeline_operation(app->timeline, &current);
	last = heap_place(&timeline_world(app->timeline)->heap,
			  current.result ? current.result : current.event.op.block);
	if (at.kind == PLACE_BLOCK)
		add_pool(app, at.slot, at.pool);
	else
		add_system(app);
	if (current.any && last.kind == PLACE_BLOCK)
		add_pool(app, last.slot, last.pool);
	if (at.kind == PLACE_BLOCK && at.pool + 1 < outcome->pools)
		add_pool(app, at.slot, at.pool + 1);
	if (at.kind == PLACE_BLOCK && at.pool > 0)
		add_pool(app, at.slot, at.pool - 1);
	add_pool(app, 0, 0);
	add_pool(app, 0, 1);
	add_system(app);
}

static void answer_offset(struct app *app, const struct outcome *outcome)
{
	uint32_t size = outcome->block_size ? outcome->block_size : 16, right = outcome->at.offset;

	if (outcome->at.kind != PLACE_BLOCK) {
		add_system(app);
		right = POOL_OVERHEAD;
	}
	add_answer(&app->ask, "+%u", right);
	if (right >= POOL_OVERHEAD + size)
		add_answer(&app->ask, "+%u", right - size);
	add_answer(&app->ask, "+%u", right + size);
	add_answer(&app->ask, "+%u", right + 2 * size);
}

static void add_state(struct app *app, enum pool_state state)
{
	add_answer(&app->ask, "%s", pool_state_word(app->options.chinese, state));
}

static void answer_state(struct app *app, const struct outcome *outcome)
{
	if (outcome->at.kind != PLACE_BLOCK)
		add_answer(&app->ask, "%s", in(app, "no pool: the system's"));
	else if (outcome->is_gone)
		add_answer(&app->ask, "%s", in(app, "gone with its arena"));
	else
		add_state(app, outcome->state);
	for (enum pool_state state = POOL_USED; state < POOL_STATE_COUNT; state++)
		add_state(app, state);
}

static void answer_arena(struct app *app, const struct outcome *outcome)
{
	static const char *const words[] = {
		N_("neither"),
		N_("a new arena is obtained"),
		N_("an arena goes back"),
		N_("both"),
	};
	int right = (outcome->obtained > 0) + 2 * (outcome->returned > 0);
	bool chinese = app->options.chinese;

	add_answer(&app->ask, "%s", lang_text(chinese, words[right]));
	for (int i = 0; i < 3; i++)
		add_answer(&app->ask, "%s", lang_text(chinese, words[i]));
}

/* -- why ---------------------------------------------------------------------------------- */

#define KIND(id) (UINT64_C(1) << STEP_##id)

/* The steps that decide what is asked about. */
static const uint64_t decisive[ASK_COUNT] = {
	[ASK_POOL] = KIND(TO_SYSTEM) | KIND(FALL_BACK) | KIND(USEDPOOLS_HEAD) |
		     KIND(USEDPOOLS_EMPTY) | KIND(POOL_REUSE) | KIND(POOL_CARVE) |
		     KIND(ADDRESS_OURS) | KIND(ADDRESS_FOREIGN) | KIND(REALLOC_STAYS) |
		     KIND(REALLOC_SYSTEM),
	[ASK_OFFSET] = KIND(TAKE_BLOCK) | KIND(CARVE_BLOCK) | KIND(POOL_INIT) | KIND(TO_SYSTEM) |
		       KIND(FREE_PUSH) | KIND(REALLOC_STAYS) | KIND(POOL_SAME_CLASS) |
		       KIND(REALLOC_SYSTEM),
	[ASK_STATE] = KIND(POOL_FULL) | KIND(POOL_STAYS) | KIND(POOL_RELINK) | KIND(POOL_EMPTY) |
		      KIND(POOL_INIT) | KIND(CARVE_BLOCK) | KIND(ARENA_RELEASE) | KIND(TO_SYSTEM) |
		      KIND(POOL_SAME_CLASS) | KIND(ADDRESS_FOREIGN) | KIND(REALLOC_STAYS),
	[ASK_ARENA] = KIND(ARENA_NEEDED) | KIND(ARENA_OBTAIN) | KIND(ARENA_REFUSED) |
		      KIND(ARENA_PICK) | KIND(ARENA_RELEASE) | KIND(ARENA_KEPT) |
		      KIND(ARENA_STAYS) | KIND(ARENA_MOVE) | KIND(ARENA_USABLE) |
		      KIND(USEDPOOLS_HEAD) | KIND(POOL_STAYS) | KIND(TO_SYSTEM) |
		      KIND(ADDRESS_FOREIGN) | KIND(REALLOC_STAYS),
};

static_assert(STEP_KIND_COUNT <= 64, "a set of steps fits a word");

static void add_reasons(struct app *app, const struct current *current, uint64_t kinds,
			struct str *out)
{
	const struct heap *heap = &timeline_world(app->timeline)->heap;
	const struct journal *journal = timeline_journal(app->timeline);
	int said = 0;

	for (uint32_t i = 0; i < current->step_count && said < REASONS; i++) {
		const struct step_record *step = journal_step(journal, current->first_step + i);

		if (!(kinds >> step->kind & 1))
			continue;
		str_add(out, said++ ? in(app, "; ") : in(app, "Why: "));
		step_sentence(heap, step, app->options.chinese, out);
	}
	if (said)
		str_add(out, in(app, "."));
}

/* -- looking ahead ------------------------------------------------------------------------- */

/* Stops may stand between the question and the operation it is about. */
static bool go_to_operation(struct timeline *timeline, struct current *current)
{
	do {
		if (!timeline_forward(timeline, DETAIL_OPERATION))
			return false;
		timeline_current(timeline, current);
	} while (current->event.kind != EVENT_OP);
	return true;
}

static void look_at_pool(const struct heap *heap, struct outcome *outcome)
{
	struct arena_info arena;
	struct pool_info pool;

	outcome->at = outcome->after.kind == PLACE_BLOCK || outcome->before.kind == PLACE_NULL
			      ? outcome->after
			      : outcome->before;
	if (outcome->event.op.kind == OP_REALLOC && outcome->after.kind != PLACE_NULL)
		outcome->at = outcome->after;
	if (outcome->at.kind != PLACE_BLOCK)
		return;
	outcome->is_gone = !heap_pool(heap, outcome->at.slot, outcome->at.pool, &pool);
	if (outcome->is_gone)
		return;
	outcome->state = pool.state;
	outcome->block_size = pool.block_size;
	if (heap_arena(heap, outcome->at.slot, &arena))
		outcome->pools = arena.ntotalpools;
}

static void look_ahead(struct app *app, enum ask_about about, struct outcome *outcome)
{
	struct timeline *timeline = app->timeline;
	const struct heap_control *control = timeline_world(timeline)->heap.control;
	struct position position = timeline_position(timeline);
	uint64_t obtained = control->ntimes_arena_allocated;
	uint64_t held = control->narenas_currently_allocated;
	struct current current;

	*outcome = (struct outcome){0};
	outcome->any = go_to_operation(timeline, &current);
	if (outcome->any) {
		const struct heap *heap = &timeline_world(timeline)->heap;
		struct str why = str_init(outcome->why, sizeof outcome->why);

		control = heap->control;
		outcome->event = current.event;
		outcome->before = heap_place(heap, current.event.op.block);
		outcome->after = heap_place(heap, current.result);
		look_at_pool(heap, outcome);
		outcome->obtained = control->ntimes_arena_allocated - obtained;
		outcome->returned = held + outcome->obtained - control->narenas_currently_allocated;
		add_reasons(app, &current, decisive[about], &why);
		if (!why.length)
			add_reasons(app, &current, UINT64_MAX, &why);
	}
	timeline_seek(timeline, position);
}

/* -- questions ----------------------------------------------------------------------------- */

void ask_reset(struct app_ask *ask)
{
	*ask = (struct app_ask){.at = UINT64_MAX, .chosen = -1};
}

static void forget(struct app_ask *ask)
{
	ask->at = UINT64_MAX;
	ask->count = 0;
	ask->chosen = -1;
	ask->on_demand = false;
}

/* The operation's number, what is asked, and in which words: it is the same question then, even if
 * the file has changed elsewhere. */
static uint64_t identify(const struct app *app, const struct current *current)
{
	const struct app_ask *ask = &app->ask;
	uint64_t number = current->any ? current->operation : 0;
	uint64_t question = mix((number * ASK_COUNT + (uint64_t)ask->about) * 2 + (uint64_t)app->side + 1);

	if (ask->on_demand)
		return mix(question + (app->fork.program != NULL));
	question = mix_text(question, current->event.words.en);
	return mix_text(question, current->event.words.zh);
}

static const struct answered *find_answered(const struct app_ask *ask)
{
	for (size_t i = 0; i < ask->answered_count; i++)
		if (ask->answered[i].question == ask->question)
			return &ask->answered[i];
	return NULL;
}

static void word_question(struct app *app, const struct outcome *outcome)
{
	static const char *const questions[ASK_COUNT] = {
		[ASK_POOL] = N_("Which pool is it about?"),
		[ASK_OFFSET] = N_("At which offset of its pool?"),
		[ASK_STATE] = N_("What is its pool then?"),
		[ASK_ARENA] = N_("Does an arena come or go?"),
	};
	struct str out = str_init(app->ask.words, sizeof app->ask.words);

	str_add(&out, in(app, "Next: "));
	app->scene.options.chinese = app->options.chinese;
	scene_operation(&app->scene, &outcome->event, NULL, &out);
	str_add(&out, in(app, ". "));
	str_add(&out, in(app, questions[app->ask.about]));
}

/* Make the question of app->ask.about ready, at the present position. */
static void prepare(struct app *app, const struct current *current)
{
	static void (*const answers[ASK_COUNT])(struct app *, const struct outcome *) = {
		[ASK_POOL] = answer_pool,
		[ASK_OFFSET] = answer_offset,
		[ASK_STATE] = answer_state,
		[ASK_ARENA] = answer_arena,
	};
	struct app_ask *ask = &app->ask;
	const struct answered *before;
	struct outcome outcome;

	ask->at = timeline_position(app->timeline).events;
	ask->chinese = app->options.chinese;
	ask->count = 0;
	ask->right = ask->chosen = -1;
	ask->question = identify(app, current);
	look_ahead(app, ask->about, &outcome);
	if (!outcome.any)
		return;
	answers[ask->about](app, &outcome);
	shuffle(ask, in(app, ask->about == ASK_ARENA ? N_("neither") : N_("none: the system")));
	memcpy(ask->why, outcome.why, sizeof ask->why);
	if (ask->on_demand)
		word_question(app, &outcome);
	before = find_answered(ask);
	if (before && before->chosen < ask->count)
		ask->chosen = before->chosen;
}

void ask_prepare(struct app *app)
{
	struct position position = timeline_position(app->timeline);
	struct app_ask *ask = &app->ask;
	bool is_ready = ask->at == position.events && ask->chinese == app->options.chinese;
	struct current current;
	bool is_question;

	timeline_current(app->timeline, &current);
	is_question = current.any && current.event.kind == EVENT_ASK;
	if (position.steps || position.writes ||
	    !(is_question || (ask->on_demand && ask->at == position.events))) {
		forget(ask);
		return;
	}
	if (is_ready)
		return;
	if (is_question && !ask->on_demand)
		ask->about = current.event.about;
	prepare(app, &current);
}

/* -- on demand ----------------------------------------------------------------------------- */

/* What makes sense to be asked about an operation. */
static bool makes_sense(enum ask_about about, const struct event *event)
{
	bool returns = event->op.kind <= OP_REALLOC;

	return about == ASK_STATE || about == ASK_ARENA || returns;
}

static void choose_about(struct app *app, const struct current *current)
{
	struct app_ask *ask = &app->ask;
	bool again = ask->on_demand && ask->at == timeline_position(app->timeline).events;
	uint64_t number = current->any ? current->operation : 0;
	struct outcome outcome;

	ask->about = (enum ask_about)((again ? ask->about + 1 : mix(number)) % ASK_COUNT);
	look_ahead(app, ask->about, &outcome);
	while (!makes_sense(ask->about, &outcome.event))
		ask->about = (enum ask_about)((ask->about + 1) % ASK_COUNT);
}

void ask_on_demand(struct app *app)
{
	struct position position = app->pair.at;
	struct current current;

	app->playing = 0;
	if (position.steps || position.writes)
		pair_forward(&app->pair, DETAIL_OPERATION);
	timeline_current(app->timeline, &current);
	if (current.any && current.event.kind == EVENT_ASK) {
		app_say(app, "there is a question already");
		return;
	}
	choose_about(app, &current);
	app->ask.on_demand = true;
	prepare(app, &current);
	if (app->ask.count > 0)
		return;
	forget(&app->ask);
	app_say(app, "nothing comes after this");
}

/* -- answering ----------------------------------------------------------------------------- */

bool ask_waits(const struct app *app)
{
	return app->ask.count > 0 && app->ask.chosen < 0;
}

void ask_answer(struct app *app, int answer)
{
	struct app_ask *ask = &app->ask;

	if (!ask_waits(app) || answer >= ask->count)
		return;
	ask->chosen = answer;
	if (ask->answered_count == ANSWERED_MAX)
		return;
	ask->answered[ask->answered_count++] =
		(struct answered){ask->question, (int8_t)answer};
	ask->asked_count++;
	ask->right_count += answer == ask->right;
}
