/* mistaken.c - options that are none; see mistaken.h. */
#include "cli/mistaken.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/complain.h"
#include "base/diag.h"
#include "base/str.h"

/* The names that [word] is a beginning of: getopt takes an option for its beginning only if it is
 * the beginning of no other. */
static size_t add_completions(const struct call *call, const char *word, struct str *out)
{
	size_t length = strcspn(word, "="), count = 0;

	for (const struct option_row *row = option_rows; row->name; row++)
		if (call_takes(call, row->id) && strncmp(row->name, word, length) == 0)
			str_printf(out, "%s--%s", count++ ? ", " : "", row->name);
	return count;
}

/* What has the option [name]: "'arenawalk play', 'render' and 'live'", or "'arenawalk'" where it is the
 * menu; "" = nothing. */
static const char *who_takes(const char *name, char *text, size_t bytes)
{
	struct str out = str_init(text, bytes);
	const struct option_row *row = option_rows;
	const struct call *last = NULL; /* not yet told */

	while (row->name && strcmp(row->name, name) != 0)
		row++;
	for (size_t i = 0; row->name && call_rows[i]; i++) {
		if (!call_takes(call_rows[i], row->id))
			continue;
		if (last)
			str_printf(&out, "%s%s'", out.length ? ", '" : "'arenawalk ", last->name);
		last = call_rows[i];
	}
	if (last)
		str_printf(&out, "%s%s'", out.length ? " and '" : "'arenawalk ", last->name);
	else if (row->name && call_takes(&call_menu, row->id))
		str_add(&out, "'arenawalk'");
	return text;
}

/* [word] as it stands there, "--" and all. */
static void explain_unknown(const struct call *call, const char *word, const char *usual)
{
	const char *name = word + strspn(word, "-"), *names[OPT_COUNT], *nearest;
	char text[160] = "", whose[120];
	struct str hint = str_init(text, sizeof text);
	size_t count = 0;

	if (word[1] == '-' && add_completions(call, name, &hint) > 1) {
		complain(stderr, text, "'%s' could be more than one option", word);
		return;
	}
	for (const struct option_row *row = option_rows; row->name; row++)
		if (call_takes(call, row->id))
			names[count++] = row->name;
	nearest = diag_nearest(name, names, count);
	if (word[1] == '-' && nearest)
		str_printf(&hint, "did you mean '--%s'?", nearest);
	else if (word[1] == '-' && *who_takes(name, whose, sizeof whose))
		str_printf(&hint, "it belongs to %s", whose);
	complain(stderr, hint.length ? text : usual, "unknown option '%s'", word);
}

/* getopt is silent.  Of a letter it did not like it gives us just that, for it may stand among
 * others; of a word, the word before optind. */
void mistaken_explain(const struct call *call, char **argv, int what)
{
	const char *word = argv[optind - 1];
	const struct option_row *row = option_find(optopt);
	char usual[64], letter[3] = {'-', (char)optopt, '\0'};
	bool has_value = row && !row->argument && optopt == option_code(row);

	snprintf(usual, sizeof usual, "try 'arenawalk%s%s --help'", call->name[0] ? " " : "",
		 call->name);
	if (what == ':')
		complain(stderr, usual, "%s requires an argument", word);
	else if (has_value)
		complain(stderr, usual, "--%s takes no value", row->name);
	else
		explain_unknown(call, optopt ? letter : word, usual);
}
