/*
 * outfile.h - a file that is written whole or not at all.
 *
 * What is written goes to a temporary file beside the one that is meant, which takes its
 * place, and its name, at the end.  Whatever fails on the way, the old file is still there,
 * and no half of a new one.  Nothing is written over what the program reads, nor through a link,
 * nor over what is none of ours, where the caller knows how to tell.  Devices and pipes are no
 * files: they are just written to, and so is what /dev/stdout stands for.
 */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct diag_list;

#define OUTFILE_BYTES ((size_t)1 << 18) /* of the buffer */

#define OUTFILE_HEAD 8192 /* bytes of a file that is there by which it can be told */

/* How files of a kind are written. */
struct outfile_manner {
	/* Whether a file that begins with these bytes (a NUL behind them) is of this kind, and may
	 * be replaced; NULL = any may be.  An empty one always may. */
	bool (*is_ours)(const char *head, size_t length);
	const char *is_not;  /* "it is no recording" */
	const char *instead; /* a hint: what to do then */
	bool is_public;      /* others may read it, as umask says; else its owner alone */
	bool is_state;       /* of the program: it replaces what it has read */
};

struct outfile {
	unsigned char *bytes; /* owned, OUTFILE_BYTES */
	size_t count;         /* of them, waiting to be written */
	int fd;
	int error;            /* errno of the first failure, 0 = none; nothing is written behind */
	bool is_borrowed;     /* [fd] is not to be closed */
	char *path;           /* owned; NULL = what is no file is just written to */
	char *temporary;      /* owned; NULL = there is none, or it has its place */
};

/* What can be read behind this descriptor is what the program works on: no outfile replaces it
 * from now on, under whatever name, but one that is_state.  What is no file is passed over. */
void outfile_spare(int fd);

/* Begin to write [path] (NULL = standard output) in this manner (NULL = any file is replaced; its
 * owner alone may read it).  False, with a diagnostic, if that cannot be: then there is nothing to
 * finish or abandon. */
bool outfile_open(struct outfile *out, const char *path, const struct outfile_manner *manner,
		  struct diag_list *diags);

/* Whether outfile_open would find nothing against what is there of that name; if it does, the
 * diagnostic says what.  Writes nothing. */
bool outfile_may(const char *path, const struct outfile_manner *manner, struct diag_list *diags);

/* A stream into it, never NULL, to be closed before outfile_finish or outfile_abandon; it fails
 * when the file does, with errno. */
FILE *outfile_stream(struct outfile *out);

/* Write what waits, and add [length] bytes to that.  What fails is kept for outfile_finish to tell;
 * from then on nothing is written. */
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

/* Give it its place already, empty, if there is room for [room] bytes: it grows there, and is found
 * as far as it is should the program be killed.  False, with a diagnostic: all is as it was. */
bool outfile_place(struct outfile *out, size_t room, struct diag_list *diags);

/* Put the file in its place.  False, with a diagnostic, if something has failed: then
 * everything is as it was, but for what outfile_place has done. */
bool outfile_finish(struct outfile *out, struct diag_list *diags);

/* Forget it: what was there of that name stays, unless outfile_place has put another in its place.
 * Once opened, a file is either finished or abandoned. */
void outfile_abandon(struct outfile *out);

#endif
