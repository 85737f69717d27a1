/*
 * keys.c - from the bytes a terminal sends to keys and clicks.
 */
#define NCURSES_WIDECHAR 1
#include "term/keys.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"

#define ESC 27

#define MODIFIERS 28u /* of a report: Shift, Meta, Ctrl */
/* How long the rest of a sequence may take that has begun: long enough for a slow
 * line, short enough for a person who presses Esc. */
#define SEQUENCE_MS 25

struct keys {
	WINDOW *pad; /* only to read from: reading a window would also draw it */
	bool has_mouse, in_paste;
	bool has_click; /* [click] is to be handed out */
	struct term_event click;
};

struct keys *keys_new(bool has_mouse)
{
	struct keys *keys = mem_zero(1, sizeof *keys);
	keys->pad = newpad(1, 1);
	keypad(keys->pad, TRUE);
	wtimeout(keys->pad, 0);
	set_escdelay(SEQUENCE_MS);
	if (has_mouse) {
		mousemask(BUTTON1_PRESSED | BUTTON2_PRESSED | BUTTON3_PRESSED | BUTTON4_PRESSED |
				  BUTTON5_PRESSED,
			  NULL);
		mouseinterval(0); /* a press is a press: wait for no double click */
	}
	keys->has_mouse = has_mouse;
	keys_take_mouse(keys);
	return keys;
}

void keys_take_mouse(struct keys *keys)
{
	if (keys->has_mouse)
		keyok(KEY_MOUSE, FALSE);
}

void keys_destroy(struct keys *keys)
{
	if (keys == NULL)
		return;
	delwin(keys->pad);
	free(keys);
}

bool keys_in_paste(const struct keys *keys)
{
	return keys->in_paste;
}

void keys_end_paste(struct keys *keys)
{
	keys->in_paste = false;
}

/* The next byte of a sequence that has begun, or ERR. */
static int next_byte(struct keys *keys)
{
	wtimeout(keys->pad, SEQUENCE_MS);
	int byte = wgetch(keys->pad);
	wtimeout(keys->pad, 0);
	return byte;
}

struct sequence {
	const char *text; /* what follows ESC [, or ESC O */
	uint32_t key;
};

static uint32_t find_sequence(const struct sequence *table, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(table[i].text, text) == 0)
			return table[i].key;
	return KEY_CODE_NONE;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ESC O x: the keypad in application mode. */
static uint32_t read_ss3(struct keys *keys)
{
	static const struct sequence table[] = {
		{"A", KEY_CODE_UP},   {"B", KEY_CODE_DOWN},  {"C", KEY_CODE_RIGHT},
		{"D", KEY_CODE_LEFT}, {"H", KEY_CODE_HOME},  {"F", KEY_CODE_END},
		{"P", KEY_CODE_F1},   {"M", KEY_CODE_ENTER},
	};
	int byte = next_byte(keys);
	char text[2] = {byte > 0 && byte < 0x80 ? (char)byte : '\0', '\0'};
	return find_sequence(table, COUNT(table), text);
}

/* Read what follows ESC [, up to its last byte; "" when it is longer than any that
 * means something. */
static void collect_csi(struct keys *keys, char *text, size_t capacity)
{
	size_t length = 0;
	for (;;) {
		int byte = next_byte(keys);
		if (byte < 0x20 || byte > 0x7e) { /* ERR among them */
			if (byte == ESC)
				ungetch(byte); /* another begins */
			break;
		}
		if (length + 1 < capacity)
			text[length] = (char)byte;
		length++;
		/* The Linux console sends ESC [ [ A: that second bracket ends nothing. */
		if (byte >= 0x40 && !(byte == '[' && length == 1))
			break;
	}
	text[length < capacity ? length : 0] = '\0';
}

/* A press is an event; what is let go, or moves, is none.  Modifiers do not matter. */
static void take_click(struct keys *keys, unsigned code, unsigned x, unsigned y)
{
	static const struct {
		unsigned code;
		enum term_button button;
	} table[] = {
		{0, TERM_BUTTON_LEFT}, {1, TERM_BUTTON_MIDDLE}, {2, TERM_BUTTON_RIGHT},
		{64, TERM_WHEEL_UP},   {65, TERM_WHEEL_DOWN},
	};

	for (size_t i = 0; i < COUNT(table) && keys->has_mouse && x > 0 && y > 0; i++) {
		if (table[i].code != (code & ~MODIFIERS))
			continue;
		keys->has_click = true;
		keys->click = (struct term_event){.kind = TERM_MOUSE,
						  .x = (int)x - 1,
						  .y = (int)y - 1,
						  .button = table[i].button};
	}
}

/* ESC [ < code ; x ; y M, or m where it is let go. */
static void take_report(struct keys *keys, const char *text)
{
	unsigned code, x, y;
	char last;

	if (sscanf(text, "<%4u;%5u;%5u%c", &code, &x, &y, &last) == 4 && last == 'M')
		take_click(keys, code, x, y);
}

/* ESC [ M and three bytes, each 32 more than it means: from before terminals were wide. */
static void take_old_report(struct keys *keys)
{
	unsigned values[3];

	for (int i = 0; i < 3; i++) {
		int byte = next_byte(keys);
		if (byte < ' ' || byte > 0xff) {
			if (byte == ESC)
				ungetch(byte);
			return;
		}
		values[i] = (unsigned)byte - ' ';
	}
	take_click(keys, values[0], values[1], values[2]);
}

/* ESC [ …: as xterm, the Linux console, rxvt and their kin send it. */
static uint32_t read_csi(struct keys *keys)
{
	static const struct sequence table[] = {
		{"A", KEY_CODE_UP},
		{"B", KEY_CODE_DOWN},
		{"C", KEY_CODE_RIGHT},
		{"D", KEY_CODE_LEFT},
		{"1;2A", KEY_CODE_SHIFT_UP},
		{"1;2B", KEY_CODE_SHIFT_DOWN},
		{"1;2C", KEY_CODE_SHIFT_RIGHT},
		{"1;2D", KEY_CODE_SHIFT_LEFT},
		{"a", KEY_CODE_SHIFT_UP},
		{"b", KEY_CODE_SHIFT_DOWN},
		{"c", KEY_CODE_SHIFT_RIGHT},
		{"d", KEY_CODE_SHIFT_LEFT},
		{"H", KEY_CODE_HOME},
		{"1~", KEY_CODE_HOME},
		{"7~", KEY_CODE_HOME},
		{"F", KEY_CODE_END},
		{"4~", KEY_CODE_END},
		{"8~", KEY_CODE_END},
		{"3~", KEY_CODE_DELETE},
		{"5~", KEY_CODE_PAGE_UP},
		{"6~", KEY_CODE_PAGE_DOWN},
		{"Z", KEY_CODE_BACKTAB},
		{"[A", KEY_CODE_F1},
		{"11~", KEY_CODE_F1},
		{"[E", KEY_CODE_F5},
		{"15~", KEY_CODE_F5},
	};
	char text[16];

	collect_csi(keys, text, sizeof text);
	if (text[0] == '<')
		take_report(keys, text);
	else if (strcmp(text, "M") == 0)
		take_old_report(keys);
	else if (strcmp(text, "200~") == 0)
		keys->in_paste = true;
	else if (strcmp(text, "201~") == 0)
		keys->in_paste = false;
	return find_sequence(table, COUNT(table), text);
}

static uint32_t read_escape(struct keys *keys)
{
	/* curses has waited already whether a sequence follows. */
	int byte = wgetch(keys->pad);
	if (byte == '[')
		return read_csi(keys);
	if (byte == 'O')
		return read_ss3(keys);
	if (byte != ERR)
		ungetch(byte);
	return KEY_CODE_ESCAPE;
}

/* A character beyond ASCII, the first byte of which is there. */
static uint32_t read_character(struct keys *keys, int first)
{
	char bytes[4] = {(char)first};
	int wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
	int count = 1;

	while (count < wanted) {
		int byte = next_byte(keys);
		if (byte < 0x80 || byte > 0xbf) {
			if (byte != ERR)
				ungetch(byte);
			return KEY_CODE_NONE;
		}
		bytes[count++] = (char)byte;
	}
	uint32_t code_point;
	size_t size = utf8_decode(bytes, bytes + count, &code_point);
	return size == (size_t)count && count > 1 ? code_point : KEY_CODE_NONE;
}

static uint32_t read_byte(struct keys *keys, int byte)
{
	switch (byte) {
	case ESC:
		return read_escape(keys);
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
		return byte < 0x80 ? (uint32_t)byte : read_character(keys, byte);
	}
}

static uint32_t from_curses(int code)
{
	static const struct {
		int code;
		uint32_t key;
	} table[] = {
		{KEY_LEFT, KEY_CODE_LEFT},
		{KEY_RIGHT, KEY_CODE_RIGHT},
		{KEY_UP, KEY_CODE_UP},
		{KEY_DOWN, KEY_CODE_DOWN},
		{KEY_SLEFT, KEY_CODE_SHIFT_LEFT},
		{KEY_SRIGHT, KEY_CODE_SHIFT_RIGHT},
		{KEY_SR, KEY_CODE_SHIFT_UP},
		{KEY_SF, KEY_CODE_SHIFT_DOWN},
		{KEY_HOME, KEY_CODE_HOME},
		{KEY_A1, KEY_CODE_HOME},
		{KEY_FIND, KEY_CODE_HOME},
		{KEY_END, KEY_CODE_END},
		{KEY_C1, KEY_CODE_END},
		{KEY_SELECT, KEY_CODE_END},
		{KEY_PPAGE, KEY_CODE_PAGE_UP},
		{KEY_A3, KEY_CODE_PAGE_UP},
		{KEY_NPAGE, KEY_CODE_PAGE_DOWN},
		{KEY_C3, KEY_CODE_PAGE_DOWN},
		{KEY_ENTER, KEY_CODE_ENTER},
		{KEY_BTAB, KEY_CODE_BACKTAB},
		{KEY_BACKSPACE, KEY_CODE_BACKSPACE},
		{KEY_DC, KEY_CODE_DELETE},
		{KEY_F(1), KEY_CODE_F1},
		{KEY_F(5), KEY_CODE_F5},
		{KEY_HELP, KEY_CODE_F1},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].code == code)
			return table[i].key;
	return KEY_CODE_NONE;
}

/* The click that curses has read: on the Linux console, from gpm. */
static enum keys_result read_mouse(struct term_event *event)
{
	static const struct {
		mmask_t state;
		enum term_button button;
	} table[] = {
		{BUTTON1_PRESSED, TERM_BUTTON_LEFT},  {BUTTON2_PRESSED, TERM_BUTTON_MIDDLE},
		{BUTTON3_PRESSED, TERM_BUTTON_RIGHT}, {BUTTON4_PRESSED, TERM_WHEEL_UP},
		{BUTTON5_PRESSED, TERM_WHEEL_DOWN},
	};
	MEVENT mouse;

	if (getmouse(&mouse) != OK)
		return KEYS_SWALLOWED;
	for (size_t i = 0; i < COUNT(table); i++) {
		if (!(mouse.bstate & table[i].state))
			continue;
		*event = (struct term_event){
			.kind = TERM_MOUSE, .x = mouse.x, .y = mouse.y, .button = table[i].button};
		return KEYS_EVENT;
	}
	return KEYS_SWALLOWED;
}

enum keys_result keys_read(struct keys *keys, struct term_event *event)
{
	int code = wgetch(keys->pad);
	if (code == ERR)
		return KEYS_NOTHING;

	bool was_in_paste = keys->in_paste;
	enum keys_result result = KEYS_SWALLOWED;
	if (code == KEY_MOUSE) {
		result = read_mouse(event);
	} else {
		uint32_t key = code >= KEY_MIN ? from_curses(code) : read_byte(keys, code);
		*event = (struct term_event){.kind = TERM_KEY, .key = key};
		result = key == KEY_CODE_NONE ? KEYS_SWALLOWED : KEYS_EVENT;
	}
	if (keys->has_click) {
		keys->has_click = false;
		*event = keys->click;
		result = KEYS_EVENT;
	}
	return was_in_paste ? KEYS_SWALLOWED : result;
}
