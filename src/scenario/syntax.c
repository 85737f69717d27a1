/*
 * syntax.c - a table of what libyaml says and what we say.
 */
#include "scenario/syntax.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What libyaml says, and what we say instead.  A NULL context fits all.  In hints,
 * %u stands for the line where the thing that went wrong begins. */
struct wording {
	const char *problem;
	const char *context;
	const char *message;
	const char *hint;
	bool at_context; /* the fault is where the thing begins, not where it was noticed */
};

static const struct wording wordings[] = {
	{"did not find expected '-' indicator", NULL, "an entry of this list must begin with '- '",
	 "the list begins in line %u; look at the indentation", false},
	{"did not find expected ',' or '}'", NULL, "a ',' or '}' is missing before this",
	 "the '{' is in line %u", false},
	{"did not find expected ',' or ']'", NULL, "a ',' or ']' is missing before this",
	 "the '[' is in line %u", false},
	{"found unexpected ':'", NULL, "a ':' without a blank after it",
	 "a blank belongs after the ':' of a key", false},
	{"did not find expected node content", NULL, "a value is missing before this",
	 "write the value, or take out the ',' or '-' that promises one", false},
	{"could not find expected ':'", NULL, "a ':' is missing after this key",
	 "a key is followed by ':' and a blank; an entry of a list begins with '- '", true},
	{"block sequence entries are not allowed in this context", NULL, "a list cannot begin here",
	 "begin it in a line of its own, below its key; or write it as [a, b]", false},
	{"mapping keys are not allowed in this context", NULL, "a '?' is not possible here",
	 "text that begins with '?' needs quotes", false},
	{"found unexpected end of stream", "while scanning a quoted scalar",
	 "this quote is never closed", "end the text with the same quote as it begins", true},
	{"found unexpected document indicator", "while scanning a quoted scalar",
	 "this quote is never closed", "end the text with the same quote as it begins", true},
	{"found unknown escape character", NULL, "unknown escape in double quotes",
	 "write \\\\ for a backslash, or put the text in single quotes", false},
	{"found invalid Unicode character escape code", NULL, "no such character",
	 "characters beyond \\uffff are written \\U0001F40D, not as two halves", false},
	{"did not find expected hexdecimal number", NULL, "hexadecimal digits are missing",
	 "\\x is followed by 2 of them, \\u by 4, \\U by 8", false},
	{"did not find expected comment or line break", "while scanning a block scalar",
	 "text after '|' or '>' begins in the next line",
	 "move it to the line below, indented deeper than its key", false},
	{"found an indentation indicator equal to 0", NULL,
	 "the number after '|' or '>' cannot be 0", "leave the number out", false},
	{"found unknown directive name", NULL, "a line that begins with '%' is no text to YAML",
	 "text that begins with '%' needs quotes", true},
	{"did not find expected whitespace", NULL, "a blank is missing here",
	 "text that begins with '%' or '!' needs quotes", false},
	{"did not find expected alphabetic or numeric character", NULL,
	 "a '&' or '*' without a name", "text that begins with '&' or '*' needs quotes", true},
	{"did not find expected <document start>", NULL, "the file goes on after its end here",
	 "look at the indentation and at the brackets above", false},
};

/* Where [place] is in its line: 0 to [length].  NULL if the file has no such line. */
static const char *find_byte(const struct source *source, struct diag_place place, size_t *at,
			     size_t *length)
{
	const char *line = source_line(source, place.line, length);

	*at = 0;
	for (uint32_t column = 1; line && *at < *length && column < place.column; column++) {
		do
			++*at;
		while (*at < *length && (line[*at] & 0xc0) == 0x80);
	}
	return line;
}

/* The byte at [place] of the file, 0 if there is none. */
static char byte_at(const struct source *source, struct diag_place place)
{
	size_t at, length = 0;
	const char *line = find_byte(source, place, &at, &length);

	return line && at < length ? line[at] : '\0';
}

/* The last byte before [place] in its line that is no blank, 0 if there is none. */
static char byte_before(const struct source *source, struct diag_place place)
{
	size_t at, length = 0;
	const char *line = find_byte(source, place, &at, &length);

	while (line && at > 0) {
		if (line[--at] != ' ' && line[at] != '\t')
			return line[at];
	}
	return '\0';
}

static bool line_has(const struct source *source, uint32_t number, const char *text)
{
	size_t length = 0;
	const char *line = source_line(source, number, &length);

	return line && memmem(line, length, text, strlen(text));
}

static bool is_about_character(const char *problem)
{
	return strcmp(problem, "found character that cannot start any token") == 0 ||
	       strcmp(problem, "found a tab character that violates indentation") == 0 ||
	       strcmp(problem, "found a tab character where an indentation space is expected") == 0;
}

static void report_character(struct diag_place place, char c, struct diag_list *diags)
{
	if (c == '\t')
		diag_add(diags, DIAG_ERROR, place, "indent with blanks",
			 "a tab cannot be used for indentation");
	else
		diag_add(diags, DIAG_ERROR, place, "text that begins so needs quotes",
			 "a value cannot begin with '%c'", c ? c : '?');
}

/* "mapping values are not allowed": a ':' that YAML takes for a key's. */
static void report_colon(struct diag_place place, const struct source *source,
			 struct diag_list *diags)
{
	const char *hint = "text with ': ' in it needs quotes; otherwise look at the indentation";

	if (line_has(source, place.line, "\xef\xbc\x9a"))
		hint = "this line has a full-width colon: type ':' and a blank";
	else if (line_has(source, place.line - 1, "\xef\xbc\x9a"))
		hint = "the line above has a full-width colon: type ':' and a blank";
	else if (line_has(source, place.line, ":{") || line_has(source, place.line, ":["))
		hint = "a blank belongs after the ':'";
	diag_add(diags, DIAG_ERROR, place, hint, "a ':' is not possible here");
}

/* "did not find expected key": something stands where nothing can. */
static void report_misfit(struct diag_place place, const struct source *source,
			  struct diag_list *diags)
{
	char c = byte_at(source, place), before = byte_before(source, place);

	if (c == '}' || c == ']')
		diag_add(diags, DIAG_ERROR, place,
			 c == '}' ? "take it out, or write the '{' it belongs to"
				  : "take it out, or write the '[' it belongs to",
			 "a '%c' that closes nothing", c);
	else if (before == '\'' || before == '"')
		diag_add(
			diags, DIAG_ERROR, place,
			"a quote in the text is written '' in single quotes, \\\" in double quotes",
			"text after the closing quote");
	else if (before)
		diag_add(diags, DIAG_ERROR, place, "begin a new line, or put the text in quotes",
			 "this does not belong here");
	else
		diag_add(diags, DIAG_ERROR, place, "lines that belong together are indented alike",
			 "this line does not fit the lines above it");
}

static const struct wording *find_wording(const char *problem, const char *context)
{
	for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
		const struct wording *wording = &wordings[i];

		if (strcmp(wording->problem, problem) == 0 &&
		    (!wording->context || strcmp(wording->context, context) == 0))
			return wording;
	}
	return NULL;
}

static void report_wording(const struct wording *wording, struct diag_place place,
			   struct diag_place start, struct diag_list *diags)
{
	const char *number = wording->hint ? strstr(wording->hint, "%u") : NULL;
	char hint[160] = "";

	if (number)
		snprintf(hint, sizeof hint, "%.*s%u%s", (int)(number - wording->hint),
			 wording->hint, (unsigned)start.line, number + 2);
	else if (wording->hint)
		snprintf(hint, sizeof hint, "%s", wording->hint);
	diag_add(diags, DIAG_ERROR, wording->at_context ? start : place, hint, "%s",
		 wording->message);
}

/* A bracket that is still open when the file ends. */
static bool report_open(const char *problem, struct diag_place place, struct diag_place start,
			const struct source *source, struct diag_list *diags)
{
	size_t length;
	char bracket;

	if (strncmp(problem, "did not find expected ',' or", 28) != 0 || byte_at(source, place) ||
	    source_line(source, place.line + 1, &length))
		return false;
	bracket = byte_at(source, start);
	diag_add(diags, DIAG_ERROR, start,
		 bracket == '{' ? "write the '}' that closes it" : "write the ']' that closes it",
		 "this '%c' is never closed", bracket);
	return true;
}

void syntax_report(const yaml_parser_t *parser, const struct source *source,
		   struct diag_list *diags)
{
	const char *problem = parser->problem ? parser->problem : "not valid YAML";
	const char *context = parser->context ? parser->context : "";
	struct diag_place place = syntax_place(parser->problem_mark);
	struct diag_place start = syntax_place(parser->context_mark);
	const struct wording *wording = find_wording(problem, context);

	if (parser->error == YAML_MEMORY_ERROR)
		diag_add(diags, DIAG_ERROR, place, DIAG_NO_MEMORY,
			 "not enough memory to read this");
	else if (is_about_character(problem))
		report_character(place, byte_at(source, place), diags);
	else if (strcmp(problem, "mapping values are not allowed in this context") == 0)
		report_colon(place, source, diags);
	else if (strcmp(problem, "did not find expected key") == 0)
		report_misfit(place, source, diags);
	else if (report_open(problem, place, start, source, diags))
		return;
	else if (wording)
		report_wording(wording, place, start, diags);
	else
		diag_add(diags, DIAG_ERROR, place,
			 "look at quotes, brackets and indentation, here and in the line above",
			 "this is not valid YAML: %s", problem);
}
