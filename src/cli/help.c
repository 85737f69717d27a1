/* help.c - the help; see help.h. */
#include "cli/help.h"

#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "config.h"
#include "draw/canvas.h"

#define WIDTH 80
#define LEFT_MOST 28 /* columns of the left side of a list; what is longer has its row alone */

struct help {
	enum lang lang;
	FILE *out;
};

__attribute__((format_arg(2))) static const char *say(const struct help *help, const char *text)
{
	return lang_text(help->lang, text);
}

/* Folded text; its first line begins in column [at] of a row, the others in column [indent]. */
static void print_folded(const struct help *help, int at, int indent, const char *text)
{
	const char *line_end;

	do {
		const char *next = canvas_fold(text, WIDTH - 1 - indent, &line_end);

		fprintf(help->out, "%*s%.*s\n", indent - at, "", (int)(line_end - text), text);
		text = next;
		at = 0;
	} while (*text);
}

/* What is typed, and behind it, from [column] on, what it means. */
static void print_row(const struct help *help, int column, const char *left, const char *text)
{
	int used = utf8_columns(left);

	fputs(left, help->out);
	if (used + 2 > column) {
		fputc('\n', help->out);
		used = 0;
	}
	print_folded(help, used, column, text);
}

/* -- options ----------------------------------------------------------------------------- */

static const char *option_left(const struct option_row *row, char *text, size_t bytes)
{
	struct str out = str_init(text, bytes);

	if (row->letter)
		str_printf(&out, "  -%c, ", row->letter);
	str_printf(&out, "%s--%s", row->letter ? "" : "      ", row->name);
	if (row->argument)
		str_printf(&out, " %s", row->argument);
	return text;
}

/* Where the explanations of a command's options begin. */
static int options_column(const struct call *call)
{
	char left[80];
	int widest = 0;

	for (const struct option_row *row = option_rows; row->name; row++) {
		int used = utf8_columns(option_left(row, left, sizeof left));

		if (call_tells(call, row->id) && used > widest && used <= LEFT_MOST)
			widest = used;
	}
	return widest + 2;
}

static void print_group(const struct help *help, const struct call *call,
			enum option_group group, int column)
{
	bool is_first = true;
	char left[80];

	for (const struct option_row *row = option_rows; row->name; row++) {
		if (row->group != group || !call_tells(call, row->id))
			continue;
		if (is_first)
			fprintf(help->out, "\n%s%s\n", say(help, group_title(group)),
				say(help, NC_("behind a heading", ":")));
		is_first = false;
		print_row(help, column, option_left(row, left, sizeof left), say(help, row->what));
	}
}

static void print_options(const struct help *help, const struct call *call)
{
	int column = options_column(call);

	for (int group = 0; group < GROUP_COUNT; group++)
		print_group(help, call, (enum option_group)group, column);
}

/* -- calls ------------------------------------------------------------------------------- */

static const char *call_left(const struct call *call, char *text, size_t bytes)
{
	struct str out = str_init(text, bytes);

	str_printf(&out, "  arenawalk %s %s", call->name, call->arguments);
	return text;
}

static void print_calls(const struct help *help)
{
	int column = LEFT_MOST + 4;
	char left[80];

	fprintf(help->out, "\n%s%s\n", say(help, N_("usage")), say(help, NC_("behind a heading", ":")));
	print_row(help, column, "  arenawalk", say(help, call_menu.what));
	print_row(help, column, "  arenawalk FILE",
		  say(help, N_("the same as play FILE ('-' = standard input)")));
	for (size_t i = 0; call_rows[i]; i++)
		print_row(help, column, call_left(call_rows[i], left, sizeof left),
			  say(help, call_rows[i]->what));
}

static void print_whole(const struct help *help)
{
	print_folded(help, 0, 0,
		     say(help, N_("arenawalk: watch CPython's small-object allocator work, step by "
				  "step, forwards and backwards")));
	print_calls(help);
	print_options(help, &call_menu);
	fputc('\n', help->out);
	print_folded(help, 0, 0,
		     say(help, N_("exit status: 0 good, 1 an expectation or a placement does not hold, "
				  "2 bad input; of record and live: the program's own")));
	fputc('\n', help->out);
	print_folded(help, 0, 0,
		     say(help, N_("`arenawalk COMMAND --help` lists the options of a command; "
				  "`man arenawalk` tells the rest")));
}

void help_print(const struct call *call, enum lang lang, FILE *out)
{
	struct help help = {lang, out};
	char text[80];
	struct str usage = str_init(text, sizeof text);

	if (!call->name[0]) {
		print_whole(&help);
		return;
	}
	str_printf(&usage, "arenawalk %s [OPTION]...%s%s", call->name,
		   *call->arguments ? " " : "", call->arguments);
	fprintf(out, say(&help, "usage: %s"), usage.text);
	fputs("\n\n", out);
	print_folded(&help, 0, 0, say(&help, call->what));
	print_options(&help, call);
}

void help_print_version(enum lang lang, FILE *out)
{
	struct help help = {lang, out};

	fprintf(out, "arenawalk " ARENAWALK_VERSION "\n");
	print_folded(&help, 0, 0,
		     say(&help, N_("Copyright (c) 2026 the arenawalk authors. MIT License: use, change and "
				   "share it as you like; there is no warranty.")));
}
