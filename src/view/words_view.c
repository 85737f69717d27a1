/*
 * words_view.c - the narrator's words; before them a question or a finding, if there is one.  A
 * recording has no narrator: at its beginning it says what it is of, and then where in it we are.
 */
#include "view/words_view.h"

#include <limits.h>
#include <stdio.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/view.h"

/* Texts one below the other, the first rows of them left out. */
struct flow {
	const struct scene *scene;
	struct canvas *canvas; /* NULL = only to count rows */
	int width, height;
	int skip;
	int chosen;            /* the answer; -1 = none */
	int rows;              /* so far, those left out included */
};

#define MARGIN 1
#define GAP 3 /* between answers */

static void flow_text(struct flow *flow, enum role role, const char *text)
{
	int y = flow->rows - flow->skip, skip = y < 0 ? -y : 0;
	struct rect rect = {MARGIN, y < 0 ? 0 : y, flow->width, 0};

	if (flow->canvas && rect.y < flow->height)
		rect.h = flow->height - rect.y;
	flow->rows += canvas_paragraph(flow->canvas, rect, skip, role, text);
}

static void flow_finding(struct flow *flow)
{
	struct finding finding;
	char text[256];
	struct str out = str_init(text, sizeof text);

	if (!scene_finding(flow->scene, &finding))
		return;
	str_add(&out, "⚠ ");
	finding_sentence(flow->scene->heap, &finding, scene_lang(flow->scene), &out);
	flow_text(flow, ROLE_FINDING, text);
}

/* -- questions ---------------------------------------------------------------------------- */

/* What is said of an answer once there is one: which was right, and which was given. */
static void add_choice(const struct flow *flow, int choice, struct str *out)
{
	const struct question *question = &flow->scene->options.question;

	if (flow->chosen >= 0 && choice == question->right)
		str_add(out, "✓ ");
	else if (choice == flow->chosen)
		str_add(out, "✗ ");
	str_add(out, question->choices[choice]);
	if (choice == flow->chosen)
		str_add(out, tr(flow->scene, " ← your answer"));
}

static enum role role_of_choice(const struct flow *flow, int choice)
{
	if (flow->chosen < 0)
		return ROLE_TEXT;
	if (choice == flow->scene->options.question.right)
		return ROLE_STRONG;
	return choice == flow->chosen ? ROLE_FINDING : ROLE_DIM;
}

/* Something at column [x] of the row under way, or on the next if it is too long for this one;
 * returns where it ends. */
static int flow_piece(struct flow *flow, int x, const char *number, enum role role,
		      const char *text)
{
	int before = utf8_columns(number), columns = before + utf8_columns(text);
	int y;

	if (x > MARGIN && x + columns > MARGIN + flow->width) {
		x = MARGIN;
		flow->rows++;
	}
	y = flow->rows - flow->skip;
	if (flow->canvas && y >= 0 && y < flow->height)
		canvas_text(flow->canvas, x, y, before, ROLE_KEY, number);
	if (columns <= flow->width) {
		if (flow->canvas && y >= 0 && y < flow->height)
			canvas_text(flow->canvas, x + before, y, columns, role, text);
		return x + columns + GAP;
	}
	flow->width -= before; /* longer than a row: it has several */
	if (flow->canvas)
		canvas_push(flow->canvas, (struct rect){before, 0, flow->width + 2 * MARGIN,
							flow->height});
	flow_text(flow, role, text);
	if (flow->canvas)
		canvas_pop(flow->canvas);
	flow->width += before;
	flow->rows--;
	return MARGIN + flow->width;
}

static void flow_choices(struct flow *flow)
{
	const struct question *question = &flow->scene->options.question;
	int x = MARGIN;
	char text[160], number[16];
	struct str out;

	for (int i = 0; i < question->count; i++) {
		out = str_init(text, sizeof text);
		add_choice(flow, i, &out);
		snprintf(number, sizeof number, "%d ", i + 1);
		x = flow_piece(flow, x, number, role_of_choice(flow, i), text);
	}
	out = str_init(text, sizeof text);
	str_printf(&out, tr(flow->scene, "%u of %u right"), question->score.right,
		   question->score.asked);
	if (flow->chosen >= 0 && x + utf8_columns(text) <= MARGIN + flow->width)
		flow_piece(flow, x, "", ROLE_DIM, text);
	flow->rows++;
}

/* What was answered is explained: by the scenario, and by the engine as far as there is room. */
static void flow_why(struct flow *flow, const char *because)
{
	struct flow both = *flow;
	char text[1200];
	struct str out = str_init(text, sizeof text);

	if (because)
		str_printf(&out, tr(flow->scene, "%s "), because); /* two sentences in a row */
	str_add(&out, flow->scene->options.question.why);
	both.canvas = NULL;
	flow_text(&both, ROLE_NARRATION, text);
	flow_text(flow, ROLE_NARRATION,
		  because && (!flow->canvas || both.rows - flow->skip > flow->height) ? because
										       : text);
}

/* In big text nobody can read on: what can be answered is seen first. */
static void flow_asked(struct flow *flow, const char *words)
{
	struct flow choices = *flow;
	int height = flow->height;

	choices.canvas = NULL;
	choices.rows = 0;
	flow_choices(&choices);
	if (flow->scene->options.stage.big && flow->canvas && height > choices.rows)
		flow->height -= choices.rows;
	flow_text(flow, ROLE_QUESTION, words);
	if (flow->height < height && flow->rows > flow->height)
		flow->rows = flow->height;
	flow->height = height;
}

/* A question at the cursor; [ask]: the scenario's, NULL for the user's own. */
static void flow_question(struct flow *flow, const struct event *ask)
{
	const char *words = flow->scene->options.question.words, *because = NULL;

	if (!words) {
		words = words_in(&ask->words, scene_lang(flow->scene));
		because = words_in(&ask->because, scene_lang(flow->scene));
	}
	flow_asked(flow, words);
	flow_choices(flow);
	if (flow->chosen >= 0)
		flow_why(flow, because);
}

static bool question_fits(const struct flow *flow, const struct event *ask)
{
	struct flow all = *flow;

	all.canvas = NULL;
	flow_question(&all, ask);
	return all.rows <= flow->height;
}

/* Where there is no room for all of it, the answer matters more than what was asked. */
static void flow_answer(struct flow *flow, const struct event *ask)
{
	flow_choices(flow);
	flow_why(flow, flow->scene->options.question.words
			       ? NULL
			       : words_in(&ask->because, scene_lang(flow->scene)));
}

/* -- narration ---------------------------------------------------------------------------- */

/* The last stop at or before the cursor speaks until the next.  A question is over when the run
 * has gone on: then it gives way to the explanation, if there is one. */
static const char *text_of(const struct scene *scene, const struct moment *stop, bool is_over)
{
	enum lang lang = scene_lang(scene);

	if (is_over && stop->stop->kind == EVENT_ASK)
		return words_in(&stop->stop->because, lang);
	return words_in(&stop->stop->words, lang);
}

/* Behind the fork nobody has anything to tell. */
static bool is_by_hand(const struct scene *scene)
{
	const struct fork_view *fork = &scene->options.fork;
	const struct position *now = &scene->position;

	return fork->any && (now->events > fork->at || now->steps || now->writes) &&
	       now->events >= fork->at;
}

static void flow_by_hand(struct flow *flow)
{
	char text[300];
	struct str out = str_init(text, sizeof text);

	scene_hint(flow->scene,
		   tr(flow->scene,
		      "Done by hand. <leave:Esc> returns to the run as it is in the file; "
		      "<by-hand::>save name.yaml keeps this as a scenario."),
		   &out);
	flow_text(flow, ROLE_NARRATION, text);
}

/* -- recordings: nobody narrates, but there are facts ------------------------------------------- */

/* The first mark behind the cursor; NULL = none is known. */
static const struct moment *mark_after(const struct scene *scene)
{
	return timeline_mark_after(scene->timeline, scene->position.events);
}

/* Between which marks the program is. */
static void add_marks(const struct scene *scene, struct str *out)
{
	const struct moment *last = timeline_mark_before(scene->timeline, scene->position.events);
	const struct moment *next = mark_after(scene);

	if (last)
		str_printf(out, tr(scene, "Since op %s: ◆ %s. "),
			   thousands(last->operations).text, last->name);
	if (next)
		str_printf(out, tr(scene, "Next, at op %s: ◆ %s. "),
			   thousands(next->operations).text, next->name);
	else if (timeline_index(scene->timeline)->dropped)
		str_printf(out, tr(scene, "Later marks, too many to be kept: %s. "),
			   thousands(timeline_index(scene->timeline)->dropped).text);
}

/* What is known of the block that the operation gives up.  How large those of the system are is not
 * kept (replay/labels.h). */
static void add_block(const struct scene *scene, struct str *out)
{
	const struct current *operation = &scene->operation;
	const struct op *op = &operation->event.op;

	if (!operation->any || op->born == 0 || op->born > operation->operation)
		return;
	if (heap_is_system(op->block))
		str_printf(out, tr(scene, "\nThe block was asked for at op %s."),
			   thousands(op->born).text);
	else
		str_printf(out, tr(scene, "\nThe block was asked for at op %s, with %s bytes."),
			   thousands(op->born).text, thousands(op->held).text);
}

static void flow_recorded(struct flow *flow)
{
	char text[400];
	struct str out = str_init(text, sizeof text);

	add_marks(flow->scene, &out);
	add_block(flow->scene, &out);
	flow_text(flow, ROLE_NARRATION, text[0] == '\n' ? text + 1 : text);
}

/* What it is of, and what of that is not shown. */
static void flow_about(struct flow *flow)
{
	const char *about = words_in(&flow->scene->program->about, scene_lang(flow->scene));
	const char *left_out = scene_left_out(flow->scene);

	if (about)
		flow_text(flow, ROLE_NARRATION, about);
	if (left_out)
		flow_text(flow, ROLE_NARRATION, left_out);
}

/* -- all of it ----------------------------------------------------------------------------- */

/* What is to be said where the run stands. */
struct saying {
	const struct moment *stop; /* the last one; NULL = none yet */
	bool has_gone_on;          /* since then */
	bool asks;                 /* a question is to be seen, answered or not */
};

static struct saying saying_of(const struct scene *scene)
{
	struct position now = scene->position;
	struct saying saying = {.stop = timeline_stop_before(scene->timeline, now.events)};
	uint64_t since = saying.stop ? saying.stop->events : 0;

	saying.has_gone_on = now.events > since || now.steps || now.writes;
	saying.asks = scene->options.question.count > 0 &&
		      (scene->options.question.words ||
		       (saying.stop && saying.stop->stop->kind == EVENT_ASK && !saying.has_gone_on));
	return saying;
}

static void flow_words(struct flow *flow)
{
	struct saying saying = saying_of(flow->scene);
	const struct event *ask = saying.stop ? saying.stop->stop : NULL;
	const char *text;

	flow_finding(flow);
	if (saying.asks && flow->chosen >= 0 && !question_fits(flow, ask)) {
		flow_answer(flow, ask);
	} else if (saying.asks) {
		flow_question(flow, ask);
	} else if (is_by_hand(flow->scene)) {
		flow_by_hand(flow);
	} else if (flow->scene->program->was_recorded && !saying.stop && flow->scene->operations > 0) {
		flow_recorded(flow);
	} else if (!saying.stop) {
		flow_about(flow);
	} else {
		text = text_of(flow->scene, saying.stop, saying.has_gone_on);
		if (text)
			flow_text(flow, ask && ask->kind == EVENT_ASK && !saying.has_gone_on
						? ROLE_QUESTION
						: ROLE_NARRATION,
				  text);
	}
}

static int count_rows(const struct scene *scene, int width, int height, int chosen)
{
	struct flow flow = {.scene = scene,
			    .width = width - 2 * MARGIN,
			    .height = height,
			    .chosen = chosen};

	if (flow.width < 1)
		return 0;
	flow_words(&flow);
	return flow.rows;
}

int words_view_rows(const struct scene *scene, int width, int height)
{
	return count_rows(scene, width, height, scene->options.question.chosen);
}

/* A question has the rows of its answer from the beginning: nothing moves when it comes. */
int words_view_wanted(const struct scene *scene, int width)
{
	struct saying saying = saying_of(scene);
	int rows = words_view_rows(scene, width, INT_MAX);

	if (saying.asks && width >= WORDS_VIEW_ROOMY) {
		for (int chosen = -1; chosen < scene->options.question.count; chosen++) {
			int then = count_rows(scene, width, INT_MAX, chosen);

			rows = then > rows ? then : rows;
		}
		return rows;
	}
	return saying.has_gone_on || (!saying.stop && scene->program->was_recorded) ? 0 : rows;
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct flow flow = {.scene = scene,
			    .canvas = canvas,
			    .width = area.w - 2 * MARGIN,
			    .height = area.h,
			    .skip = scene->fit.words_skip,
			    .chosen = scene->options.question.chosen};

	if (flow.width > 0)
		flow_words(&flow);
}

static void title(const struct scene *scene, struct str *out)
{
	str_add(out, tr(scene, "narration"));
}

const struct view_ops view_words = {.name = N_("narration"), .title = title, .draw = draw};
