/*
 * source.h - one input file, read whole, with a limit; or some lines of one.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct diag_list;

/* To be freed with source_fini. */
struct source {
	char *name;     /* owned: as the user called it; "<stdin>" for "-", "''" for "" */
	uint8_t *bytes; /* owned: length bytes and a NUL behind them; NULL = it was not read */
	size_t length;
	struct source_kept *kept; /* lines of a file that is not in [bytes]: see source_keep */
	size_t kept_count, kept_capacity;
};

/* Read [path] ("-" = standard input) up to [limit] bytes.  A directory, a
 * missing or unreadable file, a larger one: a diagnostic and false, [source]
 * empty but for its name, which is set either way (free it with _fini).  A pipe or device is read
 * until its end or the limit.  No outfile replaces what was read (outfile_spare). */
bool source_read(struct source *source, const char *path, size_t limit, struct diag_list *diags);

/* The same from memory: copies [name] and [bytes]. */
void source_from_memory(struct source *source, const char *name, const void *bytes, size_t length);

/* The text of line [line] (from 1), without its end and without a byte order mark,
 * or NULL: there is none, or it is not kept.  Borrowed, not NUL-terminated.  Lines end as in YAML
 * 1.1: LF, CR LF, CR, and the Unicode breaks NEL, LS and PS. */
const char *source_line(const struct source *source, uint32_t line, size_t *length);

/* The line behind [line], which source_line or this function returned with [length]; NULL: there is
 * none.  Not of a source with lines that are kept. */
const char *source_line_after(const struct source *source, const char *line, size_t length,
			      size_t *next_length);

/* Of a file that is read as a stream, too large to be kept: keep a copy of line [line], so that
 * source_line finds it, and from then on no other lines than those kept.  [source] may be all zeros
 * but for the name. */
void source_keep(struct source *source, uint32_t line, const char *text, size_t length);

/* Free all of it; [source] is all zeros then. */
void source_fini(struct source *source);

#endif
