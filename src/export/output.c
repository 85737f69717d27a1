/* output.c - where results go; see output.h. */
#include "export/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/complain.h"
#include "base/diag.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/tidy.h"
#include "heap/model.h"
#include "trace/format.h"
#include "trace/recording.h"
#include "trace/text.h"

/* -- what is ours ----------------------------------------------------------------------- */

static bool begins(const char *head, const char *beginning)
{
	return strncmp(head, beginning, strlen(beginning)) == 0;
}

/* The model's name stands in the first [lines] lines. */
static bool names_model(const char *head, int lines)
{
	const char *end = head, *at;
	const struct model *model;

	for (int i = 0; i < lines && *end; i++)
		end += strcspn(end, "\n") + (end[strcspn(end, "\n")] == '\n');
	for (size_t i = 0; (model = model_at(i)) != NULL; i++)
		for (at = strstr(head, model->name); at && at < end; at = strstr(at + 1, model->name))
			return true;
	return false;
}

static const char *number_end(const char *at)
{
	return at + strspn(at, "0123456789,");
}

/* "op 1,204/5,000", in one of our languages: view/title_view.c writes it however narrow it is. */
static bool says_operation(const char *head)
{
	const char *end = head + strcspn(head, "\n");

	for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
		const char *word = lang_text(lang, "op "), *at = strstr(head, word), *slash;

		if (!at || at >= end || (at > head && at[-1] != ' ' && at[-1] != 'm'))
			continue;
		at += strlen(word);
		slash = number_end(at);
		if (slash > at && *slash == '/' && number_end(slash + 1) > slash + 1)
			return true;
	}
	return false;
}

/* " lesson.yaml · cpython-3.6 · 256K/4K/8 ... op 1/6", with colours or without; some of it is
 * missing where there is little room. */
static bool is_screen(const char *head)
{
	return (head[0] == ' ' || head[0] == '\033' || begins(head, lang_text(LANG_EN, "op ")) ||
		begins(head, lang_text(LANG_ZH, "op "))) &&
	       (names_model(head, 1) || says_operation(head));
}

/* svg_begin() in draw/svg.c. */
static bool is_svg(const char *head, size_t length)
{
	(void)length;
	return begins(head, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ") &&
	       strstr(head, "xml:space=\"preserve\" role=\"img\" aria-labelledby=\"title");
}

static bool is_json(const char *head, size_t length)
{
	(void)length;
	return begins(head, "{\"format\":1,\"file\":") || begins(head, "[{\"format\":1,\"file\":");
}

/* A title, then the model. */
static bool is_told(const char *head)
{
	const char *line = strchr(head, '\n');

	return line && !begins(head, "#") &&
	       (begins(line, "\nModel ") || begins(line, "\n模型 ")) && names_model(head, 2);
}

/* They have the same endings, so one may follow the other. */
static bool is_text(const char *head, size_t length)
{
	return strlen(head) == length && (is_screen(head) || is_told(head));
}

static bool is_cast(const char *head, size_t length)
{
	(void)length;
	return begins(head, "{\"version\":");
}

/* A line of its own, as put_head() in storyboard.c writes it. */
static bool says_model(const char *head)
{
	const struct model *model;
	char line[100];

	for (size_t i = 0; (model = model_at(i)) != NULL; i++)
		for (enum lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
			struct str text = str_init(line, sizeof line);

			str_add(&text, "\n\n");
			str_printf(&text, lang_text(lang, "Model: %s."), model->name);
			str_add(&text, "\n\n");
			if (strstr(head, line))
				return true;
		}
	return false;
}

/* storyboard.c: a heading, the model, pictures with numbers. */
static bool is_page(const char *head, size_t length)
{
	return strlen(head) == length && begins(head, "# ") && says_model(head) &&
	       (strstr(head, "-01.svg)") || !strstr(head, "\n## "));
}

static bool is_trace(const char *head, size_t length)
{
	return text_trace_is(head, length);
}

static bool is_recording(const char *head, size_t length)
{
	return recording_is(head, length);
}

#define NOT "it is there already, and is no "
#define INSTEAD "choose another name, or replace it with --force"

static const struct outfile_manner manners[] = {
	[OUTPUT_TEXT] = {is_text, NOT "text of ours", INSTEAD, true, false},
	[OUTPUT_SVG] = {is_svg, NOT "picture of ours", INSTEAD, true, false},
	[OUTPUT_JSON] = {is_json, NOT "state of ours", INSTEAD, true, false},
	[OUTPUT_CAST] = {is_cast, NOT "cast", INSTEAD, true, false},
	[OUTPUT_STORYBOARD] = {is_page, NOT "storyboard of ours", INSTEAD, true, false},
	[OUTPUT_TRACE] = {is_trace, NOT "text trace", INSTEAD, false, false},
	[OUTPUT_RECORDING] = {is_recording, NOT "recording", INSTEAD, false, false},
	[OUTPUT_SCENARIO] = {NULL, NULL, NULL, true, false},
};

const struct outfile_manner *output_manner(enum output_kind kind, bool force)
{
	static const struct outfile_manner forced[] = {{.is_public = false}, {.is_public = true}};

	return force ? &forced[manners[kind].is_public] : &manners[kind];
}

/* -- complaints ------------------------------------------------------------------------- */

static const char *name_of(const char *path)
{
	return path ? path : "standard output";
}

/* "cannot write: ..." of outfile.c gets the name that belongs there. */
void output_complain(struct diag_list *diags, const char *path)
{
	static const char usual[] = "cannot write: ";

	for (size_t i = 0; i < diags->count; i++) {
		const struct diag *diag = &diags->items[i];
		bool is_usual = begins(diag->message, usual);

		complain(stderr, diag->hint, "%s%s: %s", is_usual ? "cannot write " : "",
			 name_of(path), diag->message + (is_usual ? strlen(usual) : 0));
	}
	diag_fini(diags);
}

static void complain_errno(int error, const char *path)
{
	if (error)
		complain(stderr, diag_write_hint(error), "cannot write %s: %s", name_of(path), strerror(error));
	else
		complain(stderr, "is the disk full?", "cannot write all of %s", name_of(path));
}

/* -- files ------------------------------------------------------------------------------ */

bool output_may(const char *path, enum output_kind kind, bool force)
{
	struct diag_list diags = {0};
	bool good = outfile_may(path, output_manner(kind, force), &diags);

	output_complain(&diags, path);
	return good;
}

bool output_open(struct output *output, const char *path, enum output_kind kind, bool force)
{
	struct diag_list diags = {0};

	*output = (struct output){.path = path && strcmp(path, "-") != 0 ? path : NULL, .tidied = -1};
	output->out = stdout;
	if (!output->path)
		return true;
	if (!outfile_open(&output->file, path, output_manner(kind, force), &diags)) {
		output_complain(&diags, path);
		return false;
	}
	output->tidied = tidy_on_signal(output->file.temporary);
	output->out = outfile_stream(&output->file);
	return true;
}

/* What keeps standard output from taking more: where it was met long ago, it is met again. */
static int error_of_stdout(void)
{
	return write(STDOUT_FILENO, "\n", 1) < 0 ? errno : 0;
}

bool output_flush(void)
{
	bool failed;
	int error;

	errno = 0;
	failed = fflush(stdout) != 0;
	error = errno;
	failed |= ferror(stdout) != 0;
	if (!failed)
		return true;
	if (!error)
		error = error_of_stdout();
	/* Nobody reads it any more, as behind "| head": that is no fault. */
	if (error != EPIPE)
		complain_errno(error, NULL);
	clearerr(stdout); /* it has been said */
	return false;
}

static bool close_file(struct output *output, bool good, int error)
{
	struct diag_list diags = {0};

	good = fclose(output->out) == 0 && good;
	if (output->file.error == 0 && !good) {
		outfile_abandon(&output->file);
		if (error)
			complain_errno(error, output->path);
	} else {
		good = outfile_finish(&output->file, &diags);
		output_complain(&diags, output->path);
	}
	tidy_forget(output->tidied);
	return good;
}

bool output_close(struct output *output, bool good)
{
	int error = errno;

	if (output->path)
		return close_file(output, good, error);
	errno = error;
	return output_flush() && good;
}
