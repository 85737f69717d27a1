/*
 * stems.h - names as numbers: a stem, spelled once, and the digits behind it.
 *
 * The table of stems only grows and means the same whenever it is asked, so it lies
 * outside the store: there is nothing in it to undo.
 */
#ifndef SCENARIO_STEMS_H
#define SCENARIO_STEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAME_NO_NUMBER UINT64_C(0xffffffff) /* the name is its stem */
#define NAME_MAX_NUMBER UINT64_C(0xfffffffe)

typedef uint64_t name_key; /* stem << 32 | number */

/* The spelled stems; ids are given in order of first use, from 0.  stems_destroy frees them; NULL
 * is fine there. */
struct stems;
struct stems *stems_new(void);
void stems_destroy(struct stems *stems);

/* The id of the [length] bytes at [stem], which are copied if they are new; and the text of an id,
 * the stems' own: "?" if there is no such id. */
uint32_t stems_intern(struct stems *stems, const char *stem, size_t length);
const char *stems_text(const struct stems *stems, uint32_t id);

/* Give [id] a stem's.  False: it has not been spelled yet. */
bool stems_find(const struct stems *stems, const char *stem, size_t length, uint32_t *id);

/* Split a spelled-out name: up to 9 digits at its end, with no 0 in front, are its number.  And
 * spell one out, cut to [bytes], the NUL included. */
name_key name_key_of(struct stems *stems, const char *name);
void name_spell(const struct stems *stems, name_key key, char *buffer, size_t bytes);

/* The same without adding to the table.  False: its stem is not there. */
bool name_key_find(const struct stems *stems, const char *name, name_key *key);

static inline name_key name_key_make(uint32_t stem, uint64_t number)
{
	return (uint64_t)stem << 32 | number;
}

static inline uint32_t name_key_stem(name_key key)
{
	return (uint32_t)(key >> 32);
}

static inline uint64_t name_key_number(name_key key)
{
	return key & UINT64_C(0xffffffff);
}

#endif
