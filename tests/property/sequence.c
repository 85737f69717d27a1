/*
 * sequence.c - whatever comes from a terminal, and however it arrives: what is a key is one key, what
 * is none is nothing, and no memory grows.
 */
#include "term/sequence.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "chance.h"
#include "must.h"
#include "scale.h"
#include "suite.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ROUNDS 3000
#define BYTES 400
#define SEED 26u

struct stream {
	unsigned char bytes[BYTES + 64];
	size_t length;
	bool is_end[BYTES + 65];    /* of something whole: a pause there means nothing */
	struct term_event events[BYTES + 64]; /* what it should be */
	size_t count;
};

struct heard {
	struct term_event events[BYTES + 64];
	size_t count;
};

/* -- own descriptions ---------------------------------------------------------------------- */

static void describe(struct sequence_list *list, struct chance *chance)
{
	static const char *const texts[] = {"\033\t", "\033\033[C", "\033[A~", "\033[7$", "\033[200", "\033[M",
					    "\001ab", "\xe6\xb1", "\033O", "\033[1;2"};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (chance_one_in(chance, 3))
			sequence_list_add(list, texts[i],
					  chance_one_in(chance, 2) ? KEY_CODE_NONE : KEY_CODE_F5);
}

/* -- what is heard ------------------------------------------------------------------------- */

static void check_event(const struct term_event *event)
{
	if (event->kind == TERM_MOUSE) {
		must(event->x >= 0, "not so: event->x >= 0");
		must(event->y >= 0, "not so: event->y >= 0");
		must(event->button <= TERM_WHEEL_DOWN, "not so: event->button <= TERM_WHEEL_DOWN");
		return;
	}
	must(event->kind == TERM_KEY, "not so: event->kind == TERM_KEY");
	must(event->key != KEY_CODE_NONE, "not so: event->key != KEY_CODE_NONE");
	must(event->key <= KEY_CODE_F5, "not so: event->key <= KEY_CODE_F5");
	must(event->key < 0xd800 || event->key > 0xdfff, "not so: event->key < 0xd800 || event->key > 0xdfff");
}

static void hear(struct heard *heard, const struct sequence_events *events)
{
	for (size_t i = 0; i < events->count; i++) {
		check_event(&events->items[i]);
		must(heard->count < COUNT(heard->events), "not so: heard->count < COUNT(heard->events)");
		heard->events[heard->count++] = events->items[i];
	}
}

static void feed(struct sequence *sequence, unsigned char byte, struct heard *heard)
{
	struct sequence_events events;

	sequence_feed(sequence, byte, &events);
	hear(heard, &events);
	must(sequence->length <= SEQUENCE_LONGEST, "not so: sequence->length <= SEQUENCE_LONGEST");
	must(!sequence->in_paste || !sequence_is_pending(sequence), "not so: !sequence->in_paste || !sequence_is_pending(sequence)");
}

static void be_quiet(struct sequence *sequence, struct heard *heard)
{
	struct sequence_events events;

	sequence_pause(sequence, &events);
	hear(heard, &events);
	must(!sequence_is_pending(sequence), "not so: !sequence_is_pending(sequence)");
}

static bool is_same(const struct term_event *one, const struct term_event *other)
{
	if (one->kind != other->kind)
		return false;
	return one->kind == TERM_KEY ? one->key == other->key
				     : one->x == other->x && one->y == other->y &&
					       one->button == other->button;
}

static void check_same(const struct heard *heard, const struct term_event *events, size_t count)
{
	ck_assert_uint_eq(heard->count, count);
	for (size_t i = 0; i < count; i++)
		must(is_same(&heard->events[i], &events[i]), "event %zu is another", i);
}

/* -- streams that mean something ----------------------------------------------------------- */

static void add_bytes(struct stream *stream, const char *bytes)
{
	for (; *bytes; bytes++)
		stream->bytes[stream->length++] = (unsigned char)*bytes;
}

static void add_key(struct stream *stream, uint32_t key)
{
	stream->events[stream->count++] = (struct term_event){.kind = TERM_KEY, .key = key};
}

static void add_known(struct stream *stream, struct chance *chance)
{
	static const struct {
		const char *bytes;
		uint32_t key;
	} known[] = {{"\033[C", KEY_CODE_RIGHT}, {"\033OD", KEY_CODE_LEFT}, {"\033[1;2A", KEY_CODE_SHIFT_UP},
		     {"\033[[E", KEY_CODE_F5},	 {"\r", KEY_CODE_ENTER},    {"\033[15~", KEY_CODE_F5},
		     {"q", 'q'},		 {"[", '['},		    {"~", '~'}};
	size_t i = chance_pick(chance, COUNT(known));

	add_bytes(stream, known[i].bytes);
	add_key(stream, known[i].key);
}

static void add_unknown(struct stream *stream, struct chance *chance)
{
	static const char *const unknown[] = {"\033[1;5C", "\033Oz", "\033[I", "\033[?62;1c", "\033[M#!!",
					      "\x80", "\033[<0;1;1m", "\033[201~"};

	add_bytes(stream, unknown[chance_pick(chance, COUNT(unknown))]);
}

static void add_character(struct stream *stream, struct chance *chance)
{
	uint32_t code = 0x80 + chance_pick(chance, 0x10ffff - 0x80);
	char bytes[5] = "";

	if (code >= 0xd800 && code <= 0xdfff)
		code = 0x6c60;
	utf8_encode(code, bytes);
	add_bytes(stream, bytes);
	add_key(stream, code);
}

static void add_click(struct stream *stream, struct chance *chance)
{
	int x = (int)chance_pick(chance, 223), y = (int)chance_pick(chance, 223);
	char bytes[32];

	if (chance_one_in(chance, 2))
		snprintf(bytes, sizeof bytes, "\033[<64;%d;%dM", x + 1, y + 1);
	else
		snprintf(bytes, sizeof bytes, "\033[M`%c%c", x + 33, y + 33);
	add_bytes(stream, bytes);
	stream->events[stream->count++] =
		(struct term_event){.kind = TERM_MOUSE, .x = x, .y = y, .button = TERM_WHEEL_UP};
}

/* Anything but its end. */
static void add_paste(struct stream *stream, struct chance *chance)
{
	static const char alphabet[] = "\033\033[[[OM<;2001mqr\x80\xe6\xf0 \r";
	uint32_t length = chance_pick(chance, 30);

	add_bytes(stream, "\033[200~");
	for (uint32_t i = 0; i < length; i++)
		stream->bytes[stream->length++] =
			(unsigned char)alphabet[chance_pick(chance, sizeof alphabet - 1)];
	add_bytes(stream, "\033[201~");
}

static void make_stream(struct stream *stream, struct chance *chance)
{
	static void (*const parts[])(struct stream *, struct chance *) = {
		add_known, add_unknown, add_character, add_click, add_paste};

	*stream = (struct stream){0};
	stream->is_end[0] = true;
	while (stream->length < BYTES) {
		parts[chance_pick(chance, COUNT(parts))](stream, chance);
		stream->is_end[stream->length] = true;
	}
}

START_TEST(hears_what_was_meant)
{
	static struct stream stream;
	struct chance chance = {SEED};

	for (int round = 0; round < scaled(ROUNDS); round++) {
		struct sequence sequence = {0};
		struct heard heard = {0};

		make_stream(&stream, &chance);
		for (size_t i = 0; i < stream.length; i++) {
			if (stream.is_end[i] && chance_one_in(&chance, 3))
				be_quiet(&sequence, &heard);
			feed(&sequence, stream.bytes[i], &heard);
		}
		ck_assert(!sequence_is_pending(&sequence) && !sequence_in_paste(&sequence));
		check_same(&heard, stream.events, stream.count);
	}
}
END_TEST

/* -- streams that mean nothing ------------------------------------------------------------- */

static void make_noise(unsigned char *bytes, struct chance *chance)
{
	static const char alphabet[] = "\033\033\033[[[OO<;;0129MmA~ab\t$\x80\xbf\xb1\xc3\xe6\xf0\xff";
	bool is_any = chance_one_in(chance, 4);

	for (size_t i = 0; i < BYTES; i++) {
		bytes[i] = (unsigned char)alphabet[chance_pick(chance, sizeof alphabet - 1)];
		if (is_any)
			bytes[i] = (unsigned char)chance_pick(chance, 256);
	}
}

/* What is to be done next lies in the value: a copy of it goes on in the same way, from any cut on. */
static void check_cut(struct sequence sequence, const unsigned char *rest, size_t count,
		      const struct term_event *events, size_t events_count)
{
	struct heard heard = {0};

	for (size_t i = 0; i < count; i++)
		feed(&sequence, rest[i], &heard);
	be_quiet(&sequence, &heard);
	check_same(&heard, events, events_count);
}

/* After a pause, and the end of a paste, a key is that key. */
static void check_clean(struct sequence *sequence)
{
	struct heard heard = {0};

	sequence_end_paste(sequence);
	feed(sequence, 'j', &heard);
	ck_assert_uint_eq(heard.count, 1);
	ck_assert_uint_eq(heard.events[0].key, 'j');
}

START_TEST(survives_noise)
{
	static unsigned char bytes[BYTES];
	struct chance chance = {SEED};

	for (int round = 0; round < scaled(ROUNDS); round++) {
		struct sequence_list own = {0};
		struct sequence sequence = {.own = &own}, at_cut = sequence;
		struct heard heard = {0};
		size_t cut = chance_pick(&chance, BYTES), heard_before = 0;

		describe(&own, &chance);
		make_noise(bytes, &chance);
		for (size_t i = 0; i < BYTES; i++) {
			if (i == cut) {
				at_cut = sequence;
				heard_before = heard.count;
			}
			feed(&sequence, bytes[i], &heard);
		}
		be_quiet(&sequence, &heard);
		ck_assert_uint_le(heard.count, BYTES);
		check_cut(at_cut, bytes + cut, BYTES - cut, heard.events + heard_before,
			  heard.count - heard_before);
		check_clean(&sequence);
		sequence_list_fini(&own);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sequence");

	tcase_add_test(suite_case(suite, "meant", 300), hears_what_was_meant);
	tcase_add_test(suite_case(suite, "noise", 300), survives_noise);
	return suite_run(suite);
}
