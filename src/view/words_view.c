/* words_view.c - the narrator's words; before them a question or a finding, if there is one. */
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
}

/* The last stop at or before the cursor speaks until the next.  A question is over when it is
 * answered, or when the run has gone on: then it gives way to the explanation, if there is one. */
static const char *text_of(const struct scene *scene, const struct moment *stop, bool is_over)
{
	bool chinese = scene->options.chinese;

	if (!stop)
		return words_in(&scene->program->about, chinese);
	if (is_over && stop->stop.kind == EVENT_ASK)
		return words_in(&stop->stop.because, chinese);
	return words_in(&stop->stop.words, chinese);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct position now = scene->position;
	const struct moment *stop = timeline_stop_before(scene->timeline, now.events);
	bool asks = stop && stop->stop.kind == EVENT_ASK;
	bool gone_on = stop && (now.events > stop->events || now.steps || now.writes);
	bool answered = scene->options.chosen >= 0;
	bool has_choices = asks && !gone_on && scene->options.choice_count > 0;
	const char *text = text_of(scene, stop, gone_on || answered);
	int y = draw_finding(scene, canvas), rows = area.h - y;

	if (!text && !gone_on) /* answered, and nothing to explain */
		text = text_of(scene, stop, false);
	if (has_choices && rows > 1)
		rows--; /* the answers must be seen */
	if (text) {
		int taken = canvas_paragraph(canvas, (struct rect){1, y, area.w - 2, rows}, 0,
					     asks ? ROLE_QUESTION : ROLE_NARRATION, text);

		y += taken < rows ? taken : rows;
	}
	if (has_choices && y < area.h)
		draw_choices(scene, canvas, y);
}

static void title(const struct scene *scene, struct str *out)
{
	str_add(out, tr(scene, "narration", "解说"));
}

const struct view_ops view_words = {.names = {"narration", "解说"}, .title = title, .draw = draw};
