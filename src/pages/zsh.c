/* zsh.c - what zsh completes; see pages.h and _arenawalk.in. */
#include "pages/pages.h"

/* In single quotes; [special] has a backslash in front. */
static void put(FILE *out, const char *text, const char *special)
{
	for (; *text; text++) {
		const char *at = special;

		while (*at && *at != *text)
			at++;
		if (*text == '\'')
			fputs("'\\''", out);
		else
			fprintf(out, "%s%c", *at ? "\\" : "", *text);
	}
}

/* '--model=[geometry and policy...]:NAME:(cpython-2.7 cpython-3.4)' */
static void put_option(FILE *out, const struct option_row *row)
{
	const char *value;

	fputs("\t\t", out);
	if (row->letter)
		fprintf(out, "'(-%c --%s)'{-%c%s,--%s%s}'[", row->letter, row->name, row->letter,
			row->argument ? "+" : "", row->name, row->argument ? "=" : "");
	else
		fprintf(out, "'--%s%s[", row->name, row->argument ? "=" : "");
	put(out, row->what, "[]:\\");
	fputc(']', out);
	if (row->argument) {
		fputc(':', out);
		put(out, row->argument, ":\\");
		fputc(':', out);
		if (option_takes_file(row))
			fputs("_files", out);
		else if (row->value_at) {
			for (size_t i = 0; (value = row->value_at(i)) != NULL; i++)
				fprintf(out, "%c%s", i > 0 ? ' ' : '(', value);
			fputc(')', out);
		}
	}
	fputs("'\n", out);
}

static void put_operands(FILE *out, unsigned operands)
{
	if (operands & TAKES_COMMAND)
		fprintf(out, "\t\t'(-)1:program:_arenawalk_%s'\n\t\t'*::arguments:_normal'\n",
			operands & TAKES_RECORDING ? "live" : "program");
	else if ((operands & TAKES_SCENARIO) && (operands & TAKES_RECORDING))
		fputs("\t\t'*:file:_arenawalk_runs'\n", out);
	else if (operands & TAKES_SCENARIO)
		fputs("\t\t'*:scenario:_arenawalk_scenarios'\n", out);
	else if (operands & TAKES_RECORDING)
		fputs("\t\t'*:recording:_files -g \"*.awtrace(-.)\"'\n", out);
	else if (operands & TAKES_TEXT)
		fputs("\t\t'*:trace:_files'\n", out);
}

/* A case for each call; the last one is where none is named. */
static bool fill_arguments(struct page *page, const char *argument)
{
	(void)argument;
	for (size_t i = 0; call_rows[i]; i++) {
		fprintf(page->out, "\t(%s) arguments=(\n", call_rows[i]->name);
		for (const struct option_row *row = option_rows; row->name; row++)
			if (call_takes(call_rows[i], row->id))
				put_option(page->out, row);
		put_operands(page->out, call_rows[i]->operands);
		fputs("\t\t) ;;\n", page->out);
	}
	fputs("\t(*) arguments=(\n", page->out);
	for (const struct option_row *row = option_rows; row->name; row++)
		if (call_tells(&call_menu, row->id))
			put_option(page->out, row);
	fputs("\t\t'1:command or file:_arenawalk_first'\n\t\t) ;;\n", page->out);
	return true;
}

static bool fill_commands(struct page *page, const char *argument)
{
	(void)argument;
	for (size_t i = 0; call_rows[i]; i++) {
		fprintf(page->out, "\t'%s:", call_rows[i]->name);
		put(page->out, call_rows[i]->what, ":\\");
		fputs("'\n", page->out);
	}
	return true;
}

const struct hole zsh_holes[] = {
	{"zsh-commands", fill_commands},
	{"zsh-arguments", fill_arguments},
	{NULL, NULL},
};
