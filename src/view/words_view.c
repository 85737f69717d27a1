/* words_view.c - the narrator's words; before them a question or a finding, if there is one. */
#include "base/str.h"
#include "view/view.h"

static int draw_finding(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	const struct event *event = &scene->current.event;
	struct finding misuse;
	char text[256];
	struct str out = str_init(text, sizeof text);

	str_add(&out, "⚠ ");
	if (heap_crashed(scene->heap)) {
		misuse = (struct finding){FINDING_CRASHED, heap_crashed(scene->heap)};
	} else if (scene->current.any && event->kind == EVENT_OP && event->op.misuse >= 0) {
		misuse = (struct finding){(enum finding_kind)event->op.misuse, event->op.about};
	} else if (scene->findings.count) {
		misuse = scene->findings.items[0];
	} else {
		return 0;
	}
	finding_sentence(scene->heap, &misuse, scene->options.chinese, &out);
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
}

/* The last stop at or before the cursor speaks until the next. */
static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	const struct moment *stop = timeline_stop_before(scene->timeline, scene->position.events);
	bool asks = stop && stop->stop.kind == EVENT_ASK;
	const struct words *words = stop ? &stop->stop.words : &scene->program->about;
	const char *text = words_in(words, scene->options.chinese);
	int y;

	y = draw_finding(scene, canvas);
	/* Answered, or the run went on: the explanation takes the question's place. */
	if (asks && (scene->options.chosen >= 0 || scene->position.events > stop->events) &&
	    words_in(&stop->stop.because, scene->options.chinese))
		text = words_in(&stop->stop.because, scene->options.chinese);
	if (text)
		y += canvas_paragraph(canvas, (struct rect){1, y, area.w - 2, area.h - y}, 0,
				      asks ? ROLE_QUESTION : ROLE_NARRATION, text);
	if (asks && y < area.h)
		draw_choices(scene, canvas, y);
}

const struct view_ops view_words = {.name = "words", .draw = draw};
