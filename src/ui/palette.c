/* palette.c - commands by name; see palette.h. */
#include "ui/palette.h"

#include <string.h>

#include "base/key.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ui/box.h"
#include "ui/commands.h"

/* The commands that go with what has been typed. */
struct matches {
	enum command_id ids[COMMAND_COUNT];
	int count;
};

void palette_open(struct ui *ui)
{
	ui->palette = (struct palette){.count = ui->count};
	overlay_open(ui, &palette_overlay);
}

/* -- which --------------------------------------------------------------------------------- */

/* Each of the words typed is a part of the command's name, or of what is said of it. */
static bool goes_with(const struct ui *ui, enum command_id id, const char *typed)
{
	const struct command_info *info = command_info(id);
	const char *said = lang_text(ui->session.lang, info->help);

	for (typed += strspn(typed, " "); *typed; typed += strspn(typed, " ")) {
		size_t length = strcspn(typed, " ");
		char word[PROMPT_BYTES];

		memcpy(word, typed, length);
		word[length] = '\0';
		if (!strcasestr(info->name, word) && !strcasestr(said, word))
			return false;
		typed += length;
	}
	return true;
}

static struct matches find_matches(const struct ui *ui)
{
	struct matches matches = {.count = 0};

	for (int id = 0; id < COMMAND_COUNT; id++)
		if (commands_can((enum command_id)id) && id != COMMAND_PALETTE &&
		    goes_with(ui, (enum command_id)id, ui->palette.prompt.text))
			matches.ids[matches.count++] = (enum command_id)id;
	return matches;
}

/* The one that Enter runs; COMMAND_NONE = none goes with what was typed. */
static enum command_id chosen(const struct ui *ui, const struct matches *matches)
{
	return ui->palette.at < matches->count ? matches->ids[ui->palette.at] : COMMAND_NONE;
}

/* -- keys ---------------------------------------------------------------------------------- */

static struct taken run(struct ui *ui, uint64_t now_ms)
{
	struct matches matches = find_matches(ui);
	enum command_id id = chosen(ui, &matches);
	enum ui_request request;

	if (id == COMMAND_NONE)
		return TAKEN;
	overlay_close(ui, &palette_overlay);
	ui->count = ui->palette.count;
	request = ui_command(ui, id, now_ms);
	ui->count = 0;
	return (struct taken){true, request};
}

static void go_by(struct ui *ui, int by)
{
	int count = find_matches(ui).count;

	if (count > 0)
		ui->palette.at = (ui->palette.at + by + count) % count;
}

static struct taken press_key(struct ui *ui, const struct press *press)
{
	struct palette *palette = &ui->palette;

	switch (press->key) {
	case KEY_CODE_DOWN:
	case KEY_CODE_TAB:
		go_by(ui, 1);
		return TAKEN;
	case KEY_CODE_UP:
	case KEY_CODE_BACKTAB:
		go_by(ui, -1);
		return TAKEN;
	default:
		break;
	}
	switch (prompt_key(&palette->prompt, press->key)) {
	case PROMPT_ENTERED: return run(ui, press->now_ms);
	case PROMPT_LEFT: overlay_close(ui, &palette_overlay); break;
	case PROMPT_EDITED: palette->at = 0; break;
	}
	return TAKEN;
}

static struct taken press_any(struct ui *ui, const struct press *press)
{
	if (press->kind == PRESS_KEY)
		return press_key(ui, press);
	if (press->kind == PRESS_WHEEL) {
		go_by(ui, press->up ? -1 : 1);
		return TAKEN;
	}
	overlay_close(ui, &palette_overlay);
	return PASSED;
}

/* -- drawing ------------------------------------------------------------------------------- */

/* Columns of the longest name, and of the longest keys: a list that is filtered stays where it is. */
struct widths {
	int name, keys;
};

static int max(int a, int b)
{
	return a > b ? a : b;
}

static struct widths measure(const struct ui *ui)
{
	struct widths widths = {0, 0};

	for (int id = 0; id < COMMAND_COUNT; id++) {
		char keys[KEYS_BYTES * 2];

		if (!commands_can((enum command_id)id))
			continue;
		keymap_words(ui->keymap.of[id].text, ui->session.lang, keys, sizeof keys);
		widths.name = max(widths.name, utf8_columns(command_info((enum command_id)id)->name));
		widths.keys = max(widths.keys, utf8_columns(keys));
	}
	return widths;
}

/* Name, keys, and what it does. */
static struct box_line *add_line(const struct ui *ui, enum command_id id, const struct widths *widths,
				 struct box *box)
{
	enum lang lang = ui->session.lang;
	const struct command_info *info = command_info(id);
	char words[sizeof box->lines[0].words], keys[KEYS_BYTES * 2];
	struct str out = str_init(words, sizeof words);

	keymap_words(ui->keymap.of[id].text, lang, keys, sizeof keys);
	str_printf(&out, "%s%*s  %s", keys, widths->keys - utf8_columns(keys), "",
		   lang_text(lang, info->help));
	return box_add(box, info->name, words);
}

static void draw(const struct ui *ui, struct canvas *canvas)
{
	enum lang lang = ui->session.lang;
	struct matches matches = find_matches(ui);
	struct widths widths = measure(ui);
	struct box box = {.title = lang_text(lang, "commands"), .keys = widths.name};
	int y = canvas_area(canvas).h - 1, rows = box_rows(y), first;

	first = ui->palette.at < rows ? 0 : ui->palette.at - rows + 1;
	for (int i = first; i < matches.count && i < first + rows; i++)
		add_line(ui, matches.ids[i], &widths, &box)->is_selected = i == ui->palette.at;
	if (matches.count == 0)
		box_add(&box, "", lang_text(lang, "no command is called that"))->is_dim = true;
	box_draw(&box, canvas, y);
	prompt_draw(&ui->palette.prompt, canvas, y, "> ",
		    lang_text(lang, "Enter runs it  ↓ ↑ choose  Esc leaves"));
}

const struct overlay palette_overlay = {
	.boxed = true, .asks = true, .press = press_any, .draw = draw};
