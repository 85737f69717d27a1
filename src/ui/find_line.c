/* find_line.c - asking what to look for; see find_line.h. */
#include "ui/find_line.h"

#include "base/key.h"
#include "base/lang.h"
#include "base/str.h"
#include "ui/find_menu.h"

static void open_for(struct ui *ui, const struct overlay *overlay, enum find_use use, bool back)
{
	struct find_line *line = &ui->find_line;

	find_stop(&ui->session);
	line->use = use;
	line->back = back;
	line->times = ui_times(ui);
	line->fault[0] = '\0';
	prompt_set(&line->prompt, "");
	overlay_open(ui, overlay);
}

void find_line_open(struct ui *ui)
{
	open_for(ui, &find_line_overlay, FIND_TYPED, false);
}

void find_menu_open(struct ui *ui)
{
	open_for(ui, &find_menu_overlay, FIND_RUN_TO, false);
}

static bool again(struct ui *ui, enum find_use use, bool back, uint64_t times)
{
	find_set_out(&ui->session, use, back, times);
	return find_again(&ui->session);
}

void find_line_again(struct ui *ui, enum find_use use, bool back)
{
	if (!again(ui, use, back, ui_times(ui)))
		open_for(ui, use == FIND_TYPED ? &find_line_overlay : &find_menu_overlay, use,
			 back);
}

/* -- the line ------------------------------------------------------------------------------ */

/* Enter on an empty line repeats what was looked for last. */
static void enter(struct ui *ui)
{
	struct find_line *line = &ui->find_line;
	struct str why = str_init(line->fault, sizeof line->fault);

	if (line->prompt.length == 0) {
		overlay_close(ui, &find_line_overlay);
		again(ui, line->use, line->back, line->times);
		return;
	}
	find_set_out(&ui->session, line->use, line->back, line->times);
	if (find_typed(&ui->session, line->use, line->prompt.text, &why))
		overlay_close(ui, &find_line_overlay);
}

static struct taken line_press(struct ui *ui, const struct press *press)
{
	struct find_line *line = &ui->find_line;

	if (press->kind != PRESS_KEY) {
		overlay_close(ui, &find_line_overlay);
		return PASSED;
	}
	line->fault[0] = '\0';
	if (press->key == KEY_CODE_UP) { /* what was typed last, to change it */
		prompt_set(&line->prompt, ui->session.find.conditions[line->use].text);
		return TAKEN;
	}
	switch (prompt_key(&line->prompt, press->key)) {
	case PROMPT_ENTERED: enter(ui); break;
	case PROMPT_LEFT: overlay_close(ui, &find_line_overlay); break;
	case PROMPT_EDITED: break;
	}
	return TAKEN;
}

static void line_draw(const struct ui *ui, struct canvas *canvas)
{
	int y = canvas_area(canvas).h - 1;

	find_menu_draw_forms(ui, canvas, y);
	prompt_draw(&ui->find_line.prompt, canvas, y, "/",
		    lang_text(ui->session.lang, "Enter finds  Esc leaves"));
}

const struct overlay find_line_overlay = {
	.boxed = true, .asks = true, .press = line_press, .draw = line_draw};

/* -- the menu ------------------------------------------------------------------------------ */

static void choose(struct ui *ui, int choice)
{
	struct find_line *line = &ui->find_line;
	struct condition condition;

	if (!find_menu_condition(ui, choice, &condition))
		return;
	overlay_close(ui, &find_menu_overlay);
	find_set_out(&ui->session, FIND_RUN_TO, line->back, line->times);
	find_condition(&ui->session, FIND_RUN_TO, &condition, find_menu_words(choice));
}

static struct taken menu_press(struct ui *ui, const struct press *press)
{
	struct find_line *line = &ui->find_line;
	uint32_t key = press->key;

	if (press->kind != PRESS_KEY) {
		overlay_close(ui, &find_menu_overlay);
		return PASSED;
	}
	if (key == '/') {
		overlay_close(ui, &find_menu_overlay);
		overlay_open(ui, &find_line_overlay);
	} else if (key >= '1' && key < '1' + FIND_CHOICES) {
		choose(ui, (int)(key - '1'));
	} else if (key == KEY_CODE_ENTER) {
		overlay_close(ui, &find_menu_overlay);
		again(ui, FIND_RUN_TO, line->back, line->times);
	} else if (key == KEY_CODE_ESCAPE || key == KEY_CODE_BACKSPACE || key == 'q') {
		overlay_close(ui, &find_menu_overlay);
	}
	return TAKEN;
}

static void menu_draw(const struct ui *ui, struct canvas *canvas)
{
	enum lang lang = ui->session.lang;
	int y = canvas_area(canvas).h - 1;

	find_menu_draw(ui, canvas, y);
	prompt_draw(&(struct prompt){0}, canvas, y,
		    lang_text(lang, ui->find_line.back ? N_("back to: ") : N_("run to: ")),
		    lang_text(lang, "choose one  Esc leaves"));
}

const struct overlay find_menu_overlay = {
	.boxed = true, .asks = true, .press = menu_press, .draw = menu_draw};
