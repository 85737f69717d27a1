/*
 * words_view.c - the narrator's words; before them a question or a finding, if there is one.  A
 * recording has no narrator: at its beginning it says what it is of, and then where in it we are.
 */
#include "base/str.h"
#include "view/view.h"

static int draw_finding(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct finding finding;
	char text[256];
	struct str out = str_init(text, sizeof text);

	if (!scene_finding(scene, &finding))
		return 0;
	str_add(&out, "⚠ ");
	finding_sentence(scene->heap, &finding, scene->options.chinese, &out);
	canvas_text(canvas, 1, 0, area.w - 2, ROLE_FINDING, text);
	return 1;
}

static void draw_choices(const struct scene *scene, struct canvas *canvas, int y)
{
	const struct scene_options *options = &scene->options;
	struct rect area = canvas_area(canvas);
	int x = 1;

	for (int i = 0; i < options->choice_count && x < area.w - 4; i++) {
		bool right = options->chosen >= 0 && i == options->right_choice;
		bool wrong = options->chosen == i && i != options->right_choice;

		x += canvas_textf(canvas, x, y, area.w - x, ROLE_KEY, "%d", i + 1);
		x += 1 + canvas_textf(canvas, x + 1, y, area.w - x - 1,
				      right ? ROLE_STRONG : wrong ? ROLE_FINDING : ROLE_TEXT, "%s%s",
				      right ? "✓ " : wrong ? "✗ " : "", options->choices[i]);
		x += 3;
	}
	if (options->chosen >= 0 && x < area.w - 1)
		canvas_textf(canvas, x, y, area.w - x, ROLE_DIM, tr(scene, "%u of %u right"),
			     options->right_answers, options->questions);
}

/* What was answered is explained: by the scenario, and by the engine as far as there is room. */
static int draw_why(const struct scene *scene, struct canvas *canvas, struct rect area,
		    const char *because)
{
	const char *why = scene->options.why;
	char text[1200];
	struct str out = str_init(text, sizeof text);

	if (because)
		str_printf(&out, tr(scene, "%s "), because); /* two sentences in a row */
	str_add(&out, why);
	if (because && canvas_paragraph(canvas, (struct rect){0, 0, area.w, 0}, 0, ROLE_QUESTION,
					text) > area.h)
		return canvas_paragraph(canvas, area, 0, ROLE_QUESTION, because);
	return canvas_paragraph(canvas, area, 0, ROLE_QUESTION, text);
}

/* A question at the cursor; [ask]: the scenario's, NULL for the user's own. */
static void draw_question(const struct scene *scene, struct canvas *canvas, int y,
			  const struct event *ask)
{
	const struct scene_options *options = &scene->options;
	struct rect area = canvas_area(canvas), room = {1, y, area.w - 2, area.h - y};
	const char *text = options->question;
	int taken;

	if (room.h > 1)
		room.h--; /* the answers must be seen */
	if (!text)
		text = words_in(&ask->words, options->chinese);
	if (options->chosen < 0)
		taken = canvas_paragraph(canvas, room, 0, ROLE_QUESTION, text);
	else
		taken = draw_why(scene, canvas, room,
				 options->question ? NULL : words_in(&ask->because, options->chinese));
	y += taken < room.h ? taken : room.h;
	if (y < area.h)
		draw_choices(scene, canvas, y);
}

/* The last stop at or before the cursor speaks until the next.  A question is over when the run
 * has gone on: then it gives way to the explanation, if there is one. */
static const char *text_of(const struct scene *scene, const struct moment *stop, bool is_over)
{
	bool chinese = scene->options.chinese;

	if (!stop)
		return words_in(&scene->program->about, chinese);
	if (is_over && stop->stop.kind == EVENT_ASK)
		return words_in(&stop->stop.because, chinese);
	return words_in(&stop->stop.words, chinese);
}

/* Behind the fork nobody has anything to tell. */
static bool is_by_hand(const struct scene *scene)
{
	return scene->options.forked &&
	       (scene->position.events > scene->options.forked_at || scene->position.steps ||
		scene->position.writes) &&
	       scene->position.events >= scene->options.forked_at;
}

static void draw_by_hand(const struct scene *scene, struct canvas *canvas, int y)
{
	struct rect area = canvas_area(canvas);
	char text[300];
	struct str out = str_init(text, sizeof text);

	hint_add(scene->options.hints, scene->options.hint_count,
		 tr(scene, "Done by hand. <leave:Esc> returns to the run as it is in the file; "
			   "<by-hand::>save name.yaml keeps this as a scenario."),
		 &out);
	canvas_paragraph(canvas, (struct rect){1, y, area.w - 2, area.h - y}, 0, ROLE_NARRATION,
			 text);
}

/* -- recordings: nobody narrates, but there are facts ------------------------------------------- */

/* The first mark behind the cursor; NULL = none is known. */
static const struct moment *mark_after(const struct scene *scene)
{
	const struct timeline_index *index = scene->index;

	for (size_t i = 0; i < index->count; i++)
		if (index->items[i].name && index->items[i].events > scene->position.events)
			return &index->items[i];
	return NULL;
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
}

/* What is known of the block that the operation gives up. */
static void add_block(const struct scene *scene, struct str *out)
{
	const struct current *operation = &scene->operation;
	const struct op *op = &operation->event.op;

	if (operation->any && op->born > 0 && op->born <= operation->operation)
		str_printf(out, tr(scene, "\nThe block was asked for at op %s, with %s bytes."),
			   thousands(op->born).text, thousands(op->held).text);
}

static void draw_recorded(const struct scene *scene, struct canvas *canvas, int y)
{
	struct rect area = canvas_area(canvas);
	char text[400];
	struct str out = str_init(text, sizeof text);

	add_marks(scene, &out);
	add_block(scene, &out);
	canvas_paragraph(canvas, (struct rect){1, y, area.w - 2, area.h - y}, 0, ROLE_NARRATION,
			 text[0] == '\n' ? text + 1 : text);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct position now = scene->position;
	const struct moment *stop = timeline_stop_before(scene->timeline, now.events);
	bool asks = stop && stop->stop.kind == EVENT_ASK;
	bool gone_on = stop && (now.events > stop->events || now.steps || now.writes);
	int y = draw_finding(scene, canvas);
	const char *text;

	if (scene->options.choice_count > 0 && (scene->options.question || (asks && !gone_on))) {
		draw_question(scene, canvas, y, asks ? &stop->stop : NULL);
		return;
	}
	if (is_by_hand(scene)) {
		draw_by_hand(scene, canvas, y);
		return;
	}
	if (scene->program->was_recorded && !stop && scene->operations > 0) {
		draw_recorded(scene, canvas, y);
		return;
	}
	text = text_of(scene, stop, gone_on);
	if (text)
		canvas_paragraph(canvas, (struct rect){1, y, area.w - 2, area.h - y}, 0,
				 asks ? ROLE_QUESTION : ROLE_NARRATION, text);
}

static void title(const struct scene *scene, struct str *out)
{
	str_add(out, tr(scene, "narration"));
}

const struct view_ops view_words = {.name = N_("narration"), .title = title, .draw = draw};
