/* bash.c - what bash completes; see pages.h and arenawalk.bash.in. */
#include "pages/pages.h"

/* "--output|-o": a pattern of a case. */
static void put_pattern(FILE *out, const struct option_row *row)
{
	fprintf(out, "--%s", row->name);
	if (row->letter)
		fprintf(out, "|-%c", row->letter);
}

static void put_options(FILE *out, const struct call *call)
{
	const char *between = "";

	fprintf(out, "\t%s) words=\"", *call->name ? call->name : "''");
	for (const struct option_row *row = option_rows; row->name; row++)
		if (call_tells(call, row->id)) {
			fprintf(out, "%s--%s", between, row->name);
			between = " ";
		}
	fputs("\" ;;\n", out);
}

static bool fill_options(struct page *page, const char *argument)
{
	(void)argument;
	for (size_t i = 0; call_rows[i]; i++)
		put_options(page->out, call_rows[i]);
	put_options(page->out, &call_menu);
	return true;
}

static bool fill_commands(struct page *page, const char *argument)
{
	(void)argument;
	fputs("\twords=\"", page->out);
	for (size_t i = 0; call_rows[i]; i++)
		fprintf(page->out, "%s%s", i == 0 ? "" : " ", call_rows[i]->name);
	fputs("\"\n", page->out);
	return true;
}

/* Options with a value of their own: which values there are; "file"; or none that are known. */
static bool fill_values(struct page *page, const char *argument)
{
	(void)argument;
	for (const struct option_row *row = option_rows; row->name; row++) {
		const char *value;

		if (!row->argument)
			continue;
		fputc('\t', page->out);
		put_pattern(page->out, row);
		fprintf(page->out, ") kind=%s words=\"", option_takes_file(row) ? "file" : "word");
		for (size_t i = 0; row->value_at && (value = row->value_at(i)) != NULL; i++)
			fprintf(page->out, "%s%s", i > 0 ? " " : "", value);
		fputs("\" ;;\n", page->out);
	}
	return true;
}

static bool fill_operands(struct page *page, const char *argument)
{
	(void)argument;
	for (size_t i = 0; call_rows[i]; i++)
		fprintf(page->out, "\t%s) takes=\"%s%s%s%s\" ;;\n", call_rows[i]->name,
			call_rows[i]->operands & TAKES_SCENARIO ? " scenario" : "",
			call_rows[i]->operands & TAKES_RECORDING ? " recording" : "",
			call_rows[i]->operands & TAKES_TEXT ? " text" : "",
			call_rows[i]->operands & TAKES_COMMAND ? " command" : "");
	return true;
}

const struct hole bash_holes[] = {
	{"bash-commands", fill_commands},
	{"bash-options", fill_options},
	{"bash-values", fill_values},
	{"bash-operands", fill_operands},
	{NULL, NULL},
};
