/*
 * sequence.c - from the bytes that a terminal sends to keys and clicks.
 *
 * What has begun is judged anew with each byte, as a whole: it goes on, or is over, or its first bytes
 * are something by themselves and the rest begins again.
 */
#include "term/sequence.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ESC 27
#define MODIFIERS 28u /* of a report: Shift, Meta, Ctrl */

static const char paste_begin[] = "\033[200~", paste_end[] = "\033[201~";

/* As xterm, the Linux console, rxvt and their kin send them. */
static const struct {
	const char *text;
	uint32_t key;
} known[] = {
	{"\033OA", KEY_CODE_UP},
	{"\033OB", KEY_CODE_DOWN},
	{"\033OC", KEY_CODE_RIGHT},
	{"\033OD", KEY_CODE_LEFT},
	{"\033OH", KEY_CODE_HOME},
	{"\033OF", KEY_CODE_END},
	{"\033OP", KEY_CODE_F1},
	{"\033OM", KEY_CODE_ENTER},
	{"\033[A", KEY_CODE_UP},
	{"\033[B", KEY_CODE_DOWN},
	{"\033[C", KEY_CODE_RIGHT},
	{"\033[D", KEY_CODE_LEFT},
	{"\033[1;2A", KEY_CODE_SHIFT_UP},
	{"\033[1;2B", KEY_CODE_SHIFT_DOWN},
	{"\033[1;2C", KEY_CODE_SHIFT_RIGHT},
	{"\033[1;2D", KEY_CODE_SHIFT_LEFT},
	{"\033[a", KEY_CODE_SHIFT_UP},
	{"\033[b", KEY_CODE_SHIFT_DOWN},
	{"\033[c", KEY_CODE_SHIFT_RIGHT},
	{"\033[d", KEY_CODE_SHIFT_LEFT},
	{"\033[H", KEY_CODE_HOME},
	{"\033[1~", KEY_CODE_HOME},
	{"\033[7~", KEY_CODE_HOME},
	{"\033[F", KEY_CODE_END},
	{"\033[4~", KEY_CODE_END},
	{"\033[8~", KEY_CODE_END},
	{"\033[3~", KEY_CODE_DELETE},
	{"\033[5~", KEY_CODE_PAGE_UP},
	{"\033[6~", KEY_CODE_PAGE_DOWN},
	{"\033[Z", KEY_CODE_BACKTAB},
	{"\033[[A", KEY_CODE_F1},
	{"\033[11~", KEY_CODE_F1},
	{"\033[[E", KEY_CODE_F5},
	{"\033[15~", KEY_CODE_F5},
};

/* -- the terminal's own -------------------------------------------------------------------- */

void sequence_list_add(struct sequence_list *list, const char *text, uint32_t key)
{
	struct sequence_own own = {.key = key};
	size_t length = strlen(text);

	if (length == 0 || length >= sizeof own.text)
		return;
	memcpy(own.text, text, length);
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i].text, text) != 0)
			continue;
		if (list->items[i].key == KEY_CODE_NONE)
			list->items[i].key = key;
		return;
	}
	array_push(list, own);
}

void sequence_list_fini(struct sequence_list *list)
{
	free(list->items);
	*list = (struct sequence_list){0};
}

/* -- judging ------------------------------------------------------------------------------- */

/* What is known of the bytes so far. */
struct verdict {
	size_t taken; /* of the bytes, from the first; 0 = it may go on */
	struct term_event event; /* a key that is KEY_CODE_NONE: nothing */
};

static struct verdict key_of(size_t taken, uint32_t key)
{
	return (struct verdict){.taken = taken, .event = {.kind = TERM_KEY, .key = key}};
}

static struct verdict nothing_of(size_t taken)
{
	return key_of(taken, KEY_CODE_NONE);
}

/* A byte that no sequence can hold ends it, and counts to it, unless it begins another. */
static struct verdict broken_at(const unsigned char *text, size_t at)
{
	return nothing_of(text[at] == ESC ? at : at + 1);
}

/* A press is an event; what is let go, or moves, is none.  Modifiers do not matter. */
static struct verdict click_of(size_t taken, unsigned code, unsigned x, unsigned y)
{
	static const struct {
		unsigned code;
		enum term_button button;
	} table[] = {
		{0, TERM_BUTTON_LEFT}, {1, TERM_BUTTON_MIDDLE}, {2, TERM_BUTTON_RIGHT},
		{64, TERM_WHEEL_UP},   {65, TERM_WHEEL_DOWN},
	};

	for (size_t i = 0; i < COUNT(table) && x > 0 && y > 0; i++)
		if (table[i].code == (code & ~MODIFIERS))
			return (struct verdict){.taken = taken,
						.event = {.kind = TERM_MOUSE,
							  .x = (int)x - 1,
							  .y = (int)y - 1,
							  .button = table[i].button}};
	return nothing_of(taken);
}

#define REPORT_DIGITS 5

/* Digits and what ends them.  False: something else is there. */
static bool read_number(const unsigned char **at, char end, unsigned *value)
{
	const unsigned char *first = *at;

	for (*value = 0; **at >= '0' && **at <= '9' && *at - first < REPORT_DIGITS; ++*at)
		*value = *value * 10 + (**at - '0');
	return *at > first && *(*at)++ == (unsigned char)end;
}

/* ESC [ < code ; x ; y M, or m where it is let go.  Its last byte is no digit, and is there. */
static struct verdict judge_report(const unsigned char *text, size_t length)
{
	const unsigned char *at = text + 3;
	unsigned code, x, y;

	if (read_number(&at, ';', &code) && read_number(&at, ';', &x) && read_number(&at, 'M', &y))
		return click_of(length, code, x, y);
	return nothing_of(length);
}

/* ESC [ M and three bytes, each 32 more than it means: from before terminals were wide. */
static struct verdict judge_old_report(const unsigned char *text, size_t length)
{
	for (size_t i = 3; i < length && i < 6; i++)
		if (text[i] < ' ')
			return broken_at(text, i);
	if (length < 6)
		return nothing_of(0);
	return click_of(6, text[3] - 32u, text[4] - 32u, text[5] - 32u);
}

static struct verdict judge_whole(const unsigned char *text, size_t length)
{
	for (size_t i = 0; i < COUNT(known); i++)
		if (strlen(known[i].text) == length && memcmp(known[i].text, text, length) == 0)
			return key_of(length, known[i].key);
	return nothing_of(length);
}

/* ESC [ …, up to a byte from @ on. */
static struct verdict judge_csi(const unsigned char *text, size_t length)
{
	if (length >= 3 && text[2] == 'M')
		return judge_old_report(text, length);
	for (size_t i = 2; i < length; i++) {
		if (text[i] < 0x20 || text[i] > 0x7e)
			return broken_at(text, i);
		/* The Linux console sends ESC [ [ A: that second bracket ends nothing. */
		if (text[i] >= 0x40 && !(text[i] == '[' && i == 2))
			return text[2] == '<' ? judge_report(text, i + 1) : judge_whole(text, i + 1);
	}
	return nothing_of(0);
}

/* ESC O …: the keypad in application mode.  Some put a number for modifiers in front. */
static struct verdict judge_ss3(const unsigned char *text, size_t length)
{
	for (size_t i = 2; i < length; i++) {
		if (text[i] < 0x20 || text[i] > 0x7e)
			return broken_at(text, i);
		if (!(text[i] >= '0' && text[i] <= '9') && text[i] != ';')
			return judge_whole(text, i + 1);
	}
	return nothing_of(0);
}

static struct verdict judge_character(const unsigned char *text, size_t length)
{
	unsigned first = text[0];
	size_t wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
	uint32_t code_point;

	if (first > 0xf4) /* begins no character */
		return nothing_of(1);
	for (size_t i = 1; i < length && i < wanted; i++)
		if (text[i] < 0x80 || text[i] > 0xbf)
			return nothing_of(i);
	if (length < wanted)
		return nothing_of(0);
	const char *bytes = (const char *)text;
	bool is_one = wanted > 1 && utf8_decode(bytes, bytes + wanted, &code_point) == wanted;
	return is_one ? key_of(wanted, code_point) : nothing_of(wanted);
}

static uint32_t key_of_byte(unsigned char byte)
{
	switch (byte) {
	case '\0':
		return KEY_CODE_NONE;
	case '\r':
	case '\n':
		return KEY_CODE_ENTER;
	case '\t':
		return KEY_CODE_TAB;
	case '\b':
	case 0x7f:
		return KEY_CODE_BACKSPACE;
	default:
		return byte;
	}
}

/* As all terminals mean it. */
static struct verdict judge(const unsigned char *text, size_t length)
{
	if (text[0] >= 0x80)
		return judge_character(text, length);
	if (text[0] != ESC)
		return key_of(1, key_of_byte(text[0]));
	if (length == 1)
		return nothing_of(0);
	if (text[1] == '[')
		return judge_csi(text, length);
	/* With Alt a key sends ESC and what it sends without. */
	return text[1] == 'O' ? judge_ss3(text, length) : key_of(1, KEY_CODE_ESCAPE);
}

/* As this terminal means it.  False: it says nothing of such bytes. */
static bool judge_own(const struct sequence *sequence, struct verdict *verdict)
{
	const struct sequence_list *list = sequence->own;
	bool goes_on = false;

	for (size_t i = 0; list && sequence->length < SEQUENCE_LONGEST && i < list->count; i++) {
		const struct sequence_own *own = &list->items[i];

		if (memcmp(own->text, (const char *)sequence->text, sequence->length) != 0)
			continue;
		if (own->text[sequence->length] == '\0') {
			*verdict = key_of(sequence->length, own->key);
			return true;
		}
		goes_on = true;
	}
	*verdict = nothing_of(0);
	return goes_on;
}

/* -- feeding ------------------------------------------------------------------------------- */

static void take(struct sequence *sequence, unsigned char byte, struct sequence_events *events);

static void emit(const struct term_event *event, struct sequence_events *events)
{
	if (event->kind == TERM_KEY && event->key == KEY_CODE_NONE)
		return;
	assert(events->count < COUNT(events->items));
	events->items[events->count++] = *event;
}

/* The first bytes are told; those behind them begin again. */
static void settle(struct sequence *sequence, const struct verdict *verdict,
		   struct sequence_events *events)
{
	unsigned char rest[SEQUENCE_LONGEST];
	size_t count = sequence->length - verdict->taken;

	memcpy(rest, sequence->text + verdict->taken, count);
	sequence->in_paste = verdict->taken == sizeof paste_begin - 1 &&
			     memcmp(sequence->text, paste_begin, verdict->taken) == 0;
	sequence->length = 0;
	emit(&verdict->event, events);
	for (size_t i = 0; i < count; i++)
		take(sequence, rest[i], events);
}

static void take_pasted(struct sequence *sequence, unsigned char byte)
{
	if (byte != (unsigned char)paste_end[sequence->paste_end])
		sequence->paste_end = 0;
	if (byte == (unsigned char)paste_end[sequence->paste_end])
		sequence->paste_end++;
	if (sequence->paste_end == sizeof paste_end - 1)
		sequence_end_paste(sequence);
}

static void take(struct sequence *sequence, unsigned char byte, struct sequence_events *events)
{
	struct verdict verdict;

	if (sequence->in_paste) {
		take_pasted(sequence, byte);
		return;
	}
	/* Of one that is too long only the last byte matters still: whether it ends. */
	if (sequence->length == sizeof sequence->text)
		sequence->length--;
	sequence->text[sequence->length++] = byte;
	if (!judge_own(sequence, &verdict))
		verdict = judge(sequence->text, sequence->length);
	if (verdict.taken > 0)
		settle(sequence, &verdict, events);
}

void sequence_feed(struct sequence *sequence, unsigned char byte, struct sequence_events *events)
{
	events->count = 0;
	take(sequence, byte, events);
}

void sequence_pause(struct sequence *sequence, struct sequence_events *events)
{
	events->count = 0;
	while (sequence_is_pending(sequence)) {
		struct verdict verdict = judge(sequence->text, sequence->length);

		if (verdict.taken == 0)
			verdict = key_of(sequence->length, sequence->length == 1 && sequence->text[0] == ESC
								   ? KEY_CODE_ESCAPE
								   : KEY_CODE_NONE);
		settle(sequence, &verdict, events);
	}
}

bool sequence_is_pending(const struct sequence *sequence)
{
	return sequence->length > 0;
}

bool sequence_in_paste(const struct sequence *sequence)
{
	return sequence->in_paste;
}

void sequence_end_paste(struct sequence *sequence)
{
	sequence->in_paste = false;
	sequence->paste_end = 0;
}
