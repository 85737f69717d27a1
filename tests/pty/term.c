/*
 * term.c - the terminal module, seen from outside: a small program in a terminal.
 *
 * Whatever ends or interrupts the program, the terminal must be as it was found.
 */
#include <check.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "at_terminal.h"
#include "suite.h"

#define MAX_ARGUMENTS 8

static const char *program(void)
{
	const char *path = getenv("TERM_DEMO");
	ck_assert_msg(path != NULL, "TERM_DEMO must be the path of term-demo");
	return path;
}

static const char *const xterm[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8", SANITIZERS, NULL};

/* Curses reads a description that was made for it (term/direct.c). */
static const char *const true_xterm[] = {"TERM=xterm-256color", "COLORTERM=truecolor",
					 "LC_ALL=C.UTF-8", SANITIZERS, NULL};
static const char *const *const xterms[] = {xterm, true_xterm};

static struct vt *start_as(const char *const environment[], int rows, int columns,
			   const char *option)
{
	const char *arguments[] = {program(), option, NULL};
	struct vt *vt = vt_spawn(rows, columns, arguments, environment);
	expect(vt, "#0 start.");
	return vt;
}

static struct vt *start(void)
{
	return start_as(xterm, 24, 80, NULL);
}

static void quit(struct vt *vt)
{
	vt_type(vt, "q");
	ck_assert(vt_until(vt, "bye", PATIENCE_MS));
	finish(vt, 0);
}

START_TEST(starts_and_quits)
{
	struct vt *vt = start();
	ck_assert(vt_is_alternate(vt));
	ck_assert(!vt_is_cursor_visible(vt));
	ck_assert(has_bytes(vt, "\033[?2004h"));
	ck_assert(has_bytes(vt, "\033[?2026l"));
	ck_assert_str_eq(vt_row(vt, 0), "size 80x24 utf-8");
	ck_assert_str_eq(vt_row(vt, 3), "内存池 ■□●… →│─┼ é 🐍 end");
	/* The last cell of the last row is drawn, and nothing has scrolled. */
	ck_assert_str_eq(vt_row(vt, 23) + 79, "$");
	quit(vt);
}
END_TEST

START_TEST(shows_styles)
{
	struct vt *vt = start();
	char *dump;
	size_t size;
	FILE *out = open_memstream(&dump, &size);
	vt_dump(vt, out);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(dump, "2:0-0 32/- bold\n"));
	/* Roles in their order: changed, selected, bold, bold, grey. */
	ck_assert_ptr_nonnull(strstr(dump, "4:0-0 163/- bold reverse\n4:1-1 -/- reverse\n"
					   "4:2-3 -/- bold\n4:4-4 243/-\n"));
	ck_assert_ptr_nonnull(strstr(dump, "hidden alternate\n"));
	free(dump);
	quit(vt);
}
END_TEST

START_TEST(changes_theme)
{
	struct vt *vt = start();
	vt_type(vt, "t");
	expect(vt, "#1 key t.");
	ck_assert_int_eq(vt_style_at(vt, 2, 0).foreground, 75);
	ck_assert_str_eq(vt_row(vt, 3), "内存池 ■□●… →│─┼ é 🐍 end");
	quit(vt);
	vt = start_as(true_xterm, 24, 80, NULL);
	vt_type(vt, "t");
	expect(vt, "#1 key t.");
	ck_assert_int_eq(vt_style_at(vt, 2, 0).foreground, VT_RGB | 0x34bdff);
	vt_type(vt, "t");
	expect(vt, "#2 key t.");
	ck_assert_int_eq(vt_style_at(vt, 2, 0).foreground, VT_RGB | 0x0f4aa6);
	quit(vt);
}
END_TEST

static const struct {
	const char *bytes, *name;
} keys[] = {
	{"j", "key j."},
	{"\033OA", "key Up."},
	{"\033OB", "key Down."},
	{"\033OC", "key Right."},
	{"\033OD", "key Left."},
	{"\033[A", "key Up."},
	{"\033[B", "key Down."},
	{"\033[C", "key Right."},
	{"\033[D", "key Left."},
	{"\033[1;2A", "key Shift+Up."},
	{"\033[1;2B", "key Shift+Down."},
	{"\033[1;2C", "key Shift+Right."},
	{"\033[1;2D", "key Shift+Left."},
	{"\033OH", "key Home."},
	{"\033[H", "key Home."},
	{"\033[1~", "key Home."},
	{"\033OF", "key End."},
	{"\033[F", "key End."},
	{"\033[4~", "key End."},
	{"\033[5~", "key PageUp."},
	{"\033[6~", "key PageDown."},
	{"\033[3~", "key Delete."},
	{"\033[Z", "key BackTab."},
	{"\t", "key Tab."},
	{"\r", "key Enter."},
	{"\033OM", "key Enter."},
	{"\177", "key Backspace."},
	{"\b", "key Backspace."},
	{"\033OP", "key F1."},
	{"\033[15~", "key F5."},
	{"\033[[E", "key F5."},
	{"\033[[A", "key F1."},
	{"\033", "key Escape."},
	{"\016", "key ^N."},
	{"é", "key é."},
	{"池", "key 池."},
	{"🐍", "key 🐍."},
	{"?", "key ?."},
};

START_TEST(reads_keys)
{
	struct vt *vt = start_as(xterms[_i], 24, 80, NULL);
	char text[64];
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
		vt_type(vt, keys[i].bytes);
		snprintf(text, sizeof text, "#%u %s", i + 1, keys[i].name);
		expect(vt, text);
	}
	quit(vt);
}
END_TEST

START_TEST(reads_keys_in_one_go)
{
	struct vt *vt = start();
	vt_type(vt, "jk\033[C\033OC12\033[1;2D");
	expect(vt, "#7 key Shift+Left.");
	vt_type(vt, "\033b"); /* Alt+b, or Esc and b typed fast */
	expect(vt, "#9 key b.");
	quit(vt);
}
END_TEST

/* Not one of these may be taken for something else, least of all for letters. */
static const char *const unknown[] = {
	"\033[1;5C",  "\033[1;5D",    "\033[1;6A",
	"\033[99;3~", "\033[?62;1c",  "\033[9;9u",
	"\033Oz",     "\033[I",	      "\033[12345678901234567890~",
	"\033[24;5~", "\xff",	      "\x80",
	"\xc0\xaf",   "\xed\xa0\x80", "\xf5\x80\x80\x80",
};

START_TEST(ignores_unknown_keys)
{
	struct vt *vt = start();
	vt_type(vt, unknown[_i]);
	vt_type(vt, "j");
	expect(vt, "#1 key j.");
	quit(vt);
}
END_TEST

/* Torn and nested sequences, bytes of no character: nothing to hang on. */
START_TEST(survives_noise)
{
	static const char alphabet[] = "\033\033\033[[[OO<;;0129MmA~\x80\xbf\xc3\xe6\xf0\xff";
	struct vt *vt = start();
	uint32_t seed = 2024;
	for (int round = 0; round < 200; round++) {
		char noise[32];
		for (size_t i = 0; i < sizeof noise; i++) {
			seed = seed * 1664525u + 1013904223u;
			noise[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
		}
		vt_send(vt, noise, sizeof noise);
		ck_assert(vt_feed(vt, 0));
	}
	/* The first few may still belong to a sequence. */
	for (int i = 0; i < 100 && strstr(vt_text(vt), "key j.") == NULL; i++) {
		vt_type(vt, "\033[201~j");
		vt_feed(vt, 50);
	}
	expect(vt, "key j.");
	quit(vt);
}
END_TEST

START_TEST(swallows_pastes_whole)
{
	struct vt *vt = start();
	vt_type(vt, "\033[200~quit\rq\033[Aq 池\033[201~j");
	expect(vt, "#1 key j.");
	vt_type(vt, "\033[200~q\033[201~k");
	expect(vt, "#2 key k.");
	quit(vt);
}
END_TEST

START_TEST(survives_paste_without_end)
{
	struct vt *vt = start();
	vt_type(vt, "\033[200~q");
	ck_assert(vt_feed(vt, 700)); /* longer than a paste may pause */
	vt_type(vt, "j");
	expect(vt, "#1 key j.");
	quit(vt);
}
END_TEST

START_TEST(reads_mouse)
{
	struct vt *vt = start_as(xterms[_i], 24, 400, NULL);
	vt_type(vt, "\033[<0;10;5M\033[<0;10;5m");
	expect(vt, "#1 mouse left 9,4.");
	vt_type(vt, "\033[<2;300;24M\033[<2;300;24m");
	expect(vt, "#2 mouse right 299,23.");
	vt_type(vt, "\033[<64;1;1M");
	expect(vt, "#3 mouse wheel up 0,0.");
	vt_type(vt, "\033[<65;1;1M");
	expect(vt, "#4 mouse wheel down 0,0.");
	vt_type(vt, "\033[<1;2;2M\033[<1;2;2m");
	expect(vt, "#5 mouse middle 1,1.");
	quit(vt);
}
END_TEST

/* As terminals reported it before they could be wider than 223 columns. */
START_TEST(reads_old_mouse)
{
	static const char *const environment[] = {"TERM=tmux-256color", "LC_ALL=C.UTF-8",
						  SANITIZERS, NULL};
	struct vt *vt = start_as(environment, 24, 80, NULL);
	vt_type(vt, "\033[M *%\033[M#*%");
	expect(vt, "#1 mouse left 9,4.");
	vt_type(vt, "\033[M`!!");
	expect(vt, "#2 mouse wheel up 0,0.");
	quit(vt);
}
END_TEST

/* A report that is cut off is waited for a moment, and nothing else waits for it. */
START_TEST(waits_for_no_report)
{
	static const char *const halves[] = {"\033[<", "\033[<0;", "\033[<0;10;5", "\033[M", "\033[M *",
					     "\033[", NULL};
	static const char *const old[] = {"TERM=tmux-256color", "LC_ALL=C.UTF-8", SANITIZERS, NULL};

	for (int i = 0; halves[i / 2]; i++) {
		struct vt *vt = start_as(i % 2 ? old : xterm, 24, 80, NULL);
		vt_type(vt, halves[i / 2]);
		ck_assert(vt_feed(vt, 100));
		vt_resize(vt, 30, 100);
		expect(vt, "resize.");
		vt_type(vt, "j");
		expect(vt, "key j.");
		vt_type(vt, i % 2 ? "\033[M *%" : "\033[<4;10;5M");
		expect(vt, "mouse left 9,4.");
		quit(vt);
	}
}
END_TEST

/* Keys send what their description says only after the terminal was told so. */
START_TEST(has_keys_send_what_is_described)
{
	struct vt *vt = start_as(xterm, 24, 80, NULL);

	ck_assert(has_bytes(vt, "\033[?1h\033="));
	vt_signal(vt, SIGTSTP);
	ck_assert(vt_until_stopped(vt, PATIENCE_MS));
	ck_assert(vt_until_bytes(vt, "\033[?1l\033>", PATIENCE_MS));
	vt_forget(vt);
	vt_signal(vt, SIGCONT);
	ck_assert(vt_until_bytes(vt, "\033[?1h\033=", PATIENCE_MS));
	quit(vt);
}
END_TEST

/* As the Linux console's description has it, in which ESC and a tab is one key. */
START_TEST(reads_described_keys)
{
	static const char *const console[] = {"TERM=linux", "LC_ALL=C.UTF-8", SANITIZERS, NULL};
	struct vt *vt = start_as(console, 24, 80, "no-mouse");

	vt_type(vt, "\033\tj");
	expect(vt, "#2 key j.");
	vt_type(vt, "\033\t");
	expect(vt, "#3 key BackTab.");
	vt_type(vt, "q");
	ck_assert(vt_until(vt, "bye", PATIENCE_MS));
	ck_assert(vt_until_ended(vt, PATIENCE_MS));
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
}
END_TEST

/* curses switches it on again, after others had the terminal. */
START_TEST(reads_mouse_after_a_stop)
{
	struct vt *vt = start_as(xterm, 24, 80, NULL);

	vt_signal(vt, SIGTSTP);
	ck_assert(vt_until_stopped(vt, PATIENCE_MS));
	vt_signal(vt, SIGCONT);
	ck_assert(vt_until_bytes(vt, "\033[?2004h", PATIENCE_MS));
	ck_assert(vt_feed(vt, 100));
	vt_type(vt, "\033[<");
	ck_assert(vt_feed(vt, 100));
	vt_type(vt, "j");
	expect(vt, "key j.");
	vt_type(vt, "\033[<0;10;5M");
	expect(vt, "mouse left 9,4.");
	quit(vt);
}
END_TEST

START_TEST(leaves_mouse_alone)
{
	struct vt *vt = start_as(xterm, 24, 80, "no-mouse");
	ck_assert(!has_bytes(vt, "\033[?1006") && !has_bytes(vt, "1000h"));
	quit(vt);
}
END_TEST

START_TEST(counts_time)
{
	struct vt *vt = start_as(xterm, 24, 80, "tick");
	expect(vt, "#5 timeout.");
	quit(vt);
}
END_TEST

/* Clock ticks the program has used, from /proc. */
static unsigned long ticks_of(pid_t process)
{
	char path[64], line[1024] = "";
	unsigned long user = 0, system = 0;
	snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
	fclose(file);
	const char *fields = strrchr(line, ')');
	ck_assert_ptr_nonnull(fields);
	int found = sscanf(fields, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
			   &system);
	ck_assert_int_eq(found, 2);
	return user + system;
}

START_TEST(sleeps_while_nothing_happens)
{
	struct vt *vt = start();
	ck_assert(vt_feed(vt, 50));
	unsigned long before = ticks_of(vt_pid(vt));
	ck_assert(vt_feed(vt, 300));
	ck_assert_uint_le(ticks_of(vt_pid(vt)) - before, 1);
	quit(vt);
}
END_TEST

START_TEST(sends_only_changes)
{
	struct vt *vt = start();
	size_t length;

	vt_forget(vt);
	vt_type(vt, "."); /* the demo draws the same picture again */
	ck_assert(vt_feed(vt, 100));
	vt_bytes(vt, &length);
	ck_assert_uint_eq(length, 0);
	vt_type(vt, "j");
	ck_assert(vt_until_bytes(vt, "\033[?2026l", PATIENCE_MS));
	const char *bytes = vt_bytes(vt, &length);
	ck_assert_uint_lt(length, 60);
	ck_assert_msg(strncmp(bytes, "\033[?2026h", 8) == 0, "the update begins late");
	ck_assert_msg(strcmp(bytes + length - 8, "\033[?2026l") == 0, "the update ends early");
	quit(vt);
}
END_TEST

START_TEST(redraws_on_request)
{
	struct vt *vt = start();
	vt_forget(vt);
	vt_type(vt, "\f");
	expect(vt, "#1 resize.");
	ck_assert(vt_until_bytes(vt, "end", PATIENCE_MS)); /* of a row that did not change */
	quit(vt);
}
END_TEST

START_TEST(follows_size)
{
	struct vt *vt = start();
	vt_resize(vt, 30, 100);
	expect(vt, "size 100x30");
	ck_assert_str_eq(vt_row(vt, 29) + 99, "$");
	vt_resize(vt, 5, 7); /* cuts a wide character in two */
	expect(vt, "size 7…");
	vt_resize(vt, 1, 1);
	ck_assert(vt_feed(vt, 50));
	vt_resize(vt, 40, 1200); /* wider than a canvas */
	expect(vt, "size 1000x40");
	vt_resize(vt, 24, 80);
	expect(vt, "size 80x24");
	ck_assert_str_eq(vt_row(vt, 3), "内存池 ■□●… →│─┼ é 🐍 end");
	quit(vt);
}
END_TEST

START_TEST(starts_at_any_size)
{
	static const int sizes[][2] = {{1, 1}, {1, 80}, {24, 1}, {2, 2}};
	const char *arguments[] = {program(), NULL};
	struct vt *vt = vt_spawn(sizes[_i][0], sizes[_i][1], arguments, xterm);
	ck_assert(vt_until_bytes(vt, "\033[?2026l", PATIENCE_MS));
	vt_resize(vt, 24, 80);
	expect(vt, "size 80x24");
	quit(vt);
}
END_TEST

START_TEST(starts_without_size)
{
	struct vt *vt = start_as(xterm, 0, 0, NULL);
	expect(vt, "size 80x24");
	quit(vt);
}
END_TEST

/* How to stop it: the key, a signal for it alone, its own wish, behind its back. */
static void stop(struct vt *vt, int way)
{
	if (way == 0)
		vt_type(vt, "\x1a");
	else if (way == 1)
		vt_signal(vt, SIGTSTP);
	else if (way == 2)
		vt_type(vt, "z");
	else
		vt_signal(vt, SIGSTOP);
	ck_assert(vt_until_stopped(vt, PATIENCE_MS));
	ck_assert(vt_feed(vt, 0));
	if (way < 3)
		check_restored(vt);
}

START_TEST(stops_and_continues)
{
	struct vt *vt = start();
	for (int round = 0; round < 2; round++) {
		stop(vt, _i);
		vt_forget(vt);
		vt_signal(vt, SIGCONT);
		ck_assert(vt_until_bytes(vt, "\033[?2004h", PATIENCE_MS));
		ck_assert(vt_is_alternate(vt));
		ck_assert(!vt_is_cursor_visible(vt));
		ck_assert(!vt_has_old_settings(vt));
		vt_type(vt, "j");
		expect(vt, "key j.");
		expect(vt, "end");
	}
	quit(vt);
}
END_TEST

START_TEST(is_resized_while_stopped)
{
	struct vt *vt = start();
	stop(vt, 0);
	vt_resize(vt, 30, 90);
	vt_signal(vt, SIGCONT);
	expect(vt, "size 90x30");
	ck_assert_str_eq(vt_row(vt, 29) + 89, "$");
	quit(vt);
}
END_TEST

START_TEST(is_ended_while_stopped)
{
	struct vt *vt = start();
	stop(vt, 0);
	vt_signal(vt, SIGTERM);
	vt_signal(vt, SIGCONT);
	finish(vt, 128 + SIGTERM);
}
END_TEST

static const struct {
	const char *typed; /* NULL: the signal is sent from outside */
	int signal;
} ends[] = {
	{NULL, SIGTERM}, {NULL, SIGHUP}, {NULL, SIGINT},  {NULL, SIGQUIT},  {NULL, SIGSEGV},
	{NULL, SIGABRT}, {NULL, SIGBUS}, {NULL, SIGUSR1}, {"\003", SIGINT}, {"\034", SIGQUIT},
	{"s", SIGSEGV},	 {"a", SIGABRT}, {"o", SIGSEGV},
};

START_TEST(is_killed)
{
	struct vt *vt = start();
	if (ends[_i].typed != NULL)
		vt_type(vt, ends[_i].typed);
	else
		vt_signal(vt, ends[_i].signal);
	finish(vt, 128 + ends[_i].signal);
}
END_TEST

START_TEST(exits_without_closing)
{
	struct vt *vt = start();
	vt_type(vt, "x");
	finish(vt, 3);
}
END_TEST

START_TEST(notices_a_closed_terminal)
{
	struct vt *vt = start();
	vt_hang_up(vt);
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 4);
}
END_TEST

START_TEST(ends_with_its_session)
{
	struct vt *vt = start();
	vt_hang_up(vt);
	vt_signal(vt, SIGHUP);
	int status = vt_finish(vt, PATIENCE_MS);
	ck_assert_msg(status == 128 + SIGHUP || status == 4, "status %d", status);
}
END_TEST

/* Run the demo by a shell command in which $D is its path, whatever that is; with [setting]. */
static struct vt *shell(const char *command, const char *setting)
{
	char path[4096], whole[1000];
	snprintf(path, sizeof path, "D=%s", program());
	snprintf(whole, sizeof whole, "IFS=; %s", command);
	const char *arguments[] = {"/bin/sh", "-c", whole, NULL};
	const char *environment[] = {path, "LC_ALL=C.UTF-8", SANITIZERS, setting, NULL};
	return vt_spawn(24, 80, arguments, environment);
}

static const struct {
	const char *command, *setting, *message;
} refusals[] = {
	{"$D", NULL, "no terminal: TERM is not set"},
	{"$D", "TERM=", "no terminal: TERM is not set"},
	{"$D", "TERM=dumb", "no terminal: this terminal (TERM) cannot move its cursor"},
	{"$D", "TERM=no-such-thing", "no terminal: TERM names a terminal that is not in"},
	{"$D > /dev/null", "TERM=xterm", "no terminal: standard output is not a terminal"},
	{"$D < /dev/null", "TERM=xterm", "no terminal: standard input is not a terminal"},
	{"setsid -w $D tty < /dev/null", "TERM=xterm", "no terminal: there is no terminal to read"},
};

START_TEST(refuses)
{
	struct vt *vt = shell(refusals[_i].command, refusals[_i].setting);
	ck_assert(vt_until_ended(vt, PATIENCE_MS));
	expect(vt, refusals[_i].message);
	ck_assert_msg(!has_bytes(vt, "\033"), "escape sequences were sent");
	ck_assert(vt_has_old_settings(vt));
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 69);
}
END_TEST

START_TEST(reads_keys_beside_standard_input)
{
	struct vt *vt = shell("echo title: x | $D tty", "TERM=xterm-256color");
	expect(vt, "#0 start.");
	vt_type(vt, "j");
	expect(vt, "#1 key j.");
	quit(vt);
}
END_TEST

static const struct {
	const char *setting;
	const char *charset;
} locales[] = {
	{"X=", "utf-8"},
	{"LC_ALL=C", "utf-8"},
	{"LC_ALL=POSIX", "utf-8"},
	{"LANG=C.UTF-8", "utf-8"},
	{"LC_ALL=xx_YY.UTF-8", "utf-8"},
	{"LANG=xx_YY", "utf-8"},
	{"LC_CTYPE=xx_YY.ISO-8859-1", "ascii"},
};

START_TEST(chooses_characters)
{
	const char *environment[] = {"TERM=xterm-256color", locales[_i].setting, SANITIZERS, NULL};
	struct vt *vt = start_as(environment, 24, 80, NULL);
	expect(vt, locales[_i].charset);
	bool is_ascii = strcmp(locales[_i].charset, "ascii") == 0;
	ck_assert_str_eq(vt_row(vt, 3),
			 is_ascii ? "?????? #o@~ >|-+ ? ?? end" : "内存池 ■□●… →│─┼ é 🐍 end");
	quit(vt);
}
END_TEST

START_TEST(sends_only_ascii_on_request)
{
	struct vt *vt = start_as(xterm, 24, 80, "ascii");
	size_t length;
	const char *bytes = vt_bytes(vt, &length);
	for (size_t i = 0; i < length; i++)
		ck_assert_msg((unsigned char)bytes[i] < 0x80, "byte %zu is not ASCII", i);
	ck_assert_str_eq(vt_row(vt, 3), "?????? #o@~ >|-+ ? ?? end");
	quit(vt);
}
END_TEST

/* Whether an SGR sequence sets a colour; 39 and 49 only take one back. */
static bool has_sent_colour(struct vt *vt)
{
	size_t length;
	const char *at = vt_bytes(vt, &length);
	while ((at = strstr(at, "\033[")) != NULL) {
		at += 2;
		const char *end = at + strspn(at, "0123456789;");
		while (*end == 'm' && at < end) {
			char *next;
			long code = strtol(at, &next, 10);
			if ((code >= 30 && code <= 38) || (code >= 40 && code <= 48))
				return true;
			at = next + 1;
		}
	}
	return false;
}

static const struct {
	const char *term, *setting, *option;
	int foreground; /* of a used block, always bold */
} colours[] = {
	{"TERM=xterm-256color", "X=", NULL, 32},
	{"TERM=xterm-256color", "NO_COLOR=", NULL, 32},
	{"TERM=xterm-256color", "NO_COLOR=1", NULL, -1},
	{"TERM=xterm-256color", "X=", "no-colour", -1},
	{"TERM=tmux-256color", "X=", NULL, 32},
	{"TERM=xterm", "X=", NULL, 6},
	{"TERM=screen", "X=", NULL, 6},
	/* Its mouse comes through libgpm, which leaks ten bytes. */
	{"TERM=linux", "X=", "no-mouse", 6},
	{"TERM=vt100", "X=", NULL, -1},
	{"TERM=xterm-256color", "COLORTERM=truecolor", NULL, VT_RGB | 0x2d8dfb},
	{"TERM=tmux-256color", "COLORTERM=24bit", NULL, VT_RGB | 0x2d8dfb},
	{"TERM=xterm-256color", "COLORTERM=truecolor", "256", 32},
	{"TERM=xterm-256color", "COLORTERM=truecolor", "16", 6},
	{"TERM=xterm-256color", "COLORTERM=truecolor", "none", -1},
	{"TERM=xterm-256color", "COLORTERM=truecolor", "no-colour", -1},
	{"TERM=xterm-256color", "COLORTERM=yes", NULL, 32},
	{"TERM=screen-256color", "COLORTERM=truecolor", NULL, 32},
	{"TERM=xterm", "COLORTERM=truecolor", NULL, 6},
	{"TERM=vt100", "COLORTERM=truecolor", NULL, -1},
	{"TERM=xterm-256color", "X=", "true", VT_RGB | 0x2d8dfb},
	{"TERM=xterm", "X=", "true", VT_RGB | 0x2d8dfb},
	{"TERM=vt100", "X=", "true", -1},
	{"TERM=xterm", "X=", "256", 6},
	{"TERM=xterm-256color", "NO_COLOR=1", "true", VT_RGB | 0x2d8dfb},
};

START_TEST(chooses_colours)
{
	const char *environment[] = {colours[_i].term, colours[_i].setting, "LC_ALL=C.UTF-8",
				     SANITIZERS, NULL};
	struct vt *vt = start_as(environment, 24, 80, colours[_i].option);
	struct vt_style used = vt_style_at(vt, 2, 0), changed = vt_style_at(vt, 4, 0);
	ck_assert_int_eq(used.foreground, colours[_i].foreground);
	ck_assert_int_eq(used.background, -1);
	ck_assert(used.bold);
	ck_assert(changed.bold && changed.reverse);
	ck_assert(has_sent_colour(vt) == (colours[_i].foreground >= 0));
	vt_type(vt, "q");
	ck_assert(vt_until(vt, "bye", PATIENCE_MS));
	ck_assert(vt_until_ended(vt, PATIENCE_MS));
	ck_assert(!vt_is_alternate(vt));
	ck_assert(vt_is_cursor_visible(vt));
	ck_assert(vt_has_old_settings(vt));
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
}
END_TEST

/* The description of that name, as the database has it where package ncurses-term is installed:
 * 38:2::r:g:b, and the first eight numbers are the terminal's own colours. */
#define DIRECT(digit)                                                                              \
	"\\E[%?%p1%{8}%<%t" digit "%p1%d%e" digit                                                  \
	"8:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m"

static bool write_xterm_direct(const char *folder)
{
	char command[512];

	snprintf(command, sizeof command, "tic -x -o %s - 2>/dev/null", folder);
	FILE *tic = popen(command, "w");
	if (tic == NULL)
		return false;
	fprintf(tic,
		"xterm-direct|xterm with direct-color indexing,\n\tRGB, colors#0x%x, "
		"pairs#0x7fff,\n"
		"\tsetab=%s,\n\tsetaf=%s,\n\tuse=xterm-256color,\n",
		1 << 24, DIRECT("4"), DIRECT("3"));
	return pclose(tic) == 0;
}

/* A terminal that TERM itself calls one of true colour: bytes, for this libvterm may misread
 * them. */
START_TEST(follows_direct_descriptions)
{
	static const struct {
		const char *setting, *option, *bytes;
	} sent[] = {
		{"X=", NULL, "\033[38:2::45:141:251m"},
		{"COLORTERM=truecolor", NULL, "\033[38:2::45:141:251m"},
		{"X=", "256", "\033[38:2::0:135:215m"}, /* 32 */
		{"X=", "16", "\033[36m"},
		{"X=", "8", "\033[36m"},
		{"X=", "true", "\033[38;2;45;141;251m"},
	};
	char folder[] = "/tmp/arenawalk-terminfo-XXXXXX", terminfo[80], command[80];

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(terminfo, sizeof terminfo, "TERMINFO=%s", folder);
	snprintf(command, sizeof command, "rm -r %s", folder);
	if (!write_xterm_direct(folder)) {
		fprintf(stderr, "skipped: no tic to write a description with\n");
		ck_assert_int_eq(system(command), 0);
		return;
	}
	for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
		const char *environment[] = {"TERM=xterm-direct", terminfo,   sent[i].setting,
					     "LC_ALL=C.UTF-8",	  SANITIZERS, NULL};
		struct vt *vt = start_as(environment, 24, 80, sent[i].option);
		ck_assert_msg(has_bytes(vt, sent[i].bytes), "setting %zu: no %s", i,
			      sent[i].bytes + 1);
		/* An index of the 256 taken for a value would be a blue. */
		ck_assert(!has_bytes(vt, "38:2::0:0:") && !has_bytes(vt, "38;2;0;0;"));
		quit(vt);
	}
	ck_assert_int_eq(system(command), 0);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static TCase *case_of(Suite *suite, const char *name)
{
	TCase *tests = tcase_create(name);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	return tests;
}

static void add_input(Suite *suite)
{
	TCase *tests = case_of(suite, "input");
	tcase_add_loop_test(tests, reads_keys, 0, COUNT(xterms));
	tcase_add_test(tests, reads_keys_in_one_go);
	tcase_add_loop_test(tests, ignores_unknown_keys, 0, COUNT(unknown));
	tcase_add_test(tests, survives_noise);
	tcase_add_test(tests, swallows_pastes_whole);
	tcase_add_test(tests, survives_paste_without_end);
	tcase_add_loop_test(tests, reads_mouse, 0, COUNT(xterms));
	tcase_add_test(tests, reads_old_mouse);
	tcase_add_test(tests, waits_for_no_report);
	tcase_add_test(tests, reads_mouse_after_a_stop);
	tcase_add_test(tests, has_keys_send_what_is_described);
	tcase_add_test(tests, reads_described_keys);
	tcase_add_test(tests, leaves_mouse_alone);
	tcase_add_test(tests, counts_time);
	tcase_add_test(tests, sleeps_while_nothing_happens);
	tcase_add_test(tests, reads_keys_beside_standard_input);
}

static void add_output(Suite *suite)
{
	TCase *tests = case_of(suite, "output");
	tcase_add_test(tests, starts_and_quits);
	tcase_add_test(tests, shows_styles);
	tcase_add_test(tests, changes_theme);
	tcase_add_test(tests, sends_only_changes);
	tcase_add_test(tests, redraws_on_request);
	tcase_add_test(tests, follows_size);
	tcase_add_loop_test(tests, starts_at_any_size, 0, 4);
	tcase_add_test(tests, starts_without_size);
	tcase_add_loop_test(tests, chooses_characters, 0, COUNT(locales));
	tcase_add_test(tests, sends_only_ascii_on_request);
	tcase_add_loop_test(tests, chooses_colours, 0, COUNT(colours));
	tcase_add_test(tests, follows_direct_descriptions);
	tcase_add_loop_test(tests, refuses, 0, COUNT(refusals));
}

static void add_ends(Suite *suite)
{
	TCase *tests = case_of(suite, "ends");
	tcase_add_loop_test(tests, stops_and_continues, 0, 4);
	tcase_add_test(tests, is_resized_while_stopped);
	tcase_add_test(tests, is_ended_while_stopped);
	tcase_add_loop_test(tests, is_killed, 0, COUNT(ends));
	tcase_add_test(tests, exits_without_closing);
	tcase_add_test(tests, notices_a_closed_terminal);
	tcase_add_test(tests, ends_with_its_session);
}

int main(void)
{
	Suite *suite = suite_create("term");
	add_input(suite);
	add_output(suite);
	add_ends(suite);
	return suite_run(suite);
}
