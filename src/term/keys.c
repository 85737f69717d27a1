/*
 * keys.c - from a terminal's descriptor to keys and clicks.
 *
 * curses reads nothing, with one exception: on the Linux console clicks come from gpm, and
 * only to a caller that asks curses for a key.  There it is asked for bytes.
 */
#define NCURSES_WIDECHAR 1
#include "term/keys.h"

#include <curses.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "term/capability.h"
#include "term/sequence.h"

/* How long the rest of a sequence may take that has begun: long enough for a slow
 * line, short enough for a person who presses Esc. */
#define SEQUENCE_MS 25

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct keys {
	int fd;
	WINDOW *pad; /* for its settings: those of a window would also draw it */
	bool has_mouse, has_console;
	struct sequence_list own;
	struct sequence sequence;
	struct sequence_events events; /* read, and handed out up to [handed] */
	size_t handed;
};

static bool is_console(void)
{
	const char *name = termname();

	return name != NULL && strncmp(name, "linux", strlen("linux")) == 0;
}

struct keys *keys_new(int fd, bool has_mouse)
{
	struct keys *keys = mem_zero(1, sizeof *keys);

	keys->fd = fd;
	keys->has_mouse = has_mouse;
	keys->has_console = has_mouse && is_console();
	capability_keys(&keys->own);
	keys->sequence.own = &keys->own;
	keys->pad = newpad(1, 1);
	if (has_mouse) {
		mousemask(BUTTON1_PRESSED | BUTTON2_PRESSED | BUTTON3_PRESSED | BUTTON4_PRESSED |
				  BUTTON5_PRESSED,
			  NULL);
		mouseinterval(0); /* a press is a press: wait for no double click */
	}
	keys_resume(keys);
	return keys;
}

void keys_resume(struct keys *keys)
{
	keypad(keys->pad, TRUE);
	/* Bytes are asked for, and no keys: half a report, too, would be waited for without end. */
	for (int code = KEY_MIN; keys->has_console && code <= KEY_MAX; code++)
		keyok(code, FALSE);
}

void keys_destroy(struct keys *keys)
{
	if (keys == NULL)
		return;
	delwin(keys->pad);
	sequence_list_fini(&keys->own);
	free(keys);
}

bool keys_in_paste(const struct keys *keys)
{
	return sequence_in_paste(&keys->sequence);
}

void keys_end_paste(struct keys *keys)
{
	sequence_end_paste(&keys->sequence);
}

/* The click that curses has read from gpm. */
static enum keys_result read_click(struct term_event *event)
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

/* A byte, ERR, or on the console KEY_MOUSE. */
static int read_byte(struct keys *keys)
{
	struct pollfd input = {.fd = keys->fd, .events = POLLIN};
	int wait_ms = sequence_is_pending(&keys->sequence) ? SEQUENCE_MS : 0;
	unsigned char byte;

	if (keys->has_console) {
		wtimeout(keys->pad, wait_ms);
		return wgetch(keys->pad);
	}
	if (poll(&input, 1, wait_ms) <= 0)
		return ERR;
	return read(keys->fd, &byte, 1) == 1 ? byte : ERR;
}

/* The next that is known, if it counts. */
static enum keys_result hand_out(struct keys *keys, struct term_event *event)
{
	while (keys->handed < keys->events.count) {
		*event = keys->events.items[keys->handed++];
		if (event->kind != TERM_MOUSE || keys->has_mouse)
			return KEYS_EVENT;
	}
	return KEYS_SWALLOWED;
}

enum keys_result keys_read(struct keys *keys, struct term_event *event)
{
	if (hand_out(keys, event) == KEYS_EVENT)
		return KEYS_EVENT;
	int byte = read_byte(keys);
	if (byte == ERR && !sequence_is_pending(&keys->sequence))
		return KEYS_NOTHING;
	keys->handed = 0;
	keys->events.count = 0;
	if (byte == KEY_MOUSE)
		return keys_in_paste(keys) ? KEYS_SWALLOWED : read_click(event);
	if (byte == ERR)
		sequence_pause(&keys->sequence, &keys->events);
	else if (byte <= UCHAR_MAX)
		sequence_feed(&keys->sequence, (unsigned char)byte, &keys->events);
	return hand_out(keys, event);
}
