/*
 * term.c - the terminal: taking it over, waiting, giving it back.
 *
 * What it can do is asked in capability.c, charset.c and direct.c, canvases are shown by
 * painter.c, input is read by keys.c, understood by sequence.c, and signals.c has the last word when the
 * program is killed.
 */
#define NCURSES_WIDECHAR 1
#include "term/term.h"

#include <assert.h>
#include <curses.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "term/capability.h"
#include "term/charset.h"
#include "term/direct.h"
#include "term/keys.h"
#include "term/painter.h"
#include "term/signals.h"

/* A paste whose end has not come this long after its last byte has lost it. */
#define PASTE_PAUSE_MS 500

/* Reads that bring nothing although there should be something, until the terminal
 * counts as gone. */
#define DRY_READS 3

/* asciinema 2.2 closes the terminal when the program ends, and loses what it has not read yet. */
#define RECORDER_WAIT_NS 150000000
#define CTRL_L 0x0c

struct term {
	SCREEN *screen;
	FILE *input;		 /* ours if it is /dev/tty; otherwise stdin */
	pid_t owner;		 /* children of ours leave the terminal alone */
	struct termios settings; /* as we found them */
	bool is_ascii;
	enum colour_depth depth;
	const struct theme *theme;
	bool is_xterm_like; /* knows bracketed paste and synchronised updates */
	struct painter *painter;
	struct keys *keys;
	int64_t last_input_ms;
	int dry_reads; /* in a row */
	int other;     /* a descriptor that is waited for, too; -1 = none */
};

#define CURSES_MEMORY ((size_t)2 << 20) /* it opens with a tenth, or dies of having less */

static struct term *active;
static bool is_at_work; /* curses may be asked for something, and may end the program */

/* Past the buffer of curses, which is empty between its calls. */
static void send_now(const char *sequence)
{
	ssize_t written = write(STDOUT_FILENO, sequence, strlen(sequence));
	(void)written; /* that a terminal is gone is learnt by reading from it */
}

static const char *open_input(bool from_tty, FILE **input)
{
	*input = NULL;
	if (!isatty(STDOUT_FILENO))
		return "standard output is not a terminal";
	if (from_tty) {
		*input = fopen("/dev/tty", "re");
		return *input != NULL ? NULL : "there is no terminal to read keys from";
	}
	if (!isatty(STDIN_FILENO))
		return "standard input is not a terminal";
	*input = stdin;
	return NULL;
}

static void close_input(FILE *input)
{
	if (input != NULL && input != stdin)
		fclose(input);
}

/* What is said with the call is stronger than the environment. */
static bool is_mono(const struct term_options *options)
{
	const char *no_color = getenv("NO_COLOR");
	if (options->no_colour || options->says_depth)
		return options->no_colour || options->depth == DEPTH_MONO;
	return no_color != NULL && *no_color != '\0';
}

static enum colour_depth open_colour(const struct term_options *options)
{
	if (is_mono(options) || !has_colors())
		return DEPTH_MONO;
	start_color();
	use_default_colors(); /* keeps the terminal's own background */
	enum colour_depth depth = direct_depth(COLORS);
	if (!options->says_depth || options->depth >= depth)
		return depth;
	/* Among values only the first eight numbers are the terminal's own. */
	return options->depth == DEPTH_16 && COLORS > 256 ? DEPTH_8 : options->depth;
}

static void arm(struct term *term)
{
	char buffer[512];
	struct str undo = str_init(buffer, sizeof buffer);
	capability_undo(&undo);
	signals_arm(&term->settings, undo.text, undo.length);
}

/* After newterm(): how curses shall behave. */
static void set_up(struct term *term, const struct term_options *options)
{
	term->is_xterm_like = capability_is_xterm_like();
	arm(term);
	cbreak(); /* not raw(): Ctrl-C, Ctrl-\ and Ctrl-Z keep their meaning */
	noecho();
	nonl();
	curs_set(0);
	leaveok(stdscr, TRUE);
	idcok(stdscr, FALSE); /* shifting half a row is not "only what changed" */
	term->depth = open_colour(options);
	term->theme = options->theme;
	if (term->theme == NULL)
		term->theme = theme_for_ground(getenv("COLORFGBG"));
	term->painter = painter_new(term->depth, term->is_ascii, term->theme);
	painter_resize(term->painter, COLS, LINES);
	term->keys = keys_new(fileno(term->input), !options->no_mouse && capability_has_mouse());
	if (term->is_xterm_like)
		send_now("\033[?2004h");
}

/* Leave the screen to others, for a while or for good. */
static void leave(struct term *term)
{
	if (term->is_xterm_like)
		send_now("\033[?2004l");
	endwin();
	/* Leaving the alternate screen brings back a saved cursor, in some terminals hidden. */
	if (term->is_xterm_like)
		send_now("\033[?25h");
}

/* When there is no memory: no more than others need, for curses does not survive everything then. */
static void leave_active(void)
{
	struct term *term = active;

	if (term == NULL || term->owner != getpid())
		return;
	active = NULL;
	leave(term);
	tcsetattr(STDOUT_FILENO, TCSADRAIN, &term->settings);
}

static void close_active(void)
{
	if (active != NULL && active->owner == getpid())
		term_close(active);
}

static bool wants_direct(const struct term_options *options, const char *kind)
{
	if (is_mono(options))
		return false;
	return options->says_depth ? options->depth == DEPTH_TRUE
				   : direct_is_hidden(kind, STDOUT_FILENO);
}

/* Where terminfo finds no memory, curses exits by itself, with a message and a status that mean
 * nothing to the user.  Nobody else exits meanwhile. */
static void end_curses(int status, void *context)
{
	(void)context;
	if (is_at_work && status == EXIT_FAILURE) {
		is_at_work = false;
		mem_exhausted();
	}
}

static void begin_work(void)
{
	static bool has_exit_handlers;

	is_at_work = true;
	if (!has_exit_handlers) {
		atexit(close_active);
		on_exit(end_curses, NULL);
	}
	has_exit_handlers = true;
}

/* Some terminals begin without a size: a serial line, a recorder. */
static bool get_size(struct winsize *size)
{
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, size) == 0 && size->ws_row > 0 && size->ws_col > 0;
}

/* The size comes from the terminal alone: LINES and COLUMNS, once exported by a shell, would pin
 * it for ever.  Where it has none they are all there is; without them curses takes 80x24.  (Asked
 * for the size of such a terminal, curses 6.5 refuses it.) */
static void choose_size(void)
{
	struct winsize size;
	bool has_size = get_size(&size);

	use_env(!has_size);
	use_tioctl(has_size);
}

static SCREEN *new_screen(const struct term_options *options, const char *kind, FILE *input)
{
	struct direct direct;
	bool is_direct = wants_direct(options, kind) && direct_show(&direct, kind, STDOUT_FILENO);

	choose_size();
	errno = 0;
	SCREEN *screen = newterm(kind, stdout, input);
	if (screen == NULL && errno == ENOMEM)
		mem_exhausted();
	if (is_direct)
		direct_hide(&direct);
	if (is_direct && screen == NULL) /* the database was where TERMINFO said */
		screen = newterm(kind, stdout, input);
	return screen;
}

const char *term_problem(bool keys_from_tty)
{
	const char *kind, *why;
	FILE *input;

	mem_need(CURSES_MEMORY);
	begin_work();
	why = open_input(keys_from_tty, &input);
	if (why == NULL)
		why = capability_problem(&kind);
	close_input(input);
	is_at_work = false;
	return why;
}

struct term *term_open(const struct term_options *options, const char **why)
{
	const char *kind;
	FILE *input;

	assert(active == NULL);
	mem_need(CURSES_MEMORY);
	begin_work();
	*why = open_input(options->keys_from_tty, &input);
	if (*why == NULL)
		*why = capability_problem(&kind);
	if (*why != NULL) {
		is_at_work = false;
		close_input(input);
		return NULL;
	}
	struct term *term = mem_zero(1, sizeof *term);
	term->input = input;
	term->other = -1;
	term->owner = getpid();
	term->is_ascii = !charset_choose() || options->ascii;
	tcgetattr(STDOUT_FILENO, &term->settings);
	signals_install(STDOUT_FILENO, options->interrupt_leaves);
	term->screen = new_screen(options, kind, input);
	if (term->screen == NULL) {
		*why = "curses cannot use this terminal";
		is_at_work = false;
		signals_remove();
		close_input(input);
		free(term);
		return NULL;
	}
	active = term;
	mem_before_exit(leave_active);
	set_up(term, options);
	return term;
}

void term_close(struct term *term)
{
	if (term == NULL)
		return;
	active = NULL;
	mem_before_exit(NULL);
	leave(term);
	tcsetattr(STDOUT_FILENO, TCSADRAIN, &term->settings);
	if (getenv("ASCIINEMA_REC"))
		nanosleep(&(struct timespec){.tv_nsec = RECORDER_WAIT_NS}, NULL);
	signals_remove();
	keys_destroy(term->keys);
	painter_destroy(term->painter);
	delscreen(term->screen);
	close_input(term->input);
	free(term);
	is_at_work = false;
}

int term_width(const struct term *term)
{
	return painter_width(term->painter);
}

int term_height(const struct term *term)
{
	return painter_height(term->painter);
}

bool term_is_ascii(const struct term *term)
{
	return term->is_ascii;
}

void term_set_theme(struct term *term, const struct theme *theme)
{
	if (theme == term->theme)
		return;
	term->theme = theme;
	painter_set_theme(term->painter, theme);
}

const struct theme *term_theme(const struct term *term)
{
	return term->theme;
}

bool term_has_colour(const struct term *term)
{
	return term->depth != DEPTH_MONO;
}

void term_present(struct term *term, const struct canvas *canvas)
{
	if (!painter_draw(term->painter, canvas))
		return;
	/* One frame, one update: a terminal that knows how shows all of it at once. */
	if (term->is_xterm_like)
		send_now("\033[?2026h");
	doupdate();
	if (term->is_xterm_like)
		send_now("\033[?2026l");
}

/* Take the size the terminal has now, if it has one. */
static void adopt_size(struct term *term)
{
	struct winsize size;
	if (get_size(&size))
		resize_term(size.ws_row, size.ws_col);
	painter_resize(term->painter, COLS, LINES);
}

/* Take the terminal back after another program had it. */
static void come_back(struct term *term)
{
	/* The shell's settings may have changed; in the background they are not ours. */
	if (tcgetpgrp(STDOUT_FILENO) == getpgrp()) {
		def_shell_mode();
		tcgetattr(STDOUT_FILENO, &term->settings);
	}
	arm(term);
	adopt_size(term);
	doupdate();
	keys_resume(term->keys);
	if (term->is_xterm_like)
		send_now("\033[?2004h");
}

static void suspend(struct term *term, bool is_group)
{
	signals_disarm();
	leave(term);
	signals_stop(is_group);
	come_back(term);
}

void term_wait_also(struct term *term, int descriptor)
{
	term->other = descriptor;
}

void term_suspend(struct term *term)
{
	suspend(term, true);
}

/* What signals have asked for since the last time.  True: draw everything. */
static bool handle_signals(struct term *term)
{
	bool must_draw = false;
	if (signals_take_stop()) {
		suspend(term, false); /* the terminal has told the rest of the group */
		must_draw = true;
	}
	if (signals_take_continue()) { /* stopped by SIGSTOP, behind our back */
		leave(term);
		come_back(term);
		must_draw = true;
	}
	if (signals_take_resize()) {
		adopt_size(term);
		painter_redraw(term->painter); /* terminals move things about */
		must_draw = true;
	}
	return must_draw;
}

/* poll() called the terminal readable and reading gave nothing: is it gone, closed
 * or not ours to read from any more?  [error] is what reading left in errno. */
static bool is_gone(struct term *term, int error)
{
	int waiting = 0;
	bool has_input = ioctl(fileno(term->input), FIONREAD, &waiting) == 0 && waiting > 0;
	term->dry_reads = has_input && error != EIO ? 0 : term->dry_reads + 1;
	return term->dry_reads >= DRY_READS;
}

static enum keys_result read_event(struct term *term, struct term_event *event)
{
	errno = 0;
	enum keys_result result = keys_read(term->keys, event);
	if (result == KEYS_NOTHING)
		return result;
	term->dry_reads = 0;
	term->last_input_ms = (int64_t)clock_ms();
	if (result == KEYS_EVENT && event->kind == TERM_KEY && event->key == CTRL_L) {
		painter_redraw(term->painter);
		event->kind = TERM_RESIZE;
	}
	return result;
}

/* When to wake up without input: at [deadline] (-1: never), or when a paste has
 * paused for too long. */
static int ms_to_wait(const struct term *term, int64_t deadline)
{
	int64_t end = deadline;
	if (keys_in_paste(term->keys)) {
		int64_t paste_end = term->last_input_ms + PASTE_PAUSE_MS;
		end = end < 0 || paste_end < end ? paste_end : end;
	}
	if (end < 0)
		return -1;
	int64_t left = end - (int64_t)clock_ms();
	return left > 0 ? (int)left : 0;
}

/* Wait for input, a signal, or [deadline].  TERM_KEY: there may be something to
 * read, and surely so if [is_readable]; otherwise the event to report. */
static enum term_event_kind wait_for_input(struct term *term, int64_t deadline, bool *is_readable)
{
	struct pollfd inputs[] = {{.fd = fileno(term->input), .events = POLLIN},
				  {.fd = term->other, .events = POLLIN}};
	int ready = signals_wait(inputs, term->other >= 0 ? 2 : 1, ms_to_wait(term, deadline));

	*is_readable = ready > 0 && inputs[0].revents;
	if (ready < 0)
		return errno == EINTR ? TERM_KEY : TERM_GONE;
	if (*is_readable)
		return inputs[0].revents & (POLLHUP | POLLERR | POLLNVAL) ? TERM_GONE : TERM_KEY;
	if (ready > 0)
		return TERM_OTHER;
	int64_t now = (int64_t)clock_ms();
	if (now >= term->last_input_ms + PASTE_PAUSE_MS)
		keys_end_paste(term->keys);
	return deadline >= 0 && now >= deadline ? TERM_TIMEOUT : TERM_KEY;
}

struct term_event term_wait(struct term *term, int timeout_ms)
{
	int64_t deadline = timeout_ms < 0 ? -1 : (int64_t)clock_ms() + timeout_ms;
	bool is_readable = false;

	for (;;) {
		struct term_event event = {.kind = TERM_RESIZE};
		if (signals_take_interrupt())
			return (struct term_event){.kind = TERM_INTERRUPT};
		if (handle_signals(term))
			return event;
		enum keys_result result = read_event(term, &event);
		if (result == KEYS_EVENT)
			return event;
		if (result == KEYS_SWALLOWED)
			continue;
		if (is_readable && is_gone(term, errno))
			return (struct term_event){.kind = TERM_GONE};
		event.kind = wait_for_input(term, deadline, &is_readable);
		if (event.kind != TERM_KEY)
			return event;
	}
}
