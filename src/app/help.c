/* help.c - the help screen; see help.h. */
#include "app/help.h"

#include "base/lang.h"
#include "base/utf8.h"

#define MARGIN 1
#define GAP 2 /* between a key and what it does; between columns */
#define COLUMNS_MOST 3

struct table {
	int keys, words; /* the longest of each, in columns of the screen */
	int columns, rows;
};

static void measure(struct table *table, const struct keymap *keymap, bool chinese)
{
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command_info *info = command_info((enum command_id)id);
		int keys = utf8_columns(keymap->of[id].text),
		    words = utf8_columns(lang_text(chinese, info->help));

		table->keys = keys > table->keys ? keys : table->keys;
		table->words = words > table->words ? words : table->words;
	}
}

static int width_of(const struct table *table, int columns)
{
	return 2 * MARGIN + columns * (table->keys + GAP + table->words) + (columns - 1) * GAP;
}

/* Two columns are read best; three, or one, where only they show everything; and pages where
 * nothing does. */
static struct table lay_out(struct rect area, const struct keymap *keymap, bool chinese)
{
	static const int wishes[] = {2, 3, 1};
	struct table table = {.columns = 1, .rows = area.h > 1 ? area.h - 1 : 1};

	measure(&table, keymap, chinese);
	for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
		int rows = (COMMAND_COUNT + wishes[i] - 1) / wishes[i];

		if (width_of(&table, wishes[i]) <= area.w && rows <= table.rows) {
			table.columns = wishes[i];
			table.rows = rows;
			return table;
		}
	}
	while (table.columns < COLUMNS_MOST && width_of(&table, table.columns + 1) <= area.w)
		table.columns++;
	return table;
}

static void draw_command(const struct table *table, struct canvas *canvas, int x, int y,
			 const struct app *app, enum command_id id)
{
	int room = canvas_area(canvas).w;
	int words = x + table->keys + GAP;

	canvas_text(canvas, x, y, room - x, ROLE_KEY, app->keymap.of[id].text);
	canvas_text(canvas, words, y, room - words, ROLE_TEXT,
		    lang_text(app->options.chinese, command_info(id)->help));
}

static void draw_title(const struct app *app, struct canvas *canvas)
{
	int x = MARGIN, room = canvas_area(canvas).w - MARGIN;
	bool chinese = app->options.chinese;

	if (app->help_pages > 1)
		x += canvas_textf(canvas, x, 0, room, ROLE_TITLE, "%d/%d ↓ ↑ · ", app->help,
				  app->help_pages);
	canvas_text(canvas, x, 0, room - x, ROLE_TITLE,
		    lang_text(chinese, "keys; a number first repeats · any other key leaves"));
}

void help_draw(struct app *app, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct table table = lay_out(area, &app->keymap, app->options.chinese);
	int per_page = table.columns * table.rows, first;

	app->help_pages = (COMMAND_COUNT + per_page - 1) / per_page;
	if (app->help > app->help_pages)
		app->help = app->help_pages;
	first = (app->help - 1) * per_page;
	canvas_fill(canvas, area, ROLE_TEXT, ' ');
	draw_title(app, canvas);
	for (int i = 0; i < per_page && first + i < COMMAND_COUNT; i++) {
		int x = i / table.rows * (table.keys + table.words + 2 * GAP);

		draw_command(&table, canvas, MARGIN + x, 1 + i % table.rows,
			     app, (enum command_id)(first + i));
	}
}

static bool turns_on(enum command_id id)
{
	return id == COMMAND_FINER || id == COMMAND_FORWARD || id == COMMAND_NEXT_STOP ||
	       id == COMMAND_PLAY;
}

static bool turns_back(enum command_id id)
{
	return id == COMMAND_COARSER || id == COMMAND_BACK || id == COMMAND_PREVIOUS_STOP;
}

void help_turn(struct app *app, enum command_id id)
{
	if (turns_on(id) && app->help < app->help_pages)
		app->help++;
	else if (turns_back(id) && app->help > 1)
		app->help--;
	else
		app->help = 0;
}
