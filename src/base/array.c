/* array.c - growable arrays; see array.h. */
#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"

void *array_grow(void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	size_t wanted = *capacity < 8 ? 16 : *capacity * 2;
	if (wanted <= count || wanted > SIZE_MAX / size)
		mem_exhausted();
	void *grown = realloc(items, wanted * size);
	if (grown == NULL)
		mem_exhausted();
	*capacity = wanted;
	return grown;
}
