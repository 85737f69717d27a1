/* tally.c - calls among records; see tally.h. */
#include "trace/tally.h"

#include <stdbool.h>

#include "trace/format.h"

struct tally_text {
	const unsigned char *at, *end;
};

/* False: there is none, or it does not end. */
static bool pass_number(struct tally_text *place, uint64_t *number)
{
	*number = 0;
	for (unsigned shift = 0; place->at < place->end && shift < 64; shift += 7) {
		unsigned char byte = *place->at++;

		*number |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
	}
	return false;
}

static bool pass_numbers(struct tally_text *place, int count)
{
	uint64_t number;

	while (count > 0 && pass_number(place, &number))
		count--;
	return count == 0;
}

static bool pass_text(struct tally_text *place)
{
	uint64_t length;

	if (!pass_number(place, &length) || length > (uint64_t)(place->end - place->at))
		return false;
	place->at += length;
	return true;
}

/* What follows the first number of a record that is no call. */
static bool pass_other(struct tally_text *place, uint64_t kind)
{
	switch (kind) {
	case RECORD_ARENA:
	case RECORD_ARENA_FREE:
		return pass_numbers(place, 2);
	case RECORD_INTERPRETER:
	case RECORD_END:
		return pass_numbers(place, 1);
	default:
		return kind < RECORD_KIND_COUNT && pass_text(place);
	}
}

uint64_t tally_calls(const unsigned char *records, size_t length)
{
	static const int more[] = {[RECORD_FREE] = 0, [RECORD_MALLOC] = 1, [RECORD_REALLOC] = 2};
	struct tally_text place = {records, length ? records + length : records};
	uint64_t first, calls = 0;

	while (pass_number(&place, &first)) {
		bool is_calloc = first == (RECORD_CALLOC << 2 | RECORD_OTHER);
		bool is_call = is_calloc || (first & 3) != RECORD_OTHER;
		bool good = !is_call   ? pass_other(&place, first >> 2)
			    : is_calloc ? pass_numbers(&place, 3)
					: pass_numbers(&place, more[first & 3]);

		if (!good)
			break;
		calls += is_call;
	}
	return calls;
}
