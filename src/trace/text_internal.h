/*
 * text_internal.h - what the files that read text traces share: text.c (events), fields.c (the
 * fields of a line and what is wrong with them), comments.c (what comments hold).
 */
#ifndef TRACE_TEXT_INTERNAL_H
#define TRACE_TEXT_INTERNAL_H

#include "base/diag.h"
#include "base/source.h"
#include "trace/extents.h"
#include "trace/lines.h"
#include "trace/text.h"

#define ADDRESS_BITS 56 /* no system gives programs more */

struct text_trace {
	int fd; /* -1 = in memory */
	struct lines lines;
	struct line line; /* at hand */
	bool held;        /* which has yet to be looked at */
	bool ended;
	bool has_model; /* the head says whose behaviour it is */
	struct recording_head head;
	struct extents arenas; /* that are live */
	unsigned char *text;  /* owned, RECORD_TEXT_MOST bytes: of the event handed out last */
	size_t length;
	struct source source;
	struct diag_list *diags; /* borrowed */
};

/* -- fields.c: the line at hand, and places in it ---------------------------------------- */

struct diag_place line_place(const struct text_trace *trace, const unsigned char *at);

/* Report what is wrong at [at].  A control character in the line explains a fault better than
 * what it made of a field, so it is reported instead.  Always false: a line with a fault has no
 * event. */
__attribute__((format(printf, 4, 5))) bool line_fault(struct text_trace *trace,
						      const unsigned char *at, const char *hint,
						      const char *format, ...);

/* Report a control character if there is one: then true. */
bool line_control_fault(struct text_trace *trace);
const unsigned char *line_control(const struct line *line);

/* Keep the line for printing, after something was said about it; enough said, reading ends. */
void line_keep(struct text_trace *trace);

static inline bool line_is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

static inline bool line_word_ends(const struct text_trace *trace, const unsigned char *at)
{
	return at == trace->line.end || line_is_blank(*at);
}

static inline const unsigned char *line_skip_blanks(const struct text_trace *trace,
						    const unsigned char *at)
{
	while (at < trace->line.end && line_is_blank(*at))
		at++;
	return at;
}

/* The word at [at] for "%.*s". */
int line_word_length(const struct text_trace *trace, const unsigned char *at);
#define WORD(trace, at) line_word_length((trace), (at)), (const char *)(at)

/* Read a field and move [at] behind it; false with a diagnostic, and [usage] as its hint. */
bool line_take_size(struct text_trace *trace, const unsigned char **at, const char *usage,
		    uint64_t *number);
bool line_take_address(struct text_trace *trace, const unsigned char **at, const char *usage,
		       uint64_t *address);

/* The value of a hexadecimal digit, or -1. */
static inline int line_hex_digit(unsigned char c)
{
	if ((unsigned)(c - '0') < 10)
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* -- comments.c ------------------------------------------------------------------------- */

/* A comment that may hold an event, "#! ...", or goes on with one, "#!+ ...". */
bool comment_is_directive(const struct text_trace *trace);

/* A directive that belongs to the head: take it.  False: it is none, and is still at hand. */
bool comment_take_head_text(struct text_trace *trace);

/* True if it does hold one. */
bool comment_take_directive(struct text_trace *trace, struct trace_event *event);

/* Pass over the lines that go on with the one at hand. */
void comment_skip_rest(struct text_trace *trace);

/* Take up a line of the head, if it is one. */
void comment_take_head(struct text_trace *trace);

#endif
