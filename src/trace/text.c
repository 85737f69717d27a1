/* text.c - reading the text form of a trace; see text.h. */
#include "trace/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/outfile.h"
#include "trace/head.h"
#include "trace/text_internal.h"

/* -- arenas --------------------------------------------------------------------------- */

/* [event] was read from fields that begin at [at]. */
static bool check_arena(struct text_trace *trace, const struct trace_event *event,
			const unsigned char *at)
{
	const struct extent *other;
	char hint[80];

	if (event->where == 0)
		return true; /* the system refused */
	if (event->size == 0)
		return line_fault(trace, at, "for example A 262144 0x7f592d51e000",
				  "an arena of no bytes");
	if (event->size > (UINT64_C(1) << ADDRESS_BITS) - event->where)
		return line_fault(trace, at, "the size comes first: A SIZE ADDRESS",
				  "this arena reaches above 2^%d", ADDRESS_BITS);
	other = extents_overlap(&trace->arenas, event->where, event->size);
	if (other) {
		snprintf(hint, sizeof hint, "obtained in line %" PRIu64, other->line);
		return line_fault(trace, at, hint,
				  "this arena overlaps the live one of %" PRIu64
				  " bytes at 0x%" PRIx64,
				  other->size, other->start);
	}
	extents_add(&trace->arenas,
		    (struct extent){event->where, event->size, trace->lines.number});
	return true;
}

static bool check_arena_free(struct text_trace *trace, const struct trace_event *event,
			     const unsigned char *at)
{
	const struct extent *arena = extents_find(&trace->arenas, event->where);
	char hint[80];

	if (!arena)
		return line_fault(trace, at,
				  "a line 'A SIZE ADDRESS' with this address comes first",
				  "no live arena begins at 0x%" PRIx64, event->where);
	if (arena->size != event->size) {
		snprintf(hint, sizeof hint, "obtained in line %" PRIu64, arena->line);
		return line_fault(trace, at, hint,
				  "the arena at 0x%" PRIx64 " has %" PRIu64 " bytes, not %" PRIu64,
				  event->where, arena->size, event->size);
	}
	extents_remove(&trace->arenas, event->where);
	return true;
}

/* -- events --------------------------------------------------------------------------- */

/* Fields: n count, s size, a address of the result, o address of the old block. */
static const struct form {
	char letter;
	enum trace_kind kind;
	const char *fields, *usage;
} forms[] = {
	{'m', TRACE_MALLOC, "sa", "m SIZE ADDRESS"},
	{'f', TRACE_FREE, "o", "f ADDRESS"},
	{'r', TRACE_REALLOC, "osa", "r OLD-ADDRESS SIZE NEW-ADDRESS"},
	{'c', TRACE_CALLOC, "nsa", "c COUNT SIZE ADDRESS"},
	{'A', TRACE_ARENA, "sa", "A SIZE ADDRESS"},
	{'F', TRACE_ARENA_FREE, "as", "F ADDRESS SIZE"},
};

static const struct form *form_of(unsigned char letter)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (forms[i].letter == letter)
			return &forms[i];
	return NULL;
}

static bool take_field(struct text_trace *trace, const unsigned char **at, char field,
		       const char *usage, struct trace_event *event)
{
	switch (field) {
	case 'n': return line_take_size(trace, at, usage, &event->count);
	case 's': return line_take_size(trace, at, usage, &event->size);
	case 'a': return line_take_address(trace, at, usage, &event->where);
	default: return line_take_address(trace, at, usage, &event->old);
	}
}

static bool field_missing(struct text_trace *trace, const unsigned char *at,
			  const struct form *form, size_t seen)
{
	char hint[80];
	size_t wanted = strlen(form->fields);

	snprintf(hint, sizeof hint, "write '%s'", form->usage);
	return line_fault(trace, at, hint, "'%c' needs %zu field%s, here %s %zu", form->letter,
			  wanted, wanted == 1 ? "" : "s", seen == 1 ? "is" : "are", seen);
}

static bool take_fields(struct text_trace *trace, const unsigned char *at, const struct form *form,
			struct trace_event *event)
{
	*event = (struct trace_event){.kind = form->kind, .count = 1};
	for (const char *field = form->fields; *field; field++) {
		at = line_skip_blanks(trace, at);
		if (at == trace->line.end || *at == '#')
			return field_missing(trace, at, form, (size_t)(field - form->fields));
		if (!take_field(trace, &at, *field, form->usage, event))
			return false;
	}
	at = line_skip_blanks(trace, at);
	if (at < trace->line.end && *at != '#')
		return line_fault(trace, at, form->usage, "'%.*s' is more than '%c' takes",
				  WORD(trace, at), form->letter);
	return true;
}

static bool take_mark(struct text_trace *trace, const unsigned char *at, struct trace_event *event)
{
	const unsigned char *end = trace->line.end;

	at = line_skip_blanks(trace, at);
	while (end > at && line_is_blank(end[-1]))
		end--;
	if (at == end)
		return line_fault(trace, at, "write 'M WORDS'", "a mark without a name");
	if (line_control_fault(trace))
		return false;
	*event = (struct trace_event){
		.kind = TRACE_MARK, .count = 1, .text = at, .length = (uint32_t)(end - at)};
	return true;
}

static bool take_event(struct text_trace *trace, const unsigned char *at, struct trace_event *event)
{
	const struct form *form = form_of(*at);
	const unsigned char *fields = at + 1;

	if (line_word_ends(trace, fields)) {
		if (*at == 'M')
			return take_mark(trace, fields, event);
		if (form && !take_fields(trace, fields, form, event))
			return false;
		if (form && form->kind == TRACE_ARENA)
			return check_arena(trace, event, line_skip_blanks(trace, fields));
		if (form && form->kind == TRACE_ARENA_FREE)
			return check_arena_free(trace, event, line_skip_blanks(trace, fields));
		if (form)
			return true;
	}
	return line_fault(trace, at, "a line begins with m, c, r, f, A, F, M or #",
			  "unknown event '%.*s'", WORD(trace, at));
}

static bool not_a_trace(struct text_trace *trace)
{
	const struct line *line = &trace->line;
	size_t length = (size_t)(line->end - line->at);
	const char *hint = "the first line must be '" TEXT_TRACE_MAGIC "1'";

	if (length >= 20 && memcmp(line->at, RECORDING_MAGIC, 20) == 0)
		hint = "this is a recording; `arenawalk export` makes a text of it";
	else if (length >= 5 && memcmp(line->at,
				       "\xfd"
				       "7zXZ",
				       5) == 0)
		hint = "it is packed: xzcat FILE | arenawalk import - -o OUT";
	else if (length >= 2 && memcmp(line->at, "\x1f\x8b", 2) == 0)
		hint = "it is packed: zcat FILE | arenawalk import - -o OUT";
	diag_add(trace->diags, DIAG_ERROR, (struct diag_place){1, 1}, hint,
		 "this is not a text trace");
	/* Bytes that are no text would explain nothing. */
	if (!line_control(line))
		line_keep(trace);
	return false;
}

bool text_trace_is(const char *bytes, size_t length)
{
	const size_t prefix = strlen(TEXT_TRACE_MAGIC);

	return length >= prefix && memcmp(bytes, TEXT_TRACE_MAGIC, prefix) == 0;
}

static bool take_magic(struct text_trace *trace)
{
	const size_t prefix = strlen(TEXT_TRACE_MAGIC);
	const unsigned char *at;

	if (trace->line.end - trace->line.at >= 3 &&
	    memcmp(trace->line.at, "\xef\xbb\xbf", 3) == 0) /* a byte order mark */
		trace->line.at += 3;
	at = trace->line.at;
	if ((size_t)(trace->line.end - at) <= prefix ||
	    !text_trace_is((const char *)at, (size_t)(trace->line.end - at)))
		return not_a_trace(trace);
	at += prefix;
	if (*at == '1' && line_skip_blanks(trace, at + 1) == trace->line.end)
		return true;
	return line_fault(trace, at, "version 1 is the only one",
			  "unknown version '%.*s' of text traces",
			  trace->line.end - at < 40 ? (int)(trace->line.end - at) : 40,
			  (const char *)at);
}

static void read_head(struct text_trace *trace)
{
	size_t errors = trace->diags->errors;

	head_begin(&trace->head);
	while (!trace->held && !trace->ended && lines_next(&trace->lines, &trace->line)) {
		const unsigned char *at = line_skip_blanks(trace, trace->line.at);

		if (at == trace->line.end)
			continue;
		if (*at != '#' || trace->line.cut)
			trace->held = true;
		else if (comment_is_directive(trace))
			trace->held = !comment_take_head_text(trace);
		else if (!line_control_fault(trace) && at == trace->line.at)
			comment_take_head(trace);
	}
	if (trace->diags->errors > errors)
		return;
	if (head_finish(&trace->head, trace->diags) && !trace->has_model)
		diag_add(trace->diags, DIAG_WARNING, DIAG_WHOLE_FILE,
			 "`arenawalk models` lists them", "no line '# model NAME': taken for %s",
			 trace->head.model.name);
}

/* -- opening and reading -------------------------------------------------------------- */

static void start(struct text_trace *trace)
{
	if (!lines_next(&trace->lines, &trace->line)) {
		trace->ended = true;
		if (trace->lines.error)
			diag_add(trace->diags, DIAG_ERROR, DIAG_WHOLE_FILE,
				 diag_errno_hint(trace->lines.error), "cannot read: %s",
				 strerror(trace->lines.error));
		else
			diag_add(trace->diags, DIAG_ERROR, DIAG_WHOLE_FILE,
				 "the first line must be '" TEXT_TRACE_MAGIC "1'", "the file is empty");
		return;
	}
	if (take_magic(trace))
		read_head(trace);
	else
		trace->ended = true;
}

static struct text_trace *new_trace(const char *name, struct diag_list *diags)
{
	struct text_trace *trace = mem_zero(1, sizeof *trace);

	trace->fd = -1;
	trace->diags = diags;
	trace->source.name = mem_text(name);
	return trace;
}

struct text_trace *text_trace_open(const char *path, struct diag_list *diags)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct text_trace *trace = new_trace(is_stdin ? "<stdin>" : path, diags);

	trace->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (trace->fd < 0) {
		diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE, diag_errno_hint(errno),
			 "cannot open: %s", strerror(errno));
		trace->ended = true;
		return trace;
	}
	outfile_spare(trace->fd);
	lines_open(&trace->lines, trace->fd);
	start(trace);
	return trace;
}

struct text_trace *text_trace_from_memory(const char *name, const void *bytes, size_t length,
					  struct diag_list *diags)
{
	struct text_trace *trace = new_trace(name, diags);

	lines_from_memory(&trace->lines, bytes, length);
	start(trace);
	return trace;
}

void text_trace_close(struct text_trace *trace)
{
	if (!trace)
		return;
	if (trace->fd > STDERR_FILENO)
		close(trace->fd);
	lines_fini(&trace->lines);
	extents_fini(&trace->arenas);
	source_fini(&trace->source);
	free(trace->text);
	free(trace);
}

/* True if the line at hand is an event. */
static bool take_line(struct text_trace *trace, struct trace_event *event)
{
	const unsigned char *at = trace->line.at;

	if (trace->line.cut)
		return line_fault(trace, trace->line.end, LINE_HINT, "a line of more than %u bytes",
				  LINE_MOST);
	if (comment_is_directive(trace))
		return comment_take_directive(trace, event);
	at = line_skip_blanks(trace, at);
	if (at == trace->line.end)
		return false;
	if (*at != '#')
		return take_event(trace, at, event);
	line_control_fault(trace);
	return false;
}

bool text_trace_next(struct text_trace *trace, struct trace_event *event)
{
	while (!trace->ended) {
		if (!trace->held && !lines_next(&trace->lines, &trace->line))
			break;
		trace->held = false;
		if (take_line(trace, event))
			return true;
	}
	if (!trace->ended && trace->lines.error)
		diag_add(trace->diags, DIAG_ERROR, DIAG_WHOLE_FILE,
			 diag_errno_hint(trace->lines.error), "cannot read: %s",
			 strerror(trace->lines.error));
	trace->ended = true;
	*event = (struct trace_event){.kind = TRACE_END, .count = 1};
	return false;
}

const struct recording_head *text_trace_head(const struct text_trace *trace)
{
	return &trace->head;
}

const struct source *text_trace_source(const struct text_trace *trace)
{
	return &trace->source;
}
