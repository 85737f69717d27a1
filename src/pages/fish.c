/* fish.c - what fish completes; see pages.h and arenawalk.fish.in. */
#include "pages/pages.h"

static void put(FILE *out, const char *text)
{
	fputc('\'', out);
	for (; *text; text++)
		fprintf(out, "%s%c", *text == '\'' || *text == '\\' ? "\\" : "", *text);
	fputc('\'', out);
}

/* The commands that take it; "-" stands for none. */
static void put_condition(FILE *out, const struct option_row *row)
{
	fprintf(out, "complete -c arenawalk -n '__arenawalk_has%s",
		call_tells(&call_menu, row->id) ? " -" : "");
	for (size_t i = 0; call_rows[i]; i++)
		if (call_takes(call_rows[i], row->id))
			fprintf(out, " %s", call_rows[i]->name);
	fputc('\'', out);
}

static bool fill_options(struct page *page, const char *argument)
{
	FILE *out = page->out;
	const char *value;

	(void)argument;
	for (const struct option_row *row = option_rows; row->name; row++) {
		put_condition(out, row);
		if (row->letter)
			fprintf(out, " -s %c", row->letter);
		fprintf(out, " -l %s", row->name);
		if (row->argument)
			fputs(option_takes_file(row) ? " -r -F" : " -x", out);
		if (row->value_at) {
			for (size_t i = 0; (value = row->value_at(i)) != NULL; i++)
				fprintf(out, "%s%s", i > 0 ? " " : " -a '", value);
			fputc('\'', out);
		}
		fputs(" -d ", out);
		put(out, row->what);
		fputc('\n', out);
	}
	return true;
}

static bool fill_commands(struct page *page, const char *argument)
{
	(void)argument;
	for (size_t i = 0; call_rows[i]; i++) {
		fprintf(page->out, "complete -c arenawalk -n __arenawalk_is_first -a %s -d ",
			call_rows[i]->name);
		put(page->out, call_rows[i]->what);
		fputc('\n', page->out);
	}
	return true;
}

static bool fill_names(struct page *page, const char *argument)
{
	(void)argument;
	fputs("set -g __arenawalk_commands", page->out);
	for (size_t i = 0; call_rows[i]; i++)
		fprintf(page->out, " %s", call_rows[i]->name);
	fputs("\nset -g __arenawalk_runners", page->out);
	for (size_t i = 0; call_rows[i]; i++)
		if (call_rows[i]->operands & TAKES_COMMAND)
			fprintf(page->out, " %s", call_rows[i]->name);
	fputc('\n', page->out);
	return true;
}

/* Options with a value: what stands behind them is no program. */
static bool fill_valued(struct page *page, const char *argument)
{
	(void)argument;
	fputs("set -g __arenawalk_valued", page->out);
	for (const struct option_row *row = option_rows; row->name; row++) {
		if (row->argument && row->letter)
			fprintf(page->out, " -%c", row->letter);
		if (row->argument)
			fprintf(page->out, " --%s", row->name);
	}
	fputc('\n', page->out);
	return true;
}

static bool fill_operands(struct page *page, const char *argument)
{
	static const struct {
		unsigned operands;
		const char *words;
	} all[] = {
		{TAKES_SCENARIO, "(__arenawalk_lessons)"},
		{TAKES_SCENARIO, "(__arenawalk_files .yaml)"},
		{TAKES_RECORDING, "(__arenawalk_files .awtrace)"},
		{TAKES_TEXT, "(__arenawalk_files \"\")"},
	};

	(void)argument;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		fprintf(page->out, "complete -c arenawalk -n '__arenawalk_has%s",
			call_play.operands & all[i].operands ? " -" : "");
		for (size_t j = 0; call_rows[j]; j++)
			if (call_rows[j]->operands & all[i].operands)
				fprintf(page->out, " %s", call_rows[j]->name);
		fprintf(page->out, "' -a '%s'\n", all[i].words);
	}
	fputs("complete -c arenawalk -n __arenawalk_is_runner -a '(__arenawalk_program)'\n", page->out);
	return true;
}

const struct hole fish_holes[] = {
	{"fish-names", fill_names},	  {"fish-valued", fill_valued},
	{"fish-commands", fill_commands}, {"fish-options", fill_options},
	{"fish-operands", fill_operands}, {NULL, NULL},
};
