/*
 * array.h - growable arrays: one implementation for all.
 *
 *	struct { int *items; size_t count, capacity; } numbers = {0};
 *	array_push(&numbers, 5);
 *	free(numbers.items);
 *
 * What is pushed is evaluated first, once, and may name the array and its count.
 *
 * Out of memory ends the program with one line: nothing sensible is left to do.
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include <stddef.h>

/* Room for [count] + 1 items of [size] bytes; updates [capacity].  Never NULL. */
void *array_grow(void *items, size_t count, size_t *capacity, size_t size);

#define array_push(array, ...)                                                                     \
	do {                                                                                       \
		__typeof__(*(array)->items) pushed_ = __VA_ARGS__;                                 \
                                                                                                   \
		(array)->items = array_grow((array)->items, (array)->count, &(array)->capacity,    \
					    sizeof *(array)->items);                               \
		(array)->items[(array)->count] = pushed_;                                          \
		(array)->count++;                                                                  \
	} while (0)

/* malloc and friends that never return NULL (they end the program instead).
 * A size of 0 gives a block of 1 byte. */
void *mem_alloc(size_t size);
void *mem_zero(size_t count, size_t size);
char *mem_text(const char *text); /* a copy */

/* A library could not get its memory: end the program in the same way. */
_Noreturn void mem_missing(void);

#endif
