/*
 * outfile.h - a file that is written whole or not at all.
 *
 * What is written goes to a temporary file beside the one that is meant, which takes its
 * place, and its name, at the end.  Whatever fails on the way, the old file is still there,
 * and no half of a new one.  Only its owner may read it: it shows what a program did.
 */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>

struct diag_list;

#define OUTFILE_BYTES ((size_t)1 << 18)

struct outfile {
	unsigned char *bytes; /* owned, OUTFILE_BYTES */
	size_t count;         /* of them, waiting to be written */
	int fd;
	int error;            /* errno of the first failure, 0 = none; nothing is written after it */
	char *path;           /* owned; NULL = standard output, which is just written to */
	char *temporary;      /* owned; NULL = standard output */
};

/* Begin to write [path] (NULL = standard output).  False, with a diagnostic, if that cannot be. */
bool outfile_open(struct outfile *out, const char *path, struct diag_list *diags);

void outfile_flush(struct outfile *out);
void outfile_write(struct outfile *out, const void *bytes, size_t length);

/* Room for [most] bytes, at most OUTFILE_BYTES; what has been put there is taken up by
 * outfile_take with the end of it. */
static inline unsigned char *outfile_room(struct outfile *out, size_t most)
{
	if (OUTFILE_BYTES - out->count < most)
		outfile_flush(out);
	return out->bytes + out->count;
}

static inline void outfile_take(struct outfile *out, const unsigned char *end)
{
	out->count = (size_t)(end - out->bytes);
}

/* Put the file in its place.  False, with a diagnostic, if something has failed: then
 * everything is as it was. */
bool outfile_finish(struct outfile *out, struct diag_list *diags);

/* Forget it.  Once opened, a file is either finished or abandoned. */
void outfile_abandon(struct outfile *out);

#endif
