/* bash.c - what bash completes; see pages.h and arenawalk.bash.in. */
#include "pages/pages.h"

/* "--output|-o": a pattern of a case. */
static void put_pattern(FILE *out, const struct option_row *row)
{
	fprintf(out, "--%s", row->name);
	if (row->is_short)
		fprintf(out, "|-%c", row->is_short);
}

static void put_options(FILE *out, const char *name, const struct command *command)
{
	const char *between = "";

	fprintf(out, "\t%s) words=\"", *name ? name : "''");
	for (const struct option_row *row = option_rows; row->name; row++)
		if (command ? command_takes(command, row) : no_command_takes(row)) {
			fprintf(out, "%s--%s", between, row->name);
			between = " ";
		}
	fputs("\" ;;\n", out);
}

static bool fill_options(struct page *page, const char *argument)
{
	(void)argument;
	for (const struct command *command = commands; command->name; command++)
		put_options(page->out, command->name, command);
	put_options(page->out, "", NULL);
	return true;
}

static bool fill_commands(struct page *page, const char *argument)
{
	(void)argument;
	fputs("\twords=\"", page->out);
	for (const struct command *command = commands; command->name; command++)
		fprintf(page->out, "%s%s", command == commands ? "" : " ", command->name);
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
	for (const struct command *command = commands; command->name; command++)
		fprintf(page->out, "\t%s) takes=\"%s%s%s%s\" ;;\n", command->name,
			command->operands & TAKES_SCENARIO ? " scenario" : "",
			command->operands & TAKES_RECORDING ? " recording" : "",
			command->operands & TAKES_TEXT ? " text" : "",
			command->operands & TAKES_COMMAND ? " command" : "");
	return true;
}

const struct hole bash_holes[] = {
	{"bash-commands", fill_commands},
	{"bash-options", fill_options},
	{"bash-values", fill_values},
	{"bash-operands", fill_operands},
	{NULL, NULL},
};
