/*
 * cast_read.h - an asciicast, read as strictly as any player might.
 */
#ifndef SUPPORT_CAST_READ_H
#define SUPPORT_CAST_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cast_event {
	uint64_t ms; /* since the beginning, in both versions */
	char code;
	char *data; /* without escapes; owned */
	size_t length;
};

struct cast_file {
	int version, width, height;
	int64_t timestamp;
	char *title; /* NULL = none; owned */
	struct cast_event *items;
	size_t count, capacity;
	char why[160]; /* it could not be read */
};

/* False: [why].  It needs cast_free either way. */
bool cast_read(struct cast_file *file, const char *text, size_t length);
bool cast_read_path(struct cast_file *file, const char *path);
void cast_free(struct cast_file *file);

/* The events of this code; the [number]th of them, from 0, or NULL. */
size_t cast_count(const struct cast_file *file, char code);
const struct cast_event *cast_find(const struct cast_file *file, char code, size_t number);

#endif
