/*
 * menu.c - the list of lessons; see menu.h.
 *
 *	Layers and sizes                                      ▐
 *	   1✓ The layers                          2/2 right   ▐
 *	▶  2◐ Big and small                                   ▐
 *	   3  Size classes                           ← next   │
 *
 *	 What the lesson is about.
 *	 ↑/↓ choose  Enter open  ? help  q quit           2/28
 */
#include "app/menu.h"

#include <string.h>

#include "app/app.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"

#define TOP_ROWS 2    /* the title, a gap */
#define BOTTOM_ROWS 4 /* a gap, two rows about the lesson, keys */
#define COUNTER_WIDTH 8
#define SCORE_WIDTH 11    /* "12/12 right" */
#define SCORES_LEAST 50   /* columns of a screen that has them */
#define PAGE 10

static int list_rows(int height)
{
	int rows = height - TOP_ROWS - BOTTOM_ROWS;

	return rows > 0 ? rows : 0;
}

/* A heading stands where a group begins. */
static bool has_heading(const struct menu *menu, int item)
{
	const char *group = menu->items[item].group[0];

	if (!group || !*group)
		return false;
	return item == 0 || !menu->items[item - 1].group[0] ||
	       strcmp(group, menu->items[item - 1].group[0]) != 0;
}

/* Its row, counted from the first, in sight or not. */
static int row_of(const struct menu *menu, int item)
{
	int row = item;

	for (int i = 0; i <= item; i++)
		row += has_heading(menu, i);
	return row;
}

static int rows_in_all(const struct menu *menu)
{
	return menu->count ? row_of(menu, menu->count - 1) + 1 : 0;
}

/* -1: a heading, or nothing, is there. */
static int item_at(const struct menu *menu, int row)
{
	for (int i = 0; i < menu->count; i++)
		if (row_of(menu, i) == row)
			return i;
	return -1;
}

static void keep_in_sight(struct menu *menu, int height)
{
	int rows = list_rows(height), all = rows_in_all(menu);
	int last = row_of(menu, menu->at), first = last - has_heading(menu, menu->at);

	if (first < menu->top)
		menu->top = first;
	if (rows > 0 && last >= menu->top + rows)
		menu->top = last - rows + 1;
	if (menu->top > 0 && menu->top + rows > all)
		menu->top = all > rows ? all - rows : 0;
}

/* -- drawing ----------------------------------------------------------------------------- */

/* At the end of a lesson's row: the score, and that it comes next. */
static void draw_score(const struct menu *menu, struct canvas *canvas, int y, int item)
{
	const struct menu_item *lesson = &menu->items[item];
	int width = canvas_area(canvas).w;

	if (width < SCORES_LEAST)
		return;
	if (item == menu->next)
		canvas_text(canvas, width - 2 - SCORE_WIDTH, y, SCORE_WIDTH, ROLE_POINTER,
			    lang_text(menu->chinese, "← next"));
	else if (lesson->asked > 0)
		canvas_textf(canvas, width - 2 - SCORE_WIDTH, y, SCORE_WIDTH, ROLE_DIM,
			     lang_text(menu->chinese, "%u/%u right"), lesson->right, lesson->asked);
}

static void draw_item(const struct menu *menu, struct canvas *canvas, int y, int item)
{
	static const char *const marks[] = {
		[MENU_NEW] = " ", [MENU_BEGUN] = "◐", [MENU_SEEN] = "✓"};
	const struct menu_item *lesson = &menu->items[item];
	bool is_chosen = item == menu->at;
	int width = canvas_area(canvas).w, room = width - 8;

	canvas_textf(canvas, 1, y, 4, is_chosen ? ROLE_POINTER : ROLE_DIM, "%s%2d",
		     is_chosen ? "▶" : " ", item + 1);
	canvas_text(canvas, 4, y, 1, lesson->mark == MENU_SEEN ? ROLE_STEP_DONE : ROLE_POINTER,
		    marks[lesson->mark]);
	if (width >= SCORES_LEAST)
		room -= SCORE_WIDTH + 1;
	canvas_text(canvas, 6, y, room, is_chosen ? ROLE_STRONG : ROLE_TEXT,
		    lesson->title[menu->chinese]);
	draw_score(menu, canvas, y, item);
	if (is_chosen)
		canvas_flag(canvas, (struct rect){5, y, width - 7, 1}, CELL_SELECTED);
}

static void draw_items(const struct menu *menu, struct canvas *canvas, int rows)
{
	int width = canvas_area(canvas).w;

	for (int i = 0; i < menu->count; i++) {
		int y = row_of(menu, i) - menu->top;

		if (has_heading(menu, i) && y - 1 >= 0 && y - 1 < rows)
			canvas_text(canvas, 1, TOP_ROWS + y - 1, width - 3, ROLE_STRONG,
				    menu->items[i].group[menu->chinese]);
		if (y >= 0 && y < rows)
			draw_item(menu, canvas, TOP_ROWS + y, i);
	}
}

/* Where not all are in sight: which part of them is. */
static void draw_scroll_bar(const struct menu *menu, struct canvas *canvas, int rows)
{
	int x = canvas_area(canvas).w - 1, all = rows_in_all(menu);
	int thumb = rows * rows / all, y = TOP_ROWS;

	if (thumb < 1)
		thumb = 1;
	canvas_vline(canvas, x, y, rows, ROLE_BORDER);
	y += menu->top * (rows - thumb) / (all - rows);
	canvas_fill(canvas, (struct rect){x, y, 1, thumb}, ROLE_DIM, 0x2590); /* ▐ */
}

static void draw_about(const struct menu *menu, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas), about = {2, area.h - 3, area.w - 4, 2};
	const char *text = menu->items[menu->at].about[menu->chinese];

	if (*menu->message)
		canvas_paragraph(canvas, about, 0, ROLE_FINDING, menu->message);
	else if (area.h > 8 && text)
		canvas_paragraph(canvas, about, 0, ROLE_NARRATION, text);
}

static const char *title_of(const struct menu *menu)
{
	return lang_text(menu->chinese,
			 "arenawalk · watch CPython's small-object allocator at work");
}

static void add_hinted(const struct menu *menu, const char *text, char *out, size_t bytes)
{
	struct str str = str_init(out, bytes);

	hint_add(menu->keymap->hints, menu->keymap->hint_count, text, &str);
}

static void draw_help(const struct menu *menu, struct canvas *canvas)
{
	static const struct {
		const char *keys, *words;
	} lines[] = {
		{"<coarser:↑ k> <finer:↓ j>", N_("the lesson before, and after")},
		{"<previous-stop:PgUp> <next-stop:PgDn>", N_("ten lessons on")},
		{"<first:Home> <last:End>", N_("the first, the last")},
		{"<run-to:c>", N_("go on where it was left (◐)")},
		{"<zoom:Enter> <step:→> <play:Space>", N_("open the lesson; <quit:q> comes back")},
		{"Click", N_("choose; again: open")},
		{"Wheel", N_("choose")},
		{"<language:e>", N_("English or Chinese, for lessons, too")},
		{"<theme:T>", N_("colours: for any, dark or light ground")},
		{"<help:? F1>", N_("this help; in a lesson, its keys")},
		{"<suspend:Ctrl-Z>", N_("suspend; fg comes back")},
		{"<quit:q> <leave:Esc>", N_("quit")},
	};
	enum { LINES = sizeof lines / sizeof *lines };
	int width = canvas_area(canvas).w, column = 0;
	char keys[LINES][80];

	canvas_text(canvas, 1, 0, width - 2, ROLE_TITLE,
		    lang_text(menu->chinese, "keys of the menu · any key leaves"));
	for (int i = 0; i < LINES; i++) {
		add_hinted(menu, lines[i].keys, keys[i], sizeof keys[i]);
		if (utf8_columns(keys[i]) > column)
			column = utf8_columns(keys[i]);
	}
	for (int i = 0; i < LINES; i++) {
		char words[120];

		add_hinted(menu, lang_text(menu->chinese, lines[i].words), words, sizeof words);
		canvas_text(canvas, 1, TOP_ROWS + i, width - 2, ROLE_KEY, keys[i]);
		canvas_text(canvas, column + 3, TOP_ROWS + i, width - column - 4, ROLE_TEXT, words);
	}
}

/* What can be done, on the last row. */
static void draw_keys(const struct menu *menu, struct canvas *canvas, int room)
{
	bool goes_on = menu->items[menu->at].can_continue;
	char format[200], text[200];

	snprintf(format, sizeof format,
		 menu->only_ascii ? " <coarser:↑>/<finer:↓> choose  <zoom:Enter> open%s  "
				    "<help:?> help  <quit:q> quit"
				  : lang_text(menu->chinese,
					      " <coarser:↑>/<finer:↓> choose  <zoom:Enter> open%s  "
					      "<language:e> 中文  <help:?> help  <quit:q> quit"),
		 !goes_on ? "" : lang_text(menu->chinese, "  <run-to:c> go on"));
	add_hinted(menu, format, text, sizeof text);
	canvas_text(canvas, 1, canvas_area(canvas).h - 1, room, ROLE_DIM, text);
}

void menu_draw(struct menu *menu, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	int rows = list_rows(area.h);
	bool is_longer = rows_in_all(menu) > rows;

	if (menu->help) {
		draw_help(menu, canvas);
		return;
	}
	keep_in_sight(menu, area.h);
	canvas_text(canvas, 1, 0, area.w - 2, ROLE_TITLE, title_of(menu));
	draw_items(menu, canvas, rows);
	if (is_longer && rows > 0)
		draw_scroll_bar(menu, canvas, rows);
	draw_about(menu, canvas);
	draw_keys(menu, canvas, area.w - 2 - is_longer * COUNTER_WIDTH);
	if (is_longer)
		canvas_textf(canvas, area.w - COUNTER_WIDTH, area.h - 1, COUNTER_WIDTH - 1,
			     ROLE_DIM, "%4d/%d", menu->at + 1, menu->count);
}

/* -- keys -------------------------------------------------------------------------------- */

static void move_by(struct menu *menu, int by)
{
	menu->at += by;
	if (menu->at >= menu->count)
		menu->at = menu->count - 1;
	if (menu->at < 0)
		menu->at = 0;
}

static void turn_language(struct menu *menu)
{
	if (menu->only_ascii)
		menu->message = "this terminal shows ASCII only";
	else
		menu->chinese = !menu->chinese;
}

enum menu_request menu_key(struct menu *menu, uint32_t key, int height)
{
	enum command_id id = keymap_find(menu->keymap, key);
	bool had_help = menu->help;

	menu->message = "";
	menu->help = menu->go_on = false;
	if (id == COMMAND_SUSPEND)
		return MENU_SUSPEND;
	if (had_help)
		return MENU_STAY;
	switch ((int)id) { /* few of them mean anything here */
	case COMMAND_COARSER: move_by(menu, -1); break;
	case COMMAND_FINER: move_by(menu, 1); break;
	case COMMAND_PREVIOUS_STOP: move_by(menu, -PAGE); break;
	case COMMAND_NEXT_STOP: move_by(menu, PAGE); break;
	case COMMAND_FIRST: menu->at = 0; break;
	case COMMAND_LAST: menu->at = menu->count - 1; break;
	case COMMAND_LANGUAGE: turn_language(menu); break;
	case COMMAND_THEME: menu->theme = menu->theme ? theme_after(menu->theme) : NULL; break;
	case COMMAND_HELP: menu->help = true; break;
	case COMMAND_RUN_TO:
		menu->go_on = menu->items[menu->at].can_continue;
		return menu->go_on ? MENU_OPEN : MENU_STAY;
	case COMMAND_ZOOM: case COMMAND_FORWARD: case COMMAND_PLAY: return MENU_OPEN;
	case COMMAND_QUIT: case COMMAND_LEAVE: return MENU_QUIT;
	default: break;
	}
	keep_in_sight(menu, height);
	return MENU_STAY;
}

enum menu_request menu_mouse(struct menu *menu, const struct term_event *event, int height)
{
	int row = event->y - TOP_ROWS, item = item_at(menu, row + menu->top);
	bool had_help = menu->help;

	menu->message = "";
	menu->help = menu->go_on = false;
	if (had_help)
		return MENU_STAY;
	if (event->button == TERM_WHEEL_UP || event->button == TERM_WHEEL_DOWN)
		move_by(menu, event->button == TERM_WHEEL_UP ? -1 : 1);
	if (event->button != TERM_BUTTON_LEFT || row < 0 || row >= list_rows(height) ||
	    item < 0)
		return MENU_STAY;
	if (item == menu->at)
		return MENU_OPEN;
	menu->at = item;
	return MENU_STAY;
}

bool menu_run(struct menu *menu, struct term *term)
{
	struct canvas *canvas = canvas_new(term_width(term), term_height(term));
	enum menu_request request = MENU_STAY;

	menu->theme = term_has_colour(term) ? term_theme(term) : NULL;
	while (request != MENU_OPEN && request != MENU_QUIT) {
		struct term_event event;

		canvas_reset(canvas, term_width(term), term_height(term));
		menu_draw(menu, canvas);
		if (menu->theme)
			term_set_theme(term, menu->theme);
		term_present(term, canvas);
		event = term_wait(term, -1);
		request = event.kind == TERM_GONE   ? MENU_QUIT
			  : event.kind == TERM_KEY   ? menu_key(menu, event.key, term_height(term))
			  : event.kind == TERM_MOUSE ? menu_mouse(menu, &event, term_height(term))
						     : MENU_STAY;
		if (request == MENU_SUSPEND)
			term_suspend(term);
	}
	canvas_destroy(canvas);
	return request == MENU_OPEN;
}
