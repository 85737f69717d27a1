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
#include "ui/menu.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ui/ui.h"

#define TINY 8            /* rows: a smaller screen has the list, and nothing else */
#define ROOMY 16          /* rows: a screen that has some to leave free */
#define ABOUT_SHARE 3     /* what is said about a lesson takes no more than a third of the rows */
#define CARD_LEAST 110    /* columns of a screen on which the lesson has a card of its own */
#define CARD_MOST 76      /* columns of the card: lines longer than that are hard to read */
#define CARD_LABELS 12    /* columns */
#define LIST_LEAST 56     /* beside the card */
#define LIST_MOST 76
#define COUNTER_WIDTH 8
#define SCORE_WIDTH 11    /* "12/12 right" */
#define SCORES_LEAST 50   /* columns of a list that has them */
#define PAGE 10

/* Where everything is: computed once for a frame, a key or a click. */
struct places {
	struct rect list, about, card; /* empty: not shown */
	bool has_title, has_keys;
};

static int rows_of(const char *text, int width)
{
	return text ? canvas_paragraph(NULL, (struct rect){0, 0, width, 0}, 0, ROLE_TEXT, text) : 0;
}

/* What the longest text about a lesson takes: the list must not move from one to the next. */
static int about_rows(const struct menu *menu, int width)
{
	int most = 1;

	for (int i = 0; i < menu->count; i++) {
		int rows = rows_of(menu->items[i].about[menu->lang], width);

		most = rows > most ? rows : most;
	}
	return most;
}

static struct places places_of(const struct menu *menu, int width, int height)
{
	struct places places = {.has_title = height >= TINY, .has_keys = height >= TINY};
	struct rect rest = {0, 0, width, height};

	if (height < TINY) {
		places.list = rest;
		return places;
	}
	rect_cut_top(&rest, height >= ROOMY ? 2 : 1);
	rect_cut_bottom(&rest, 1);
	if (width >= CARD_LEAST) {
		int columns = width * 45 / 100;

		rect_cut_bottom(&rest, 1);
		columns = columns < LIST_LEAST ? LIST_LEAST : columns;
		places.list = rect_cut_left(&rest, columns > LIST_MOST ? LIST_MOST : columns);
		rect_cut_left(&rest, 2);
		rect_cut_right(&rest, 1);
		places.card = rect_cut_left(&rest, rest.w > CARD_MOST ? CARD_MOST : rest.w);
	} else {
		int rows = about_rows(menu, width - 4), most = height / ABOUT_SHARE;

		rows = rows < 2 && height >= ROOMY ? 2 : rows > most ? most : rows;
		places.about = rect_cut_bottom(&rest, rows);
		places.about.x = 2;
		places.about.w = width - 4;
		rect_cut_bottom(&rest, 1);
		places.list = rest;
	}
	return places;
}

/* A heading stands where a group begins, unless every row is needed for lessons. */
static bool has_heading(const struct menu *menu, int item)
{
	const char *group = menu->items[item].group[0];

	if (!group || !*group || menu->is_tiny)
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

static void keep_in_sight(struct menu *menu, int rows)
{
	int all = rows_in_all(menu);
	int last = row_of(menu, menu->at), first = last - has_heading(menu, menu->at);

	if (first < menu->top)
		menu->top = first;
	if (rows > 0 && last >= menu->top + rows)
		menu->top = last - rows + 1;
	if (menu->top > 0 && menu->top + rows > all)
		menu->top = all > rows ? all - rows : 0;
}

/* Before anything is drawn, or looked for, on a screen of that size. */
static struct places settle(struct menu *menu, int width, int height)
{
	struct places places = places_of(menu, width, height);

	menu->is_tiny = height < TINY;
	keep_in_sight(menu, places.list.h);
	return places;
}

/* -- the list ---------------------------------------------------------------------------- */

/* At the end of a lesson's row: the score, and that it comes next. */
static void draw_score(const struct menu *menu, struct canvas *canvas, int y, int item)
{
	const struct menu_item *lesson = &menu->items[item];
	int width = canvas_area(canvas).w;

	if (width < SCORES_LEAST)
		return;
	if (item == menu->next)
		canvas_text(canvas, width - 2 - SCORE_WIDTH, y, SCORE_WIDTH, ROLE_POINTER,
			    lang_text(menu->lang, "← next"));
	else if (lesson->asked > 0)
		canvas_textf(canvas, width - 2 - SCORE_WIDTH, y, SCORE_WIDTH, ROLE_DIM,
			     lang_text(menu->lang, "%u/%u right"), lesson->right, lesson->asked);
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
		    lesson->title[menu->lang]);
	draw_score(menu, canvas, y, item);
	if (is_chosen)
		canvas_flag(canvas, (struct rect){5, y, width - 7, 1}, CELL_SELECTED);
}

/* A heading has a lesson below it, or is not shown. */
static void draw_items(const struct menu *menu, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);

	for (int i = 0; i < menu->count; i++) {
		int y = row_of(menu, i) - menu->top;

		if (y < 0 || y >= area.h)
			continue;
		if (has_heading(menu, i) && y > 0)
			canvas_text(canvas, 1, y - 1, area.w - 3, ROLE_STRONG,
				    menu->items[i].group[menu->lang]);
		draw_item(menu, canvas, y, i);
	}
}

/* Where not all are in sight: which part of them is. */
static void draw_scroll_bar(const struct menu *menu, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	int x = area.w - 1, all = rows_in_all(menu), y = 0, thumb;

	if (area.h <= 0 || all <= area.h)
		return;
	thumb = area.h * area.h / all;
	if (thumb < 1)
		thumb = 1;
	canvas_vline(canvas, x, y, area.h, ROLE_BORDER);
	y += menu->top * (area.h - thumb) / (all - area.h);
	canvas_fill(canvas, (struct rect){x, y, 1, thumb}, ROLE_DIM, 0x2590); /* ▐ */
}

/* -- the lesson chosen ------------------------------------------------------------------- */

static void add_hinted(const struct menu *menu, const char *text, char *out, size_t bytes)
{
	struct str str = str_init(out, bytes);

	hint_add(menu->keymap->hints, menu->keymap->hint_count, text, &str);
}

/* The message, if there is one, stands where the lesson is told about: and if that is nowhere,
 * over the last lessons. */
static void draw_about(const struct menu *menu, struct canvas *canvas, struct rect about)
{
	struct rect area = canvas_area(canvas);
	const char *text = menu->items[menu->at].about[menu->lang];

	if (*menu->message && about.h == 0) {
		about = (struct rect){0, 0, area.w, rows_of(menu->message, area.w - 2)};
		about.h = about.h > area.h - 1 ? area.h - 1 : about.h;
		about.y = area.h - about.h;
		canvas_fill(canvas, about, ROLE_TEXT, ' ');
		about.x = 1;
		about.w = area.w - 2;
	}
	if (*menu->message)
		canvas_paragraph(canvas, about, 0, ROLE_FINDING, menu->message);
	else if (text)
		canvas_paragraph(canvas, about, 0, ROLE_NARRATION, text);
	if (about.h > 0 && area.h < ROOMY && area.h >= TINY)
		canvas_hline(canvas, 0, about.y - 1, area.w, ROLE_BORDER);
}

static int draw_fact(struct canvas *canvas, int y, const char *label, const char *words)
{
	struct rect area = canvas_area(canvas);

	canvas_text(canvas, 0, y, CARD_LABELS - 1, ROLE_DIM, label);
	canvas_text(canvas, CARD_LABELS, y, area.w - CARD_LABELS, ROLE_TEXT, words);
	return y + 1;
}

static void add_contents(const struct menu *menu, const struct menu_item *lesson, struct str *out)
{
	enum lang lang = menu->lang;
	char stops[60], questions[60];

	snprintf(stops, sizeof stops,
		 lesson->stops == 1 ? lang_text(lang, "%u narrated stop")
				    : lang_text(lang, "%u narrated stops"),
		 lesson->stops);
	snprintf(questions, sizeof questions,
		 lesson->questions == 1 ? lang_text(lang, "%u question")
					: lang_text(lang, "%u questions"),
		 lesson->questions);
	str_printf(out, lang_text(lang, "%s, %s"), stops,
		   lesson->questions ? questions : lang_text(lang, "no questions"));
}

static void add_progress(const struct menu *menu, const struct menu_item *lesson, struct str *out)
{
	static const char *const words[] = {
		[MENU_NEW] = N_("not opened yet"),
		[MENU_BEGUN] = N_("◐ begun"),
		[MENU_SEEN] = N_("✓ seen to its end"),
	};

	str_add(out, lang_text(menu->lang, words[lesson->mark]));
	if (lesson->asked > 0) {
		str_add(out, " · ");
		str_printf(out, lang_text(menu->lang, "%u of %u right"), lesson->right,
			   lesson->asked);
	}
}

/* What there is to know about the lesson chosen. */
static void draw_facts(const struct menu *menu, struct canvas *canvas, int y)
{
	const struct menu_item *lesson = &menu->items[menu->at];
	enum lang lang = menu->lang;
	char text[160];
	struct str out = str_init(text, sizeof text);

	if (lesson->group[lang] && *lesson->group[lang])
		y = draw_fact(canvas, y, lang_text(lang, "part of"), lesson->group[lang]);
	if (lesson->model)
		y = draw_fact(canvas, y, lang_text(lang, "model"), lesson->model);
	add_contents(menu, lesson, &out);
	y = draw_fact(canvas, y, lang_text(lang, "contents"), text);
	out = str_init(text, sizeof text);
	add_progress(menu, lesson, &out);
	y = draw_fact(canvas, y, lang_text(lang, "progress"), text) + 1;
	add_hinted(menu, lang_text(lang, "<zoom:Enter> opens it"), text, sizeof text);
	if (lesson->can_continue)
		add_hinted(menu,
			   lang_text(lang, "<zoom:Enter> opens it at its beginning, <run-to:c> "
					      "where it was left"),
			   text, sizeof text);
	canvas_text(canvas, 0, y, canvas_area(canvas).w, ROLE_DIM, text);
}

#define CARD_ROWS 8 /* a gap, four facts, a gap, a row about keys; the message may take them */

/* As high for every lesson. */
static void draw_card(const struct menu *menu, struct canvas *canvas, struct rect card)
{
	const struct menu_item *lesson = &menu->items[menu->at];
	char title[200];
	int rows;

	if (card.w < CARD_LABELS * 2)
		return;
	rows = about_rows(menu, card.w - 4);
	card.h = rows + CARD_ROWS + 1 < card.h ? rows + CARD_ROWS + 1 : card.h;
	canvas_box(canvas, card, ROLE_BORDER);
	snprintf(title, sizeof title, " %d  %s ", menu->at + 1, lesson->title[menu->lang]);
	canvas_text(canvas, card.x + 1, card.y, card.w - 2, ROLE_STRONG, title);
	canvas_push(canvas, (struct rect){card.x + 2, card.y + 1, card.w - 4, card.h - 2});
	if (*menu->message)
		canvas_paragraph(canvas, canvas_area(canvas), 0, ROLE_FINDING, menu->message);
	else if (lesson->about[menu->lang])
		canvas_paragraph(canvas, (struct rect){0, 0, card.w - 4, rows}, 0, ROLE_NARRATION,
				 lesson->about[menu->lang]);
	if (!*menu->message)
		draw_facts(menu, canvas, rows + 1);
	canvas_pop(canvas);
}

/* -- the screen -------------------------------------------------------------------------- */

static const char *title_of(const struct menu *menu)
{
	return lang_text(menu->lang,
			 "arenawalk · watch CPython's small-object allocator at work");
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
	enum { LINES = sizeof lines / sizeof *lines, HELP_TOP = 2 };
	int width = canvas_area(canvas).w, column = 0;
	char keys[LINES][80];

	canvas_text(canvas, 1, 0, width - 2, ROLE_TITLE,
		    lang_text(menu->lang, "keys of the menu · any key leaves"));
	for (int i = 0; i < LINES; i++) {
		char usual[80];

		add_hinted(menu, lines[i].keys, usual, sizeof usual);
		keymap_words(usual, menu->lang, keys[i], sizeof keys[i]);
		if (utf8_columns(keys[i]) > column)
			column = utf8_columns(keys[i]);
	}
	for (int i = 0; i < LINES; i++) {
		char words[120];

		add_hinted(menu, lang_text(menu->lang, lines[i].words), words, sizeof words);
		canvas_text(canvas, 1, HELP_TOP + i, width - 2, ROLE_KEY, keys[i]);
		canvas_text(canvas, column + 3, HELP_TOP + i, width - column - 4, ROLE_TEXT, words);
	}
}

/* What can be done, on the last row: in as many words as there is room for. */
static void draw_keys(const struct menu *menu, struct canvas *canvas, int room)
{
	static const struct {
		const char *words;
		bool goes_on, names_languages;
	} forms[] = {
		{N_(" <coarser:↑>/<finer:↓> choose  <zoom:Enter> open  <run-to:c> go on  "
		    "<language:e> 中文  <help:?> help  <quit:q> quit"), true, true},
		{N_(" <coarser:↑>/<finer:↓> choose  <zoom:Enter> open  <run-to:c> go on  "
		    "<help:?> help  <quit:q> quit"), true, false},
		{N_(" <coarser:↑>/<finer:↓> choose  <zoom:Enter> open  <language:e> 中文  "
		    "<help:?> help  <quit:q> quit"), false, true},
		{N_(" <coarser:↑>/<finer:↓> choose  <zoom:Enter> open  <help:?> help  "
		    "<quit:q> quit"), false, false},
		{N_(" <zoom:Enter> open  <help:?> help  <quit:q> quit"), false, false},
		{N_(" <help:?> help  <quit:q> quit"), false, false},
		{N_(" <help:?> help"), false, false},
	};
	char text[200] = "";

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if ((forms[i].goes_on && !menu->items[menu->at].can_continue) ||
		    (forms[i].names_languages && menu->only_ascii))
			continue;
		add_hinted(menu, lang_text(menu->lang, forms[i].words), text, sizeof text);
		if (utf8_columns(text) <= room)
			break;
	}
	canvas_text(canvas, 1, canvas_area(canvas).h - 1, room, ROLE_DIM, text);
}

void menu_draw(struct menu *menu, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct places places = settle(menu, area.w, area.h);
	bool is_longer = rows_in_all(menu) > places.list.h;

	if (menu->help) {
		draw_help(menu, canvas);
		return;
	}
	if (places.has_title)
		canvas_text(canvas, 1, 0, area.w - 2, ROLE_TITLE, title_of(menu));
	canvas_push(canvas, places.list);
	draw_items(menu, canvas);
	draw_scroll_bar(menu, canvas);
	canvas_pop(canvas);
	if (places.card.w > 0)
		draw_card(menu, canvas, places.card);
	else
		draw_about(menu, canvas, places.about);
	if (!places.has_keys)
		return;
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
		menu->lang = lang_next(menu->lang);
}

enum menu_request menu_key(struct menu *menu, uint32_t key)
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
	return MENU_STAY;
}

enum menu_request menu_mouse(struct menu *menu, const struct term_event *event, int width,
			     int height)
{
	struct places places = settle(menu, width, height);
	int item = item_at(menu, event->y - places.list.y + menu->top);
	bool had_help = menu->help;

	menu->message = "";
	menu->help = menu->go_on = false;
	if (had_help)
		return MENU_STAY;
	if (event->button == TERM_WHEEL_UP || event->button == TERM_WHEEL_DOWN)
		move_by(menu, event->button == TERM_WHEEL_UP ? -1 : 1);
	if (event->button != TERM_BUTTON_LEFT || item < 0 ||
	    !rect_contains(places.list, event->x, event->y))
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
			  : event.kind == TERM_KEY   ? menu_key(menu, event.key)
			  : event.kind == TERM_MOUSE ? menu_mouse(menu, &event, term_width(term),
								  term_height(term))
						     : MENU_STAY;
		if (request == MENU_SUSPEND)
			term_suspend(term);
	}
	canvas_destroy(canvas);
	return request == MENU_OPEN;
}
