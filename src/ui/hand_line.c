/* hand_line.c - operations by hand, typed; see hand_line.h. */
#include "ui/hand_line.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/key.h"
#include "base/lang.h"
#include "base/str.h"
#include "ui/box.h"
#include "ui/tenant_list.h"

#define NAMES_MOST 40 /* offered */

void hand_line_open(struct ui *ui)
{
	const char *why_not = by_hand_may(&ui->session);

	if (why_not) {
		session_say(&ui->session, why_not);
		return;
	}
	find_stop(&ui->session);
	overlay_close(ui, &tenant_list_overlay);
	ui->session.playback.direction = 0;
	ui->session.by_hand.fault.what[0] = '\0';
	prompt_set(&ui->hand_line.prompt, "");
	overlay_open(ui, &hand_line_overlay);
}

bool hand_line_leave(struct ui *ui)
{
	if (!by_hand_leave(&ui->session))
		return false;
	ui->cursor = ui->hand_line.home;
	return true;
}

/* -- completion ---------------------------------------------------------------------------- */

struct offers {
	char words[NAMES_MOST][LABEL_BYTES];
	size_t count;
	size_t more; /* labels there are beyond those */
};

static void offer(struct offers *offers, const char *word, const char *typed)
{
	if (strncmp(word, typed, strlen(typed)) != 0 || offers->count == NAMES_MOST)
		return;
	snprintf(offers->words[offers->count++], LABEL_BYTES, "%s", word);
}

static void offer_names(const struct ui *ui, const char *typed, struct offers *offers)
{
	const struct world *world = timeline_world(ui->session.timeline);
	static struct label labels[200]; /* scratch */
	size_t count = world->program->ops->labels(world->program, &world->heap, world->area, 0,
						   UINT64_MAX, labels, 200);

	for (size_t i = 0; i < count; i++)
		offer(offers, labels[i].name, typed);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_#.-:", c));
}

/* The word that is being typed begins here. */
static size_t word_start(const struct prompt *prompt)
{
	size_t at = prompt->length;

	while (at > 0 && is_word(prompt->text[at - 1]))
		at--;
	return at;
}

/* What may stand there, by what stands before it. */
static void find_offers(const struct ui *ui, struct offers *offers)
{
	static const char *const calls[] = {"malloc(", "calloc(", "realloc("};
	const struct prompt *prompt = &ui->hand_line.prompt;
	size_t start = word_start(prompt), end = start;
	const char *typed = prompt->text + start;

	while (end > 0 && prompt->text[end - 1] == ' ')
		end--;
	*offers = (struct offers){0};
	if (end == 0) {
		offer(offers, "free ", typed);
		offer(offers, "save ", typed);
		if (ui->session.by_hand.program)
			offer(offers, "clear", typed);
	}
	if (end == 0 || prompt->text[end - 1] == '=')
		for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
			offer(offers, calls[i], typed);
	if ((end > 0 && prompt->text[end - 1] == '(') ||
	    (end >= 4 && strncmp(prompt->text + end - 4, "free", 4) == 0))
		offer_names(ui, typed, offers);
}

/* As far as all of them agree. */
static void complete(struct ui *ui)
{
	struct prompt *prompt = &ui->hand_line.prompt;
	size_t start = word_start(prompt), length;
	char text[PROMPT_BYTES + LABEL_BYTES];
	struct offers offers;

	find_offers(ui, &offers);
	if (offers.count == 0)
		return;
	length = strlen(offers.words[0]);
	for (size_t i = 1; i < offers.count; i++)
		while (strncmp(offers.words[0], offers.words[i], length) != 0)
			length--;
	snprintf(text, sizeof text, "%.*s%.*s", (int)start, prompt->text, (int)length,
		 offers.words[0]);
	if (strlen(text) >= prompt->length)
		prompt_set(prompt, text);
}

/* -- keys --------------------------------------------------------------------------------- */

/* The fork keeps what was looked at where it began, for when it is left. */
static enum by_hand_result obey(struct ui *ui, const char *text, uint64_t now_ms)
{
	struct cursor before = ui->cursor;
	bool was_forked = ui->session.by_hand.program;
	enum by_hand_result result = by_hand_obey(&ui->session, text, now_ms);
	bool is_forked = ui->session.by_hand.program;

	if (is_forked && !was_forked)
		ui->hand_line.home = before;
	if (was_forked && !is_forked)
		ui->cursor = ui->hand_line.home;
	return result;
}

static struct taken enter(struct ui *ui, uint64_t now_ms)
{
	struct hand_line *line = &ui->hand_line;
	enum by_hand_result result = BY_HAND_DONE;

	if (line->prompt.text[strspn(line->prompt.text, " \t")]) {
		snprintf(line->last, sizeof line->last, "%s", line->prompt.text);
		result = obey(ui, line->prompt.text, now_ms);
	}
	if (result != BY_HAND_FAULT)
		overlay_close(ui, &hand_line_overlay);
	return (struct taken){true, result == BY_HAND_SAVE ? UI_SAVE : UI_GO_ON};
}

static struct taken line_press(struct ui *ui, const struct press *press)
{
	struct hand_line *line = &ui->hand_line;

	if (press->kind != PRESS_KEY) {
		overlay_close(ui, &hand_line_overlay);
		return PASSED;
	}
	ui->session.by_hand.fault.what[0] = '\0';
	if (press->key == KEY_CODE_UP) {
		prompt_set(&line->prompt, line->last);
		return TAKEN;
	}
	if (press->key == KEY_CODE_TAB) {
		complete(ui);
		return TAKEN;
	}
	switch (prompt_key(&line->prompt, press->key)) {
	case PROMPT_ENTERED: return enter(ui, press->now_ms);
	case PROMPT_LEFT: overlay_close(ui, &hand_line_overlay); break;
	case PROMPT_EDITED: break;
	}
	return TAKEN;
}

/* -- drawing ------------------------------------------------------------------------------ */

static void draw_fault(const struct ui *ui, struct canvas *canvas, int bottom)
{
	const struct phrase_fault *fault = &ui->session.by_hand.fault;
	const struct hand_line *line = &ui->hand_line;
	char text[400];
	struct str out = str_init(text, sizeof text);

	str_printf(&out, "%s\n%*s\n%s", line->prompt.text, (int)fault->at + 1, "^",
		   fault->what);
	box_text(lang_text(ui->session.lang, "not understood"), text, ROLE_FINDING, canvas, bottom);
}

/* What Tab would choose from. */
static void add_offers(const struct ui *ui, struct box *box)
{
	struct offers offers;
	char text[100];
	struct str out = str_init(text, sizeof text);

	find_offers(ui, &offers);
	for (size_t i = 0; i < offers.count && !out.cut; i++)
		if (out.length + strlen(offers.words[i]) < 44)
			str_printf(&out, "%s%s", i ? " " : "", offers.words[i]);
		else
			str_add(&out, i ? " …" : "…"), out.cut = true;
	if (offers.count > 0 && ui->hand_line.prompt.length > 0)
		box_add(box, "Tab", text);
}

static void draw_forms(const struct ui *ui, struct canvas *canvas, int bottom)
{
	static const struct {
		const char *form, *words;
	} forms[] = {
		{"x = malloc(100)", N_("a block; 4K and 0x40 are sizes, too")},
		{"x = calloc(4, 8)", N_("the same, zeroed")},
		{"x = realloc(x, 200)", N_("another size for it")},
		{"free x", N_("give it back; free 0:1:48, too")},
		{"save name.yaml", N_("all up to here, as a scenario")},
		{"clear", N_("throw the fork away, as Esc does")},
	};
	struct box box = {.title = lang_text(ui->session.lang, "an operation by hand")};
	size_t count = sizeof forms / sizeof *forms - (ui->session.by_hand.program == NULL);

	for (size_t i = 0; i < count; i++)
		box_add(&box, forms[i].form, lang_text(ui->session.lang, forms[i].words));
	if (timeline_world(ui->session.timeline)->program->was_recorded) {
		snprintf(box.lines[3].key, sizeof box.lines[3].key, "free #12");
		snprintf(box.lines[3].words, sizeof box.lines[3].words, "%s",
			 lang_text(ui->session.lang, "call 12's block; free 0:1:48, free 0x7f..."));
	}
	add_offers(ui, &box);
	box_draw(&box, canvas, bottom);
}

static void line_draw(const struct ui *ui, struct canvas *canvas)
{
	int y = canvas_area(canvas).h - 1;

	if (ui->session.by_hand.fault.what[0])
		draw_fault(ui, canvas, y);
	else
		draw_forms(ui, canvas, y);
	prompt_draw(&ui->hand_line.prompt, canvas, y, ":",
		    lang_text(ui->session.lang, "Enter does it  Tab completes  Esc leaves"));
}

const struct overlay hand_line_overlay = {
	.boxed = true, .asks = true, .press = line_press, .draw = line_draw};
