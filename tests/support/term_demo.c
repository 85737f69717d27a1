/*
 * term_demo.c - nothing but a terminal and its events, for the terminal's tests.
 *
 *	row 0   size 80x24 utf-8          (or ascii)
 *	row 2   a cell that the arrow keys move
 *	row 3   characters of every kind
 *	row 4   one cell of each role
 *	last    #3 key Shift+Left    $    the third event: last, so that whoever reads
 *	                                  it has read the rest
 *
 * Keys: q quits; the others stand in act().  Options: ascii, no-mouse, no-colour,
 * true, 256, 16, 8, none (colours), tty (keys from /dev/tty), tick (an event every 20 ms).
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "term/term.h"

struct demo {
	struct term *term;
	struct canvas *canvas;
	unsigned events;
	unsigned theme;
	int position;
	char last[64]; /* the latest event in words */
};

static const char *name_of_key(uint32_t key)
{
	static const char *const names[] = {
		"None",	      "Left",	     "Right",	  "Up",		"Down",
		"Shift+Left", "Shift+Right", "Shift+Up",  "Shift+Down", "Home",
		"End",	      "PageUp",	     "PageDown",  "Enter",	"Tab",
		"BackTab",    "Escape",	     "Backspace", "Delete",	"F1",
		"F5",
	};
	_Static_assert(sizeof names / sizeof *names == KEY_CODE_F5 - KEY_CODE_NONE + 1,
		       "every key has a name");
	return names[key - KEY_CODE_NONE];
}

static void describe(const struct term_event *event, char *buffer, size_t size)
{
	static const char *const buttons[] = {"left", "middle", "right", "wheel up", "wheel down"};
	struct str out = str_init(buffer, size);

	if (event->kind == TERM_MOUSE)
		str_printf(&out, "mouse %s %d,%d.", buttons[event->button], event->x, event->y);
	else if (event->kind == TERM_RESIZE)
		str_add(&out, "resize.");
	else if (event->kind == TERM_TIMEOUT)
		str_add(&out, "timeout.");
	else if (event->key >= KEY_CODE_NONE)
		str_printf(&out, "key %s.", name_of_key(event->key));
	else if (event->key < 0x20)
		str_printf(&out, "key ^%c.", (char)(event->key + '@'));
	else if (str_add(&out, "key "), str_char(&out, event->key))
		str_char(&out, '.');
}

static void draw(struct demo *demo)
{
	struct canvas *canvas = demo->canvas;
	int width = term_width(demo->term), height = term_height(demo->term);

	canvas_reset(canvas, width, height);
	canvas_textf(canvas, 0, 0, width, ROLE_TEXT, "size %dx%d %s", width, height,
		     term_is_ascii(demo->term) ? "ascii" : "utf-8");
	canvas_put(canvas, demo->position, 2, ROLE_BLOCK_USED, 0x25a0);
	canvas_text(canvas, 0, 3, width, ROLE_TEXT, "内存池 ■□●… →│─┼ é 🐍 end");
	for (int role = 0; role < ROLE_COUNT; role++)
		canvas_put(canvas, role, 4, (enum role)role, (uint32_t)'A' + (uint32_t)role % 26);
	canvas_flag(canvas, (struct rect){0, 4, 1, 1}, CELL_CHANGED);
	canvas_flag(canvas, (struct rect){1, 4, 1, 1}, CELL_SELECTED);
	canvas_textf(canvas, 0, height - 1, width - 1, ROLE_TEXT, "#%u %s", demo->events,
		     demo->last);
	canvas_put(canvas, width - 1, height - 1, ROLE_TEXT, '$');
	term_present(demo->term, canvas);
}

/* Deep enough for any stack. */
static unsigned overflow(unsigned depth)
{
	volatile char waste[4096];
	waste[depth % sizeof waste] = (char)depth;
	return depth == 0 ? 0 : overflow(depth - 1) + (unsigned)waste[depth % sizeof waste];
}

/* False: leave. */
static bool act(struct demo *demo, uint32_t key)
{
	switch (key) {
	case 'q':
		return false;
	case 't':
		demo->theme++;
		if (theme_at(demo->theme) == NULL)
			demo->theme = 0;
		term_set_theme(demo->term, theme_at(demo->theme));
		break;
	case 'z':
		term_suspend(demo->term);
		break;
	case 'x':
		exit(3); /* without term_close() */
	case 'a':
		abort();
	case 'o':
		return overflow(1u << 30) == 1;
	case 's':
		raise(SIGSEGV);
		break;
	case KEY_CODE_LEFT:
		demo->position--;
		break;
	case KEY_CODE_RIGHT:
		demo->position++;
		break;
	default:
		break;
	}
	return true;
}

/* The kind of event that ended it. */
static enum term_event_kind run(struct demo *demo, int timeout_ms)
{
	for (;;) {
		draw(demo);
		struct term_event event = term_wait(demo->term, timeout_ms);
		if (event.kind == TERM_GONE)
			return event.kind;
		/* A key that changes nothing at all on the screen. */
		if (event.kind == TERM_KEY && event.key == '.')
			continue;
		demo->events++;
		describe(&event, demo->last, sizeof demo->last);
		if (event.kind == TERM_KEY && !act(demo, event.key))
			return event.kind;
	}
}

static bool has_option(char **argv, const char *name)
{
	while (*argv != NULL && strcmp(*argv, name) != 0)
		argv++;
	return *argv != NULL;
}

int main(int argc, char **argv)
{
	struct term_options options = {
		.ascii = has_option(argv, "ascii"),
		.no_colour = has_option(argv, "no-colour"),
		.no_mouse = has_option(argv, "no-mouse"),
		.keys_from_tty = has_option(argv, "tty"),
	};
	const char *why;
	struct demo demo = {.last = "start."};

	for (int i = 1; i < argc; i++)
		options.says_depth |= depth_find(argv[i], &options.depth);
	demo.term = term_open(&options, &why);
	if (demo.term == NULL) {
		fprintf(stderr, "no terminal: %s\n", why);
		return 69;
	}
	demo.canvas = canvas_new(1, 1);
	enum term_event_kind end = run(&demo, has_option(argv, "tick") ? 20 : -1);
	canvas_destroy(demo.canvas);
	term_close(demo.term);
	if (end == TERM_GONE)
		return 4;
	puts("bye");
	return 0;
}
