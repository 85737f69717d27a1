/*
 * array.h - growable arrays.
 *
 *	struct { int *items; size_t count, capacity; } numbers = {0};
 *	array_push(&numbers, 5);
 *	free(numbers.items);
 *
 * What is pushed is evaluated first, once, and may name the array and its count.  Out of memory
 * ends the program (mem.h).
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include <stddef.h>

/* Room for [count] + 1 items of [size] bytes: returns where [items], which is given away, lies from
 * now on, and updates [capacity], which is in items.  Never NULL; to be freed with free().  What is
 * new is not cleared. */
void *array_grow(void *items, size_t count, size_t *capacity, size_t size);

/* Append an item to what [array] points to; see above. */
#define array_push(array, ...)                                                                     \
	do {                                                                                       \
		__typeof__(*(array)->items) pushed_ = __VA_ARGS__;                                 \
                                                                                                   \
		(array)->items = array_grow((array)->items, (array)->count, &(array)->capacity,    \
					    sizeof *(array)->items);                               \
		(array)->items[(array)->count] = pushed_;                                          \
		(array)->count++;                                                                  \
	} while (0)

#endif
