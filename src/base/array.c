/*
 * array.c - growable arrays, and memory that is there or ends the program.
 */
#include "base/array.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void)
{
	fputs("arenawalk: out of memory\n", stderr);
	exit(1);
}

void *array_grow(void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	size_t wanted = *capacity < 8 ? 16 : *capacity * 2;
	if (wanted <= count || wanted > SIZE_MAX / size)
		out_of_memory();
	void *grown = realloc(items, wanted * size);
	if (grown == NULL)
		out_of_memory();
	*capacity = wanted;
	return grown;
}

void *mem_alloc(size_t size)
{
	void *memory = malloc(size > 0 ? size : 1);
	if (memory == NULL)
		out_of_memory();
	return memory;
}

void *mem_zero(size_t count, size_t size)
{
	if (count == 0 || size == 0)
		count = size = 1;
	void *memory = calloc(count, size);
	if (memory == NULL)
		out_of_memory();
	return memory;
}

char *mem_text(const char *text)
{
	size_t size = strlen(text) + 1;
	return memcpy(mem_alloc(size), text, size);
}

void mem_missing(void)
{
	out_of_memory();
}
