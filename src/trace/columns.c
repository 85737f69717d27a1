/* columns.c - records taken apart; see columns.h. */
#include "trace/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "trace/records.h"

#define SYSTEM (RECORD_CLASSES - 1)

/* -- what is foretold ----------------------------------------------------------------- */

#define HEAD_BITS 12u
#define LINK_BITS 15u
#define MADE_MOST (1u << 15) /* blocks that are named by when they were allocated */

struct named_page {
	uint64_t number, named; /* the address in it that was named last */
};

/*
 * Both sides have the same at every record.  Where two addresses fall on one place of a table,
 * less is foretold; nothing is wrong.
 */
struct forecast {
	unsigned shift;                      /* of an address: what is left is the page */
	uint64_t last_of[RECORD_CLASSES];    /* allocated last, by class */
	uint64_t heads[1u << HEAD_BITS];     /* freed last, by page; 0 = all were taken again */
	uint64_t links[1u << LINK_BITS];     /* what had been freed before, by address; those that
					      * no head led to are of other frames */
	uint64_t made[MADE_MOST];            /* allocated, by number */
	uint32_t count;                      /* of those in all */
	struct named_page pages[PAGES_MOST];       /* the one named last in front */
};

static unsigned place_of(uint64_t key, unsigned bits)
{
	return (unsigned)(key * UINT64_C(0x9e3779b97f4a7c15) >> (64 - bits));
}

static uint64_t *head_of(struct forecast *forecast, uint64_t address)
{
	return &forecast->heads[place_of(address >> forecast->shift, HEAD_BITS)];
}

static uint64_t *link_of(struct forecast *forecast, uint64_t address)
{
	return &forecast->links[place_of(address >> 3, LINK_BITS)];
}

static void forecast_begin(struct forecast *forecast, unsigned shift,
			   const struct record_state *state)
{
	forecast->shift = shift;
	memcpy(forecast->last_of, state->last_of, sizeof forecast->last_of);
	memset(forecast->heads, 0, sizeof forecast->heads);
	memset(forecast->pages, 0, sizeof forecast->pages);
	forecast->count = 0;
}

static uint64_t foretold(struct forecast *forecast, unsigned class)
{
	uint64_t last = forecast->last_of[class], head = *head_of(forecast, last);

	return head ? head : last + 16 * (class + 1);
}

static void allocated(struct forecast *forecast, unsigned class, uint64_t where)
{
	uint64_t *head = head_of(forecast, where);

	if (where && *head == where)
		*head = *link_of(forecast, where);
	forecast->last_of[class] = where;
	forecast->made[forecast->count++ % MADE_MOST] = where;
}

static void freed(struct forecast *forecast, uint64_t old)
{
	uint64_t *head = head_of(forecast, old);

	*link_of(forecast, old) = *head;
	*head = old;
}

/* The page is named: it goes to the front.  [index] PAGES_MOST: it is new. */
static void name_page(struct forecast *forecast, unsigned index, uint64_t address)
{
	if (index == PAGES_MOST)
		index--;
	memmove(forecast->pages + 1, forecast->pages, index * sizeof *forecast->pages);
	forecast->pages[0] = (struct named_page){address >> forecast->shift, address};
}

/* -- columns -------------------------------------------------------------------------- */

struct column {
	unsigned char *at, *end;
};

struct column_set {
	struct forecast forecast;
	bool bad; /* no room, or what is there cannot be */
	struct column columns[COLUMN_COUNT];
	size_t counts[COLUMN_COUNT];
	unsigned char *bytes[COLUMN_COUNT]; /* COLUMNS_MOST each; NULL until something is split */
	uint32_t *births;                   /* by address: number of the block; the same */
	unsigned char head[(COLUMN_COUNT + 3 + RECORD_CLASSES) * NUMBER_BYTES];
	size_t head_bytes;
};

struct column_set *columns_new(void)
{
	return mem_zero(1, sizeof(struct column_set)); /* touched as far as it is used */
}

void columns_destroy(struct column_set *columns)
{
	if (!columns)
		return;
	for (unsigned i = 0; i < COLUMN_COUNT; i++)
		free(columns->bytes[i]);
	free(columns->births);
	free(columns);
}

/* -- sizes ---------------------------------------------------------------------------- */

/* Of a request that is pymalloc's: those of whole words, then 16 by 16. */
#define SHAPE_WORDS 64u

static unsigned shape_of(uint64_t size)
{
	return size % 8 == 0 ? (unsigned)(size / 8 - 1) : SHAPE_WORDS + (unsigned)(size >> 4);
}

/* -- taking apart --------------------------------------------------------------------- */

static void put(struct column_set *columns, enum column_name name, uint64_t number)
{
	struct column *column = &columns->columns[name];

	if (column->end - column->at < (ptrdiff_t)NUMBER_BYTES)
		columns->bad = true;
	else
		column->at = put_number(column->at, number);
}

static void put_byte(struct column_set *columns, enum column_name name, unsigned byte)
{
	struct column *column = &columns->columns[name];

	if (column->at == column->end)
		columns->bad = true;
	else
		*column->at++ = (unsigned char)byte;
}

static void put_address(struct column_set *columns, uint64_t address)
{
	struct forecast *forecast = &columns->forecast;
	uint64_t page = address >> forecast->shift, offset;
	unsigned index = 0;

	while (index < PAGES_MOST && forecast->pages[index].number != page)
		index++;
	put_byte(columns, COLUMN_PAGE, index);
	if (index == PAGES_MOST) {
		put(columns, COLUMN_FAR, zigzag(address, forecast->pages[0].named));
	} else {
		offset = zigzag(address, forecast->pages[index].named);
		if (offset >= OFFSET_SHORT) {
			offset -= OFFSET_SHORT;
			put_byte(columns, COLUMN_LOW, offset & 0xff);
			offset = OFFSET_SHORT + (offset >> 8);
		}
		put_byte(columns, COLUMN_OFFSET, (unsigned)offset);
	}
	name_page(forecast, index, address);
}

/* Returns whether it was foretold. */
static bool split_where(struct column_set *columns, uint64_t size, uint64_t where)
{
	struct forecast *forecast = &columns->forecast;
	unsigned class = record_class(size);
	bool known = true;

	if (class == SYSTEM) {
		put(columns, COLUMN_SYSTEM, zigzag(where, forecast->last_of[SYSTEM]));
	} else {
		known = foretold(forecast, class) == where;
		if (!known)
			put_address(columns, where);
	}
	columns->births[place_of(where >> 3, LINK_BITS)] = forecast->count;
	allocated(forecast, class, where);
	return known;
}

/* Returns how many blocks ago it was allocated; 0: it is named by its address. */
static uint32_t split_old(struct column_set *columns, uint64_t old)
{
	struct forecast *forecast = &columns->forecast;
	uint32_t birth = columns->births[place_of(old >> 3, LINK_BITS)], ago = 0;

	if (birth < forecast->count && forecast->count - birth <= MADE_MOST &&
	    forecast->made[birth % MADE_MOST] == old)
		ago = forecast->count - birth;
	else
		put_address(columns, old);
	freed(forecast, old);
	return ago;
}

static void split_free(struct column_set *columns, const struct trace_event *event)
{
	uint32_t ago = split_old(columns, event->old);

	put_byte(columns, COLUMN_KIND, ago < FREE_FAR ? ago : FREE_FAR);
	if (ago >= FREE_FAR)
		put(columns, COLUMN_AGO, ago - FREE_FAR);
}

static void split_malloc(struct column_set *columns, const struct trace_event *event)
{
	bool known = split_where(columns, event->size, event->where);
	unsigned shape;

	if (record_class(event->size) == SYSTEM) {
		put_byte(columns, COLUMN_KIND, KIND_SYSTEM);
		put(columns, COLUMN_SIZE, event->size);
		return;
	}
	shape = shape_of(event->size);
	put_byte(columns, COLUMN_KIND, (known ? KIND_FORETOLD : KIND_MALLOC) + shape);
	if (shape >= SHAPE_WORDS)
		put_byte(columns, COLUMN_ODD, event->size & 15);
}

static void split_realloc(struct column_set *columns, const struct trace_event *event)
{
	put_byte(columns, COLUMN_KIND, KIND_REALLOC);
	put(columns, COLUMN_REALLOC_AGO, split_old(columns, event->old));
	put(columns, COLUMN_REALLOC_SIZE, event->size);
	put_byte(columns, COLUMN_KNOWN, split_where(columns, event->size, event->where));
}

static void split_calloc(struct column_set *columns, const struct trace_event *event)
{
	put_byte(columns, COLUMN_KIND, KIND_CALLOC);
	put(columns, COLUMN_CALLOC, event->count);
	put(columns, COLUMN_CALLOC, event->size);
	put_byte(columns, COLUMN_KNOWN,
		 split_where(columns, event->count * event->size, event->where));
}

static void split_other(struct column_set *columns, const unsigned char *record, size_t length)
{
	struct column *column = &columns->columns[COLUMN_OTHER];

	put_byte(columns, COLUMN_KIND, KIND_OTHER);
	if ((size_t)(column->end - column->at) < length) {
		columns->bad = true;
		return;
	}
	memcpy(column->at, record, length);
	column->at += length;
}

static void split_call(struct column_set *columns, const struct trace_event *event)
{
	if (event->kind == TRACE_FREE)
		split_free(columns, event);
	else if (event->kind == TRACE_MALLOC)
		split_malloc(columns, event);
	else if (event->kind == TRACE_REALLOC)
		split_realloc(columns, event);
	else
		split_calloc(columns, event);
}

/* Read the next event.  False: it is none. */
static bool next(struct byte_reader *in, struct record_state *state, struct trace_event *event)
{
	const unsigned char *quick = NULL;
	uint64_t first;

	*event = (struct trace_event){.count = 1};
	if (in->end - in->at > (ptrdiff_t)QUICK_BYTES)
		quick = quick_call(in->at, true, state, event);
	if (quick) {
		in->at = quick;
		return true;
	}
	first = take_number(in);
	if (in->ok)
		take_call(in, true, state, first, event);
	return in->ok;
}

static void put_head(struct column_set *columns, unsigned shift, const struct record_state *state)
{
	unsigned char *at = columns->head;

	for (unsigned i = 0; i < COLUMN_COUNT; i++)
		at = put_number(at, columns->counts[i]);
	at = put_number(at, shift);
	at = put_number(at, zigzag(state->last, 0));
	at = put_number(at, zigzag(state->freed, state->last));
	for (unsigned i = 0; i < RECORD_CLASSES; i++)
		at = put_number(at, zigzag(state->last_of[i], i ? state->last_of[i - 1] : state->last));
	columns->head_bytes = (size_t)(at - columns->head);
}

static void make_room(struct column_set *columns)
{
	if (!columns->births)
		columns->births = mem_zero(1u << LINK_BITS, sizeof *columns->births);
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		if (!columns->bytes[i])
			columns->bytes[i] = mem_zero(COLUMNS_MOST, 1);
		columns->columns[i] = (struct column){columns->bytes[i],
						      columns->bytes[i] + COLUMNS_MOST};
	}
	columns->bad = false;
}

static unsigned shift_of(uint32_t pool_size)
{
	return pool_size != 0 && pool_size <= 1u << PAGE_SHIFT_LEAST ? PAGE_SHIFT_LEAST
								     : PAGE_SHIFT_MOST;
}

bool columns_split(struct column_set *columns, uint32_t pool_size, struct record_state *state,
		   const unsigned char *records, size_t length)
{
	struct byte_reader in = {.at = records, .end = records + length, .ok = true};
	const struct record_state before = *state;
	size_t total = sizeof columns->head;
	struct trace_event event;

	make_room(columns);
	forecast_begin(&columns->forecast, shift_of(pool_size), state);
	while (in.at < in.end && !columns->bad) {
		const unsigned char *begin = in.at;

		if (!next(&in, state, &event))
			return false;
		if (trace_is_call(event.kind))
			split_call(columns, &event);
		else
			split_other(columns, begin, (size_t)(in.at - begin));
	}
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		columns->counts[i] = (size_t)(columns->columns[i].at - columns->bytes[i]);
		total += columns->counts[i];
	}
	put_head(columns, columns->forecast.shift, &before);
	return !columns->bad && total <= COLUMNS_MOST;
}

const unsigned char *columns_part(const struct column_set *columns, unsigned part, size_t *length)
{
	*length = part == 0 ? columns->head_bytes : columns->counts[part - 1];
	return part == 0 ? columns->head : columns->bytes[part - 1];
}

/* -- putting together ----------------------------------------------------------------- */

static uint64_t get(struct column_set *columns, enum column_name name)
{
	struct column *column = &columns->columns[name];
	struct byte_reader in;
	uint64_t number;

	if (column->at < column->end && *column->at < 0x80)
		return *column->at++;
	in = (struct byte_reader){.at = column->at, .end = column->end, .ok = true};
	number = take_number(&in);
	column->at += in.at - column->at;
	columns->bad |= !in.ok;
	return number;
}

static unsigned get_byte(struct column_set *columns, enum column_name name)
{
	struct column *column = &columns->columns[name];

	if (column->at < column->end)
		return *column->at++;
	columns->bad = true;
	return 0;
}

static uint64_t get_address(struct column_set *columns)
{
	struct forecast *forecast = &columns->forecast;
	unsigned index = get_byte(columns, COLUMN_PAGE);
	uint64_t address;

	if (index > PAGES_MOST) {
		columns->bad = true;
		return 0;
	}
	if (index == PAGES_MOST) {
		address = unzigzag(get(columns, COLUMN_FAR), forecast->pages[0].named);
	} else {
		uint64_t offset = get_byte(columns, COLUMN_OFFSET);

		if (offset >= OFFSET_SHORT)
			offset = OFFSET_SHORT + ((offset - OFFSET_SHORT) << 8 |
						 get_byte(columns, COLUMN_LOW));
		address = unzigzag(offset, forecast->pages[index].named);
	}
	name_page(forecast, index, address);
	return address;
}

static uint64_t join_where(struct column_set *columns, uint64_t size, bool known)
{
	struct forecast *forecast = &columns->forecast;
	unsigned class = record_class(size);
	uint64_t where;

	if (class == SYSTEM)
		where = unzigzag(get(columns, COLUMN_SYSTEM), forecast->last_of[SYSTEM]);
	else
		where = known ? foretold(forecast, class) : get_address(columns);
	allocated(forecast, class, where);
	return where;
}

static uint64_t join_old(struct column_set *columns, uint64_t ago)
{
	struct forecast *forecast = &columns->forecast;
	uint64_t old = 0;

	if (ago == 0)
		old = get_address(columns);
	else if (ago <= forecast->count && ago <= MADE_MOST)
		old = forecast->made[(forecast->count - (uint32_t)ago) % MADE_MOST];
	else
		columns->bad = true;
	freed(forecast, old);
	return old;
}

static void join_free(struct column_set *columns, unsigned kind, struct trace_event *event)
{
	event->kind = TRACE_FREE;
	event->old = join_old(columns, kind < FREE_FAR ? kind
						       : FREE_FAR + get(columns, COLUMN_AGO));
}

static void join_malloc(struct column_set *columns, unsigned kind, struct trace_event *event)
{
	bool known = kind < KIND_MALLOC;
	unsigned shape = kind - (known ? KIND_FORETOLD : KIND_MALLOC);

	event->kind = TRACE_MALLOC;
	event->size = shape < SHAPE_WORDS ? (shape + 1) * 8
					  : (shape - SHAPE_WORDS) * 16 +
						    (get_byte(columns, COLUMN_ODD) & 15);
	event->where = join_where(columns, event->size, known);
}

static void join_rare(struct column_set *columns, unsigned kind, struct trace_event *event)
{
	switch (kind) {
	case KIND_SYSTEM:
		event->kind = TRACE_MALLOC;
		event->size = get(columns, COLUMN_SIZE);
		event->where = join_where(columns, event->size, true);
		return;
	case KIND_REALLOC:
		event->kind = TRACE_REALLOC;
		event->old = join_old(columns, get(columns, COLUMN_REALLOC_AGO));
		event->size = get(columns, COLUMN_REALLOC_SIZE);
		event->where = join_where(columns, event->size, get_byte(columns, COLUMN_KNOWN));
		return;
	case KIND_CALLOC:
		event->kind = TRACE_CALLOC;
		event->count = get(columns, COLUMN_CALLOC);
		event->size = get(columns, COLUMN_CALLOC);
		event->where = join_where(columns, event->count * event->size,
					  get_byte(columns, COLUMN_KNOWN));
		return;
	default:
		columns->bad = true;
		return;
	}
}

static void join_call(struct column_set *columns, unsigned kind, struct trace_event *event)
{
	*event = (struct trace_event){.count = 1};
	if (kind <= FREE_FAR)
		join_free(columns, kind, event);
	else if (kind < KIND_OTHER)
		join_malloc(columns, kind, event);
	else
		join_rare(columns, kind, event);
}

/* Pass a record that is no call; returns its length, or 0. */
static size_t pass_other(struct column_set *columns)
{
	struct column *column = &columns->columns[COLUMN_OTHER];
	struct byte_reader in = {.at = column->at, .end = column->end, .ok = true};
	struct record_state state = {0};
	struct trace_event event = {.count = 1};
	uint64_t first = take_number(&in);

	if (!in.ok || (first & 3) != RECORD_OTHER)
		return 0;
	take_call(&in, true, &state, first, &event);
	return in.ok ? (size_t)(in.at - column->at) : 0;
}

/* Returns the end of what was written, or NULL. */
static unsigned char *join_other(struct column_set *columns, unsigned char *out,
				 const unsigned char *end)
{
	size_t length = pass_other(columns);

	if (length == 0 || length > (size_t)(end - out))
		return NULL;
	memcpy(out, columns->columns[COLUMN_OTHER].at, length);
	columns->columns[COLUMN_OTHER].at += length;
	return out + length;
}

static unsigned char *join_one(struct column_set *columns, struct record_state *state,
			       unsigned char *out, const unsigned char *end)
{
	unsigned kind = get_byte(columns, COLUMN_KIND);
	unsigned char record[CALL_BYTES];
	struct trace_event event;
	size_t length;

	if (kind == KIND_OTHER)
		return join_other(columns, out, end);
	join_call(columns, kind, &event);
	if (columns->bad)
		return NULL;
	if (end - out >= (ptrdiff_t)CALL_BYTES)
		return record_put(out, state, &event);
	length = (size_t)(record_put(record, state, &event) - record);
	if (length > (size_t)(end - out))
		return NULL;
	memcpy(out, record, length);
	return out + length;
}

/* What precedes the columns, and where they lie.  False: it cannot be. */
static bool get_head(struct column_set *columns, struct record_state *state,
		     unsigned char *parts, size_t count)
{
	struct byte_reader in = {.at = parts, .end = parts + count, .ok = true};
	uint64_t shift, last;

	for (unsigned i = 0; i < COLUMN_COUNT; i++)
		columns->counts[i] = take_number(&in);
	shift = take_number(&in);
	state->last = last = unzigzag(take_number(&in), 0);
	state->freed = unzigzag(take_number(&in), last);
	for (unsigned i = 0; i < RECORD_CLASSES; i++)
		state->last_of[i] = last = unzigzag(take_number(&in), last);
	if (!in.ok || shift < PAGE_SHIFT_LEAST || shift > PAGE_SHIFT_MOST)
		return false;
	parts += in.at - parts;
	count = (size_t)(in.end - in.at);
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		if (columns->counts[i] > count)
			return false;
		columns->columns[i] = (struct column){parts, parts + columns->counts[i]};
		parts += columns->counts[i];
		count -= columns->counts[i];
	}
	forecast_begin(&columns->forecast, (unsigned)shift, state);
	return count == 0;
}

bool columns_join(struct column_set *columns, unsigned char *parts, size_t count,
		  unsigned char *records, size_t length)
{
	unsigned char *out = records, *end = records + length;
	struct record_state state;

	columns->bad = false;
	if (!get_head(columns, &state, parts, count))
		return false;
	while (out && out < end)
		out = join_one(columns, &state, out, end);
	for (unsigned i = 0; out && i < COLUMN_COUNT; i++)
		if (columns->columns[i].at != columns->columns[i].end)
			return false;
	return out;
}
