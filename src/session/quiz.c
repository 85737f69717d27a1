/* quiz.c - questions and answers; see quiz.h. */
#include "session/quiz.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/str.h"
#include "heap/inspect.h"
#include "session/playback.h"
#include "session/session.h"
#include "timeline/glance.h"

#define WANTED 3 /* answers to choose from, where there are enough */
#define REASONS 2 /* steps that are told */

#define in(session, text) lang_text((session)->lang, text)

/* What the next operation does, as far as questions go. */
struct outcome {
	struct event event;
	struct place before, after; /* the block given up, the block returned */
	struct place at;            /* of these, what it was about */
	enum pool_state state;      /* of that pool, afterwards */
	bool is_gone;               /* with its arena */
	uint32_t block_size;        /* of that pool; 0 = none */
	uint32_t pools;             /* that its arena has */
	uint64_t obtained, returned; /* arenas */
	char why[sizeof((struct quiz *)0)->why];
};

/* -- answers ------------------------------------------------------------------------------ */

/* The right one first, then wrong ones as long as there is room; the same words only once. */
__attribute__((format(printf, 2, 3))) static void add_answer(struct quiz *quiz,
							     const char *format, ...)
{
	char text[sizeof quiz->answers[0]];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	for (int i = 0; i < quiz->count; i++)
		if (strcmp(quiz->answers[i], text) == 0)
			return;
	if (quiz->count < WANTED)
		snprintf(quiz->answers[quiz->count++], sizeof quiz->answers[0], "%s", text);
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

static void swap(struct quiz *quiz, int i, int k)
{
	char text[sizeof quiz->answers[0]];

	memcpy(text, quiz->answers[i], sizeof text);
	memcpy(quiz->answers[i], quiz->answers[k], sizeof text);
	memcpy(quiz->answers[k], text, sizeof text);
	quiz->right = quiz->right == i ? k : quiz->right == k ? i : quiz->right;
}

/* Nobody can tell the right one by its place; whoever asks the same finds the same order.  "None of
 * the others" makes sense only behind them. */
static void shuffle(struct quiz *quiz, const char *none)
{
	uint64_t chance = mix(quiz->question + 1);

	quiz->right = 0;
	for (int i = quiz->count - 1; i > 0; i--) {
		swap(quiz, i, (int)(chance % (uint64_t)(i + 1)));
		chance = mix(chance + 1);
	}
	for (int i = 0; i < quiz->count - 1; i++)
		if (strcmp(quiz->answers[i], none) == 0)
			swap(quiz, i, quiz->count - 1);
	for (int i = 0; i < quiz->count; i++)
		quiz->texts[i] = quiz->answers[i];
}

static void add_system(struct session *session)
{
	add_answer(&session->quiz, "%s", in(session, "none: the system"));
}

static void add_pool(struct session *session, uint64_t slot, uint32_t pool)
{
	add_answer(&session->quiz, in(session, "pool %" PRIu64 ":%u"), slot, pool);
}

/* The right pool, the one of the operation before, its neighbours. */
static void answer_pool(struct session *session, const struct outcome *outcome)
{
	struct place at = outcome->at, last;
	struct current current;

	timeline_operation(session->timeline, &current);
	last = heap_place(&timeline_world(session->timeline)->heap,
			  current.result ? current.result : current.event.op.block);
	if (at.kind == PLACE_BLOCK)
		add_pool(session, at.slot, at.pool);
	else
		add_system(session);
	if (current.any && last.kind == PLACE_BLOCK)
		add_pool(session, last.slot, last.pool);
	if (at.kind == PLACE_BLOCK && at.pool + 1 < outcome->pools)
		add_pool(session, at.slot, at.pool + 1);
	if (at.kind == PLACE_BLOCK && at.pool > 0)
		add_pool(session, at.slot, at.pool - 1);
	add_pool(session, 0, 0);
	add_pool(session, 0, 1);
	add_system(session);
}

static void answer_offset(struct session *session, const struct outcome *outcome)
{
	uint32_t size = outcome->block_size ? outcome->block_size : 16, right = outcome->at.offset;

	if (outcome->at.kind != PLACE_BLOCK) {
		add_system(session);
		right = POOL_OVERHEAD;
	}
	add_answer(&session->quiz, "+%u", right);
	if (right >= POOL_OVERHEAD + size)
		add_answer(&session->quiz, "+%u", right - size);
	add_answer(&session->quiz, "+%u", right + size);
	add_answer(&session->quiz, "+%u", right + 2 * size);
}

static void add_state(struct session *session, enum pool_state state)
{
	add_answer(&session->quiz, "%s", pool_state_word(session->lang, state));
}

static void answer_state(struct session *session, const struct outcome *outcome)
{
	if (outcome->at.kind != PLACE_BLOCK)
		add_answer(&session->quiz, "%s", in(session, "no pool: the system's"));
	else if (outcome->is_gone)
		add_answer(&session->quiz, "%s", in(session, "gone with its arena"));
	else
		add_state(session, outcome->state);
	for (enum pool_state state = POOL_USED; state < POOL_STATE_COUNT; state++)
		add_state(session, state);
}

static void answer_arena(struct session *session, const struct outcome *outcome)
{
	static const char *const words[] = {
		N_("neither"),
		N_("a new arena is obtained"),
		N_("an arena goes back"),
		N_("both"),
	};
	int right = (outcome->obtained > 0) + 2 * (outcome->returned > 0);
	enum lang lang = session->lang;

	add_answer(&session->quiz, "%s", lang_text(lang, words[right]));
	for (int i = 0; i < 3; i++)
		add_answer(&session->quiz, "%s", lang_text(lang, words[i]));
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

static void add_reasons(const struct glance *glance, uint64_t kinds, enum lang lang, struct str *out)
{
	int said = 0;

	for (uint32_t i = 0; i < glance->step_count && said < REASONS; i++) {
		const struct step_record *step = glance_step(glance, i);

		if (!(kinds >> step->kind & 1))
			continue;
		str_add(out, lang_text(lang, said++ ? N_("; ") : N_("Why: ")));
		step_sentence(&glance->world.heap, step, lang, out);
	}
	if (said)
		str_add(out, lang_text(lang, "."));
}

/* -- looking ahead ------------------------------------------------------------------------- */

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

/* What has come of it, in the world where it has happened. */
static void look_at(const struct session *session, const struct glance *glance,
		    struct outcome *outcome)
{
	const struct heap *heap = &glance->world.heap;
	const struct heap_control *then = heap->control;
	const struct heap_control *now = timeline_world(session->timeline)->heap.control;
	struct str why = str_init(outcome->why, sizeof outcome->why);

	*outcome = (struct outcome){
		.event = glance->event,
		.before = heap_place(heap, glance->event.op.block),
		.after = heap_place(heap, glance->result),
		.obtained = then->ntimes_arena_allocated - now->ntimes_arena_allocated,
	};
	outcome->returned = now->narenas_currently_allocated + outcome->obtained -
			    then->narenas_currently_allocated;
	look_at_pool(heap, outcome);
	add_reasons(glance, decisive[session->quiz.about], session->lang, &why);
	if (!why.length)
		add_reasons(glance, UINT64_MAX, session->lang, &why);
}

/* -- questions ----------------------------------------------------------------------------- */

void quiz_reset(struct quiz *quiz)
{
	*quiz = (struct quiz){.at = UINT64_MAX, .chosen = -1};
}

void quiz_forget_place(struct quiz *quiz)
{
	quiz->at = UINT64_MAX;
}

static void forget(struct quiz *quiz)
{
	quiz->at = UINT64_MAX;
	quiz->count = 0;
	quiz->chosen = -1;
	quiz->on_demand = false;
}

/* The operation's number, what is asked, and in which words: it is the same question then, even if
 * the file has changed elsewhere. */
static uint64_t identify(const struct session *session, const struct current *current)
{
	const struct quiz *quiz = &session->quiz;
	uint64_t number = current->any ? current->operation : 0;
	uint64_t question = mix((number * ASK_COUNT + (uint64_t)quiz->about) * 2 + (uint64_t)session->side + 1);

	if (quiz->on_demand)
		return mix(question + (session->by_hand.program != NULL));
	question = mix_text(question, current->event.words.en);
	return mix_text(question, current->event.words.zh);
}

static const struct answered *find_answered(const struct quiz *quiz)
{
	for (size_t i = 0; i < quiz->answered_count; i++)
		if (quiz->answered[i].question == quiz->question)
			return &quiz->answered[i];
	return NULL;
}

static void word_question(struct session *session, const struct outcome *outcome)
{
	static const char *const questions[ASK_COUNT] = {
		[ASK_POOL] = N_("Which pool is it about?"),
		[ASK_OFFSET] = N_("At which offset of its pool?"),
		[ASK_STATE] = N_("What is its pool then?"),
		[ASK_ARENA] = N_("Does an arena come or go?"),
	};
	struct str out = str_init(session->quiz.words, sizeof session->quiz.words);

	str_add(&out, in(session, "Next: "));
	program_spell(timeline_world(session->timeline)->program, &outcome->event,
		      session->lang, &out);
	str_add(&out, in(session, ". "));
	str_add(&out, in(session, questions[session->quiz.about]));
}

/* Make the question of session->quiz.about ready, at the present position, from where [glance] has been
 * taken. */
static void prepare(struct session *session, const struct current *current,
		    const struct glance *glance)
{
	static void (*const answers[ASK_COUNT])(struct session *, const struct outcome *) = {
		[ASK_POOL] = answer_pool,
		[ASK_OFFSET] = answer_offset,
		[ASK_STATE] = answer_state,
		[ASK_ARENA] = answer_arena,
	};
	struct quiz *quiz = &session->quiz;
	const struct answered *before;
	struct outcome outcome;

	quiz->at = timeline_position(session->timeline).events;
	quiz->lang = session->lang;
	quiz->count = 0;
	quiz->right = quiz->chosen = -1;
	quiz->question = identify(session, current);
	if (glance->state != GLANCE_OPERATION)
		return;
	look_at(session, glance, &outcome);
	answers[quiz->about](session, &outcome);
	shuffle(quiz, in(session, quiz->about == ASK_ARENA ? N_("neither") : N_("none: the system")));
	memcpy(quiz->why, outcome.why, sizeof quiz->why);
	if (quiz->on_demand)
		word_question(session, &outcome);
	before = find_answered(quiz);
	if (before && before->chosen < quiz->count)
		quiz->chosen = before->chosen;
}

void quiz_prepare(struct session *session)
{
	struct position position = timeline_position(session->timeline);
	struct quiz *quiz = &session->quiz;
	bool is_ready = quiz->at == position.events && quiz->lang == session->lang;
	struct current current;
	struct glance glance;
	bool is_question;

	timeline_current(session->timeline, &current);
	is_question = current.any && current.event.kind == EVENT_ASK;
	if (position.steps || position.writes ||
	    !(is_question || (quiz->on_demand && quiz->at == position.events))) {
		forget(quiz);
		return;
	}
	if (is_ready)
		return;
	if (is_question && !quiz->on_demand)
		quiz->about = current.event.about;
	timeline_glance(session->timeline, &glance);
	prepare(session, &current, &glance);
	glance_close(&glance);
}

/* -- on demand ----------------------------------------------------------------------------- */

/* What makes sense to be asked about an operation. */
static bool makes_sense(enum ask_about about, const struct event *event)
{
	bool returns = event->op.kind <= OP_REALLOC;

	return about == ASK_STATE || about == ASK_ARENA || returns;
}

static void choose_about(struct session *session, const struct current *current,
			 const struct glance *glance)
{
	struct quiz *quiz = &session->quiz;
	bool again = quiz->on_demand && quiz->at == timeline_position(session->timeline).events;
	uint64_t number = current->any ? current->operation : 0;

	quiz->about = (enum ask_about)((again ? quiz->about + 1 : mix(number)) % ASK_COUNT);
	while (!makes_sense(quiz->about, &glance->event))
		quiz->about = (enum ask_about)((quiz->about + 1) % ASK_COUNT);
}

void quiz_on_demand(struct session *session)
{
	struct position position = session->pair.at;
	struct current current;
	struct glance glance;

	session->playback.direction = 0;
	if (position.steps || position.writes)
		pair_forward(&session->pair, DETAIL_OPERATION);
	timeline_current(session->timeline, &current);
	if (current.any && current.event.kind == EVENT_ASK) {
		session_say(session, "there is a question already");
		return;
	}
	timeline_glance(session->timeline, &glance);
	choose_about(session, &current, &glance);
	session->quiz.on_demand = true;
	prepare(session, &current, &glance);
	if (session->quiz.count == 0) {
		forget(&session->quiz);
		session_say(session, glance.state == GLANCE_NO_MEMORY
					     ? N_("no memory to look ahead with")
					     : N_("nothing comes after this"));
	}
	glance_close(&glance);
}

/* -- answering ----------------------------------------------------------------------------- */

bool quiz_waits(const struct session *session)
{
	return session->quiz.count > 0 && session->quiz.chosen < 0;
}

void quiz_answer(struct session *session, int answer)
{
	struct quiz *quiz = &session->quiz;

	assert(answer >= 0);
	if (!quiz_waits(session) || answer >= quiz->count)
		return;
	quiz->chosen = answer;
	if (quiz->answered_count == ANSWERED_MAX)
		return;
	quiz->answered[quiz->answered_count++] =
		(struct answered){quiz->question, (int8_t)answer};
	quiz->asked_count++;
	quiz->right_count += answer == quiz->right;
}
