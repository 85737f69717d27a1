/* stems.c - spelled stems in a table with open addressing; see stems.h. */
#include "scenario/stems.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

struct stems {
	char **items;
	size_t count, capacity;
	uint32_t *slots;   /* id + 1; 0 = free */
	size_t slot_count; /* power of two */
};

struct stems *stems_new(void)
{
	struct stems *stems = mem_zero(1, sizeof *stems);

	stems->slot_count = 64;
	stems->slots = mem_zero(stems->slot_count, sizeof *stems->slots);
	return stems;
}

void stems_destroy(struct stems *stems)
{
	if (!stems)
		return;
	for (size_t i = 0; i < stems->count; i++)
		free(stems->items[i]);
	free(stems->items);
	free(stems->slots);
	free(stems);
}

static size_t text_hash(const char *text, size_t length)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
	return (size_t)(hash ^ hash >> 29);
}

static void stems_grow(struct stems *stems)
{
	free(stems->slots);
	stems->slot_count *= 2;
	stems->slots = mem_zero(stems->slot_count, sizeof *stems->slots);
	for (size_t i = 0; i < stems->count; i++) {
		size_t at = text_hash(stems->items[i], strlen(stems->items[i]));

		while (stems->slots[at & (stems->slot_count - 1)])
			at++;
		stems->slots[at & (stems->slot_count - 1)] = (uint32_t)i + 1;
	}
}

/* Where the stem is in slots[], or belongs. */
static size_t slot_of(const struct stems *stems, const char *stem, size_t length)
{
	size_t at = text_hash(stem, length) & (stems->slot_count - 1);

	for (; stems->slots[at]; at = (at + 1) & (stems->slot_count - 1)) {
		const char *known = stems->items[stems->slots[at] - 1];

		if (strncmp(known, stem, length) == 0 && known[length] == '\0')
			break;
	}
	return at;
}

bool stems_find(const struct stems *stems, const char *stem, size_t length, uint32_t *id)
{
	uint32_t slot = stems->slots[slot_of(stems, stem, length)];

	if (slot)
		*id = slot - 1;
	return slot != 0;
}

uint32_t stems_intern(struct stems *stems, const char *stem, size_t length)
{
	size_t at = slot_of(stems, stem, length);
	char *copy;

	if (stems->slots[at])
		return stems->slots[at] - 1;
	copy = mem_alloc(length + 1);
	memcpy(copy, stem, length);
	copy[length] = '\0';
	array_push(stems, copy);
	stems->slots[at] = (uint32_t)stems->count;
	if (2 * stems->count > stems->slot_count)
		stems_grow(stems);
	return (uint32_t)stems->count - 1;
}

const char *stems_text(const struct stems *stems, uint32_t id)
{
	return id < stems->count ? stems->items[id] : "?";
}

/* The digits at the end are the number, if spelling it again gives the same text: no
 * leading zero, not too large.  Returns the length of the stem. */
static size_t split(const char *name, uint64_t *number)
{
	size_t length = strlen(name), stem = length;

	while (stem > 0 && name[stem - 1] >= '0' && name[stem - 1] <= '9')
		stem--;
	*number = NAME_NO_NUMBER;
	if (stem == length || stem == 0 || length - stem > 9 ||
	    (name[stem] == '0' && length - stem > 1))
		return length;
	*number = strtoull(name + stem, NULL, 10);
	return stem;
}

name_key name_key_of(struct stems *stems, const char *name)
{
	uint64_t number;
	size_t stem = split(name, &number);

	return name_key_make(stems_intern(stems, name, stem), number);
}

bool name_key_find(const struct stems *stems, const char *name, name_key *key)
{
	uint64_t number;
	size_t stem = split(name, &number);
	uint32_t id;

	if (!stems_find(stems, name, stem, &id))
		return false;
	*key = name_key_make(id, number);
	return true;
}

void name_spell(const struct stems *stems, name_key key, char *buffer, size_t bytes)
{
	const char *stem = stems_text(stems, name_key_stem(key));

	if (name_key_number(key) == NAME_NO_NUMBER)
		snprintf(buffer, bytes, "%s", stem);
	else
		snprintf(buffer, bytes, "%s%llu", stem, (unsigned long long)name_key_number(key));
}
