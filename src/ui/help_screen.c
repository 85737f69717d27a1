/* help_screen.c - the help screen; see help_screen.h. */
#include "ui/help_screen.h"

#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"

#define MARGIN 1
#define GAP 2 /* between a key and what it does; between columns, at least */
#define WIDE_GAP 6
#define COLUMNS_MOST 3

/* Headings and commands, in order. */
static const struct help_line {
	const char *heading; /* NULL: a command */
	enum command_id id;
} lines[] = {
#define GROUP(words) {words, COMMAND_NONE},
#define COMMAND(id, name, keys, help, run, flags) {NULL, COMMAND_##id},
#include "ui/commands.def"
#undef COMMAND
};

#define LINES ((int)(sizeof lines / sizeof *lines))

struct help_table {
	const struct ui *ui;
	int keys, words;   /* the longest of each, in columns of the screen */
	int columns, rows; /* of one page */
	int gap;           /* between columns */
	bool has_gaps;     /* between groups */
};

static void measure(struct help_table *table)
{
	enum lang lang = table->ui->session.lang;

	for (int id = 0; id < COMMAND_COUNT; id++) {
		char text[KEYS_BYTES * 2];
		int keys, words;

		keymap_words(table->ui->keymap.of[id].text, lang, text, sizeof text);
		keys = utf8_columns(text);
		words = utf8_columns(lang_text(lang, command_info((enum command_id)id)->help));
		table->keys = keys > table->keys ? keys : table->keys;
		table->words = words > table->words ? words : table->words;
	}
}

/* Rows of the group that [line] is the heading of. */
static int group_rows(int line)
{
	int rows = 1;

	while (line + rows < LINES && !lines[line + rows].heading)
		rows++;
	return rows;
}

/* Where line after line goes: a group stays in one column if one can hold it, else its heading has
 * at least one command below it.  [at] is the row that is free, counted through all columns;
 * returns that of the line. */
static int place(const struct help_table *table, int line, int at)
{
	int rows = table->rows, wanted;

	if (!lines[line].heading || at % rows == 0)
		return at;
	wanted = group_rows(line) <= rows ? group_rows(line) : 2;
	at += table->has_gaps;
	if (at % rows > 0 && at % rows + wanted > rows)
		at += rows - at % rows;
	return at;
}

static int columns_for(const struct help_table *table)
{
	int at = 0;

	for (int i = 0; i < LINES; i++)
		at = place(table, i, at) + 1;
	return (at + table->rows - 1) / table->rows;
}

/* The least height that is enough for one page; the whole one if none is. */
static void choose_rows(struct help_table *table, int most)
{
	table->rows = most;
	for (int gaps = 1; gaps >= 0; gaps--) {
		table->has_gaps = gaps;
		if (columns_for(table) > table->columns)
			continue;
		while (table->rows > 1) {
			table->rows--;
			if (columns_for(table) > table->columns) {
				table->rows++;
				return;
			}
		}
		return;
	}
	table->has_gaps = true;
}

/* As many columns as there is room for; and pages where they are not enough. */
static struct help_table lay_out(const struct ui *ui, struct rect area)
{
	struct help_table table = {.ui = ui, .columns = 1};
	int rest;

	measure(&table);
	while (table.columns < COLUMNS_MOST &&
	       2 * MARGIN + (table.columns + 1) * (table.keys + GAP + table.words) +
			       table.columns * GAP <=
		       area.w)
		table.columns++;
	choose_rows(&table, area.h > 1 ? area.h - 1 : 1);
	rest = area.w - 2 * MARGIN - table.columns * (table.keys + GAP + table.words);
	table.gap = table.columns > 1 ? rest / (table.columns - 1) : 0;
	table.gap = table.gap > WIDE_GAP ? WIDE_GAP : table.gap;
	return table;
}

static void draw_line(const struct help_table *table, struct canvas *canvas, int x, int y,
		      const struct help_line *line)
{
	enum lang lang = table->ui->session.lang;
	int room = canvas_area(canvas).w, words = x + table->keys + GAP;
	char text[KEYS_BYTES * 2];

	if (line->heading) {
		canvas_text(canvas, x, y, room - x, ROLE_STRONG, lang_text(lang, line->heading));
		return;
	}
	keymap_words(table->ui->keymap.of[line->id].text, lang, text, sizeof text);
	canvas_text(canvas, x, y, table->keys, ROLE_KEY, text);
	canvas_text(canvas, words, y, room - words, ROLE_TEXT,
		    lang_text(lang, command_info(line->id)->help));
}

/* In as many words as there is room for. */
static void draw_title(const struct ui *ui, struct canvas *canvas)
{
	enum lang lang = ui->session.lang;
	int room = canvas_area(canvas).w - 2 * MARGIN;
	const char *const ends[] = {
		lang_text(lang, " · a number first repeats · any other key leaves"),
		lang_text(lang, " · any other key leaves"),
		"",
	};
	char text[200];

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct str out = str_init(text, sizeof text);

		if (ui->help_pages < 2)
			str_add(&out, lang_text(lang, "keys"));
		else
			str_printf(&out,
				   room < 40 ? lang_text(lang, "keys %d/%d, ↓ ↑ turn")
					     : lang_text(lang, "keys, page %d of %d: ↓ next, ↑ back"),
				   ui->help, ui->help_pages);
		str_add(&out, ends[i]);
		if (utf8_columns(text) <= room)
			break;
	}
	canvas_text(canvas, MARGIN, 0, room, ROLE_TITLE, text);
}

void help_screen_measure(struct ui *ui, int width, int height)
{
	struct help_table table = lay_out(ui, (struct rect){0, 0, width, height});

	ui->help_pages = (columns_for(&table) + table.columns - 1) / table.columns;
	if (ui->help > ui->help_pages)
		ui->help = ui->help_pages;
}

static void draw(const struct ui *ui, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct help_table table = lay_out(ui, area);
	int top = table.rows + 2 <= area.h ? 2 : 1, at = 0;

	canvas_fill(canvas, area, ROLE_TEXT, ' ');
	draw_title(ui, canvas);
	for (int i = 0; i < LINES; i++) {
		int column;

		at = place(&table, i, at);
		column = at / table.rows - (ui->help - 1) * table.columns;
		if (column >= 0 && column < table.columns)
			draw_line(&table, canvas,
				  MARGIN + column * (table.keys + GAP + table.words + table.gap),
				  top + at % table.rows, &lines[i]);
		at++;
	}
}

static bool turns_on(const struct press *press)
{
	enum command_id id = press->id;

	return id == COMMAND_FINER || id == COMMAND_FORWARD || id == COMMAND_NEXT_STOP ||
	       id == COMMAND_PLAY || (press->kind == PRESS_WHEEL && !press->up);
}

static bool turns_back(const struct press *press)
{
	enum command_id id = press->id;

	return id == COMMAND_COARSER || id == COMMAND_BACK || id == COMMAND_PREVIOUS_STOP ||
	       (press->kind == PRESS_WHEEL && press->up);
}

/* Another page where there are several, or the end of it. */
static struct taken turn(struct ui *ui, const struct press *press)
{
	if (turns_on(press) && ui->help < ui->help_pages)
		ui->help++;
	else if (turns_back(press) && ui->help > 1)
		ui->help--;
	else
		overlay_close(ui, &help_screen_overlay);
	return TAKEN;
}

static void close_help(struct ui *ui)
{
	ui->help = 0;
}

const struct overlay help_screen_overlay = {
	.covers = true, .press = turn, .draw = draw, .close = close_help};

void help_screen_open(struct ui *ui)
{
	ui->help = 1;
	overlay_open(ui, &help_screen_overlay);
}
