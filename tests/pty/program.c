/*
 * program.c - the whole program in a terminal, as its users have it.
 *
 * ARENAWALK is the program.  The scenarios are small and made here, in a folder of their own, so
 * that lessons can change without these tests; "op 3/8" in the title line is what is waited for.
 */
#include <check.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "at_terminal.h"
#include "suite.h"

#define PATH_BYTES 1000

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static char folder[PATH_BYTES - 100]; /* of all files of these tests */
static char lessons[PATH_BYTES];      /* ARENAWALK_SCENARIOS=... */

static const char *const usual[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8", SANITIZERS, lessons,
				    NULL};

/* -- files --------------------------------------------------------------------- */

#define FOUR                                                                                       \
	"title: {en: Four blocks, zh: 四个块}\n"                                                \
	"about: {en: About four blocks., zh: 说的是四个块。}\n"                             \
	"model: cpython-3.6\n"                                                                     \
	"steps:\n"                                                                                 \
	"- say: {en: Here it begins., zh: 从这里开始。}\n"                                   \
	"- repeat: {times: 4, steps: [{alloc: {name: b$i, size: 16}}]}\n"                          \
	"- mark: filled\n"                                                                         \
	"- say: {en: Now half of them go back., zh: 现在归还一半。}\n"                      \
	"- free: [b1, b3]\n"                                                                       \
	"- mark: halved\n"                                                                         \
	"- say: And one comes again.\n"                                                            \
	"- alloc: {name: c, size: 16}\n"                                                           \
	"- free: b0\n"

#define TWO                                                                                        \
	"title: Another lesson\nmodel: toy\nsteps:\n"                                              \
	"- alloc: {name: a, size: 40}\n- alloc: {name: b, size: 41}\n"

static void path_of(const char *name, char path[PATH_BYTES])
{
	snprintf(path, PATH_BYTES, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
	char path[PATH_BYTES];

	path_of(name, path);
	FILE *file = fopen(path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file) != 0) {
		perror(path);
		abort();
	}
}

static int delete_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

/* -- what is on the screen ----------------------------------------------------- */

/* Wait until [text] is gone. */
static void expect_not(struct vt *vt, const char *text)
{
	for (int ms = 0; ms < PATIENCE_MS && strstr(vt_text(vt), text) != NULL; ms += 10)
		vt_feed(vt, 10);
	ck_assert_msg(strstr(vt_text(vt), text) == NULL, "'%s' is on the screen:\n%s", text,
		      vt_text(vt));
}

static void press(struct vt *vt, const char *keys, const char *expected)
{
	vt_type(vt, keys);
	expect(vt, expected);
}

static void quit(struct vt *vt)
{
	vt_type(vt, "q");
	finish(vt, 0);
}

/* -- starting ------------------------------------------------------------------ */

static const char *program(void)
{
	const char *path = getenv("ARENAWALK");
	ck_assert_msg(path != NULL, "ARENAWALK must be the path of the program");
	return path;
}

static struct vt *spawn(const char *const environment[], const char *name, const char *option)
{
	char path[PATH_BYTES];
	const char *arguments[] = {program(), name ? path : option, name ? option : NULL, NULL};

	if (name)
		path_of(name, path);
	return vt_spawn(24, 80, arguments, environment);
}

/* With a file opened, and run ahead to its end. */
static struct vt *start(void)
{
	struct vt *vt = spawn(usual, "lessons/1-four.yaml", NULL);
	expect(vt, "op 0/8 ");
	return vt;
}

static struct vt *start_menu(void)
{
	struct vt *vt = spawn(usual, NULL, NULL);
	expect(vt, "q quit");
	return vt;
}

/* By a shell command in which $A is the program and $D the folder, whatever these are called;
 * [setting] besides TERM. */
static struct vt *shell_of(int columns, const char *command, const char *setting)
{
	char program_is[4096], folder_is[PATH_BYTES], whole[4 * PATH_BYTES];

	snprintf(whole, sizeof whole, "IFS=; %s", command);
	snprintf(program_is, sizeof program_is, "A=%s", program());
	snprintf(folder_is, sizeof folder_is, "D=%s", folder);
	const char *arguments[] = {"/bin/sh", "-c", whole, NULL};
	const char *environment[] = {program_is,       folder_is,  "PATH=/usr/bin:/bin",
				     "LC_ALL=C.UTF-8", SANITIZERS, setting,
				     lessons,	       NULL};
	return vt_spawn(24, columns, arguments, environment);
}

static struct vt *shell(const char *command, const char *setting)
{
	return shell_of(80, command, setting);
}

/* -- the menu ------------------------------------------------------------------ */

START_TEST(menu_opens_and_closes)
{
	struct vt *vt = start_menu();
	ck_assert(vt_is_alternate(vt) && !vt_is_cursor_visible(vt));
	expect(vt, "1  Four blocks");
	expect(vt, "2  Another lesson");
	expect(vt, "About four blocks.");
	press(vt, "\r", "op 0/8 ");
	press(vt, " ", "op 1/8 ");
	press(vt, "\033[D", "op 0/8 ‖");
	press(vt, "q", "▶ 1◐ Four blocks");
	press(vt, "\033[B", "▶ 2  Another lesson");
	press(vt, "\r", "op 0/2 ");
	press(vt, "q", "▶ 2◐ Another lesson");
	quit(vt);
}
END_TEST

START_TEST(menu_finds_the_lessons_of_the_source)
{
	static const char *const environment[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8",
						  SANITIZERS, NULL};
	struct vt *vt = spawn(environment, NULL, NULL);
	expect(vt, "q quit");
	expect(vt, "▶ 1 ");
	expect_not(vt, "Another lesson");
	press(vt, "\r", "op 0/");
	press(vt, "q", "▶ 1◐");
	quit(vt);
}
END_TEST

START_TEST(menu_says_that_there_are_no_lessons)
{
	struct vt *vt = shell("ARENAWALK_SCENARIOS=/nowhere $A; echo status $?", "TERM=xterm");
	expect(vt, "the lessons are not where they should be");
	expect(vt, "ARENAWALK_SCENARIOS");
	expect(vt, "status 2");
	ck_assert(!has_bytes(vt, "\033"));
	vt_finish(vt, PATIENCE_MS);
}
END_TEST

START_TEST(menu_has_both_languages)
{
	struct vt *vt = spawn(usual, NULL, "--lang=zh");
	expect(vt, "q 退出");
	expect(vt, "四个块");
	expect(vt, "说的是四个块。");
	press(vt, "\r", "操作 0/8 ");
	press(vt, "q", "q 退出");
	quit(vt);
}
END_TEST

START_TEST(menu_keeps_the_language)
{
	struct vt *vt = start_menu();
	press(vt, "e", "说的是四个块。");
	expect(vt, "q 退出");
	press(vt, "\r", "操作 0/8 ");
	press(vt, "e", "op 0/8 ");
	press(vt, "q", "About four blocks.");
	press(vt, "\r", "op 0/8 ");
	press(vt, "e", "操作 0/8 ");
	press(vt, "q", "说的是四个块。");
	quit(vt);
}
END_TEST

START_TEST(menu_takes_clicks)
{
	struct vt *vt = start_menu();
	press(vt, "\033[<0;10;4M\033[<0;10;4m", "▶ 2  Another lesson");
	press(vt, "\033[<0;10;4M\033[<0;10;4m", "op 0/2 ");
	press(vt, "q", "▶ 2◐ Another lesson");
	press(vt, "\033[<64;10;4M", "▶ 1  Four blocks");
	quit(vt);
}
END_TEST

/* The menu with a place to remember in: [state] is below the folder of these tests. */
static struct vt *start_remembering(const char *state)
{
	char place[PATH_BYTES];
	const char *environment[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8", SANITIZERS,
				     lessons, place, NULL};

	snprintf(place, sizeof place, "XDG_STATE_HOME=%s/%s", folder, state);
	struct vt *vt = spawn(environment, NULL, NULL);
	expect(vt, "q quit");
	return vt;
}

START_TEST(menu_remembers)
{
	struct vt *vt = start_remembering("new/state");
	expect(vt, "▶ 1  Four blocks");
	ck_assert_ptr_null(strstr(vt_text(vt), "next"));
	press(vt, "\r", "op 0/8 ");
	press(vt, "3G", "op 3/8 ");
	press(vt, "q", "▶ 1◐ Four blocks");
	expect(vt, "← next");
	expect(vt, "c go on");
	quit(vt);
	/* On another day, too; going on is offered. */
	vt = start_remembering("new/state");
	expect(vt, "▶ 1◐ Four blocks");
	press(vt, "\r", "op 0/8 ");
	press(vt, "q", "▶ 1◐ Four blocks");
	press(vt, "\r", "op 0/8 ");
	press(vt, "4G", "op 4/8 ");
	press(vt, "q", "c go on");
	press(vt, "c", "op 4/8 ");
	press(vt, "Q1", "of 1 right");
	press(vt, "G", "op 8/8 ");
	press(vt, "g", "op 0/8 ");
	press(vt, "q", "▶ 1✓ Four blocks");
	expect(vt, "/1 right");
	quit(vt);
	vt = start_remembering("new/state");
	expect(vt, "▶ 2  Another lesson");
	expect(vt, " 1✓ Four blocks");
	expect(vt, "← next");
	quit(vt);
}
END_TEST

/* Whatever stands in the file, and whether it can be written or not, lessons go on. */
START_TEST(menu_survives_what_it_remembers)
{
	static const char *const texts[] = {
		"", "nonsense", "arenawalk-lessons 2\nseen 1-four.yaml 0 1 2\n",
		("arenawalk-lessons 1\n\xff\033[31m\nseen\nseen 1-four.yaml -1 9 1\n"
		 "seen 1-four.yaml 0 9 1\nbegun 1-four.yaml 0 0 0 x\nbegun 2-two.yaml 99999 0 0\n")};
	char path[PATH_BYTES];

	path_of("corrupt", path);
	mkdir(path, 0700);
	path_of("corrupt/arenawalk", path);
	mkdir(path, 0700);
	for (int i = 0; i < COUNT(texts); i++) {
		write_file("corrupt/arenawalk/lessons", texts[i]);
		struct vt *vt = start_remembering("corrupt");
		expect(vt, " 1  Four blocks");
		press(vt, "\033[B\033[B\r", "op ");
		press(vt, "q", "2◐ Another lesson");
		quit(vt);
	}
	write_file("no-folder", "");
	struct vt *vt = start_remembering("no-folder");
	press(vt, "\r", "op 0/8 ");
	press(vt, "q", "▶ 1◐ Four blocks");
	quit(vt);
}
END_TEST

/* At the end of a lesson PgDn leads to the next one: not at once, and not while it is held down. */
START_TEST(menu_leads_on)
{
	struct vt *vt = start_menu();

	press(vt, "\r", "op 0/8 ");
	press(vt, "G", "op 8/8 ");
	press(vt, "\033[6~\033[6~\033[6~", "this is the end · PgDn next lesson  q menu");
	usleep(500 * 1000);
	press(vt, "\033[6~", "op 0/2 ");
	press(vt, "G", "op 2/2 ");
	press(vt, "\033[6~", "this is the end · g to the beginning  q menu");
	usleep(500 * 1000);
	press(vt, "\033[6~", "op 2/2 ");
	press(vt, "q", "▶ 2✓ Another lesson");
	quit(vt);
}
END_TEST

START_TEST(menu_has_help)
{
	struct vt *vt = start_menu();
	press(vt, "?", "keys of the menu");
	expect_not(vt, "Four blocks");
	press(vt, "q", "▶ 1  Four blocks");
	quit(vt);
}
END_TEST

START_TEST(menu_takes_the_language_of_the_locale)
{
	static const char *const environment[] = {"TERM=xterm-256color", "LANG=zh_CN.UTF-8",
						  SANITIZERS, lessons, NULL};
	struct vt *vt = spawn(environment, NULL, NULL);
	expect(vt, "q 退出");
	quit(vt);
}
END_TEST

/* A lesson that cannot be run must not write its messages across the screen. */
START_TEST(menu_survives_a_faulty_lesson)
{
	struct vt *vt = shell("mkdir $D/faulty; cp $D/lessons/1-four.yaml $D/faulty; "
			      "printf 'title: Faulty\\nsteps: [{free: a}]\\n' > $D/faulty/0.yaml; "
			      "ARENAWALK_SCENARIOS=$D/faulty exec $A",
			      "TERM=xterm-256color");
	expect(vt, "▶ 1  Faulty");
	vt_type(vt, "\r");
	ck_assert(vt_feed(vt, 300));
	/* Still the menu, and every row is what it would be if it were drawn anew. */
	char *shown = strdup(vt_text(vt));
	press(vt, "\f", "2  Four blocks");
	ck_assert(vt_feed(vt, 100));
	ck_assert_msg(strcmp(shown, vt_text(vt)) == 0, "something was written across the menu:\n%s",
		      shown);
	free(shown);
	press(vt, "\033[B\r", "op 0/8 ");
	press(vt, "q", "▶ 2◐ Four blocks");
	quit(vt);
}
END_TEST

/* -- moving -------------------------------------------------------------------- */

START_TEST(goes_where_it_is_told)
{
	static const struct {
		const char *keys, *expected;
	} moves[] = {
		{"\033[D", "About four blocks."}, /* it begins behind the first words */
		{"\033[C", "Here it begins."},
		{"\033OC", "op 1/8 step 1/9 "},
		{"l", "op 1/8 step 2/9 "},
		{"h", "op 1/8 step 1/9 "},
		{"\033[D", "op 0/8 "},
		{"G", "op 8/8 "},
		{"\033[C", "this is the end"},
		{"g", "op 0/8 "},
		{"\033[D", "this is the beginning"},
		{"3G", "op 3/8 step 4/4 "},
		{"\033[6~", "Now half of them go back."},
		{"\033[6~", "And one comes again."},
		{"\033[5~", "Now half of them go back."},
		{"[", "◆ filled"},
		{"]", "◆ halved"},
		{"12G", "the run is shorter than that"},
		{"\033[H", "op 0/8 "},
		{"\033[F", "op 8/8 "},
		{"g\033[1;2C", "op 1/8 step 9/9 "},
		{"\033[1;2D", "op 0/8 "},
		{"\033[A", "1x op"},
		{"3l", "op 2/8 "},
		{"2,", "op 0/8 "},
		{"\033[B\033[B", "1x write"},
		{"+", "2x write"},
		{"--", "0.5x write"},
		{"\177", "1x write"},
	};
	struct vt *vt = start();
	for (int i = 0; i < COUNT(moves); i++)
		press(vt, moves[i].keys, moves[i].expected);
	quit(vt);
}
END_TEST

/* Compare with what `render` draws of the same place: another way there, the same picture. */
static void check_picture(struct vt *vt, const char *at)
{
	char command[2 * PATH_BYTES + 4200], picture[16384];
	size_t length;

	snprintf(command, sizeof command, "'%s' render '%s/lessons/1-four.yaml' --at %s", program(),
		 folder, at);
	FILE *render = popen(command, "r");
	ck_assert_ptr_nonnull(render);
	length = fread(picture, 1, sizeof picture - 1, render);
	picture[length] = '\0';
	ck_assert_int_eq(pclose(render), 0);
	for (int ms = 0; ms < PATIENCE_MS && strcmp(vt_text(vt), picture) != 0; ms += 10)
		vt_feed(vt, 10);
	ck_assert_msg(strcmp(vt_text(vt), picture) == 0, "at %s:\n%sinstead of\n%s", at,
		      vt_text(vt), picture);
}

START_TEST(shows_what_render_draws)
{
	static const char *const there[] = {"3", "1", "8", "2", "7", "4", "6", "5"};
	struct vt *vt = start();
	char keys[8];

	for (int i = 0; i < COUNT(there); i++) {
		snprintf(keys, sizeof keys, "%sG", there[i]);
		vt_type(vt, keys);
		check_picture(vt, there[i]);
	}
	vt_type(vt, "2G\033[C\033[C");
	check_picture(vt, "3.2");
	vt_type(vt, "4G\033[D\033[D");
	check_picture(vt, "4.2");
	vt_type(vt, "g\033[1;2C\033[1;2C"); /* the words and 19 steps */
	check_picture(vt, "4.2");
	quit(vt);
}
END_TEST

START_TEST(plays_to_the_end)
{
	struct vt *vt = start();
	press(vt, "++++++++", "256x");
	press(vt, " ", "op 8/8 ");
	expect(vt, "‖ 256x");
	press(vt, "P", "op 0/8 ");
	expect(vt, "‖ 256x");
	quit(vt);
}
END_TEST

START_TEST(holds_keys_down)
{
	struct vt *vt = start();
	for (int i = 0; i < 500; i++)
		vt_type(vt, "\033[C");
	expect(vt, "op 8/8 ");
	expect(vt, "this is the end");
	for (int i = 0; i < 500; i++)
		vt_type(vt, "\033[D");
	expect(vt, "op 0/8 ");
	expect(vt, "this is the beginning");
	quit(vt);
}
END_TEST

START_TEST(helps)
{
	struct vt *vt = start();
	press(vt, "?", "one step forward");
	press(vt, "q", "op 0/8 "); /* leaves the help, not the program */
	press(vt, "\033OP", "one step forward");
	press(vt, "x", "op 0/8 ");
	expect_not(vt, "one step forward");
	quit(vt);
}
END_TEST

START_TEST(enlarges_panes)
{
	struct vt *vt = start();
	press(vt, "3G", "op 3/8 ");
	vt_type(vt, "\t\r");
	expect_not(vt, "lists, in order");
	expect(vt, "┌ process");
	press(vt, "\r", "┌ process > arena 0");
	press(vt, "\r", "┌ process > arena 0 > pool 0:0");
	press(vt, "\r", "> bytes");
	press(vt, "\033", "nextpool"); /* the way back */
	expect_not(vt, "> bytes");
	press(vt, "\t\t", "┌ b2 = malloc(16)"); /* another pane, as large */
	press(vt, "\033", "lists, in order");
	press(vt, "\t\r", "┌ lists, in order");
	press(vt, "\033", "├ lists, in order");
	press(vt, "\033[Z\r", "┌ b2 = malloc(16)");
	quit(vt);
}
END_TEST

/* -- the screen ---------------------------------------------------------------- */

/* Key B, and the option: large digits, the sentence, and the way back. */
START_TEST(shows_big_text)
{
	struct vt *vt = start();
	press(vt, "4G", "op 4/8 ");
	press(vt, "B", "pool 0:0: 4 of 253 blocks of 16 B");
	expect(vt, "B leads back");
	expect(vt, "██  ██"); /* the top of a 4 */
	expect(vt, "b3 = malloc(16)");
	expect_not(vt, "usable_arenas");
	vt_type(vt, "h");
	expect_not(vt, "B leads back");
	vt_resize(vt, 12, 40);
	expect(vt, "ref.count 3 → 4  nextoffset 112");
	press(vt, "?", "one step forward");
	press(vt, "\033", "ref.count 3 → 4  nextoffset 112");
	vt_resize(vt, 24, 80);
	press(vt, "B", "usable_arenas");
	quit(vt);
}
END_TEST

START_TEST(begins_with_big_text)
{
	struct vt *vt = spawn(usual, "lessons/1-four.yaml", "--big");
	expect(vt, "Here it begins.");
	expect_not(vt, "lists, in order");
	press(vt, "l", "b0 = malloc(16)");
	press(vt, "B", "lists, in order");
	quit(vt);
}
END_TEST

START_TEST(follows_size)
{
	struct vt *vt = start();
	press(vt, "3G", "op 3/8 ");
	char *before = strdup(vt_text(vt));
	vt_resize(vt, 48, 160);
	expect(vt, "bytes of pool 0:0");
	vt_resize(vt, 12, 40);
	expect(vt, "? help");
	ck_assert(strstr(vt_text(vt), "┌") == NULL);
	vt_resize(vt, 3, 10);
	expect(vt, "op 3");
	vt_resize(vt, 1, 1);
	ck_assert(vt_feed(vt, 50));
	vt_type(vt, "\033[C\033[D?x\t\r\r\033");
	ck_assert(vt_feed(vt, 50));
	vt_resize(vt, 2, 300);
	expect(vt, "op 3/8 ");
	vt_resize(vt, 24, 80);
	press(vt, "\033", "lists, in order");
	press(vt, "\t\t\t\t\t\033", "q quit"); /* no pane has the focus */
	ck_assert(vt_feed(vt, 50));
	ck_assert_str_eq(vt_text(vt), before);
	free(before);
	quit(vt);
}
END_TEST

START_TEST(menu_follows_size)
{
	struct vt *vt = start_menu();
	vt_resize(vt, 3, 10);
	ck_assert(vt_feed(vt, 50));
	vt_type(vt, "jk");
	vt_resize(vt, 1, 1);
	ck_assert(vt_feed(vt, 50));
	vt_resize(vt, 48, 160);
	expect(vt, "▶ 1  Four blocks");
	expect(vt, "q quit");
	quit(vt);
}
END_TEST

START_TEST(clicks)
{
	struct vt *vt = start();
	press(vt, "3G", "op 3/8 ");
	vt_type(vt, "\033[<0;5;14M\033[<0;5;14m"); /* into the lists */
	press(vt, "\r", "┌ lists, in order");
	press(vt, "\033", "┌ 1 arena");
	press(vt, "\033[<65;5;5M", "op 4/8 step 1/"); /* the wheel */
	press(vt, "\033[<64;5;5M", "op 3/8 step 4/");
	press(vt, "\033[<0;7;4M\033[<0;7;4m", "pool 0:0 (held)"); /* a pool: selected ... */
	press(vt, "\033[<0;7;4M\033[<0;7;4m", "> pool 0:0 (held)"); /* ... and zoomed in on */
	press(vt, "\033", "lists, in order");
	press(vt, "\033[<0;2;24M\033[<0;2;24m", "op 0/8 "); /* the beginning of the timeline */
	/* Nowhere in particular, and where there is nothing. */
	vt_type(vt, "\033[<0;1;1M\033[<0;80;24M\033[<0;500;500M\033[<2;9;9M\033[<0;79;24M");
	ck_assert(vt_feed(vt, 50));
	press(vt, "g", "op 0/8 ");
	quit(vt);
}
END_TEST

START_TEST(swallows_pastes)
{
	struct vt *vt = start();
	vt_type(vt, "\033[200~q\rq3G\033[201~");
	ck_assert(vt_feed(vt, 50));
	expect(vt, "op 0/8 ");
	press(vt, "3G", "op 3/8 ");
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
	struct vt *vt = _i ? start() : start_menu();
	ck_assert(vt_feed(vt, 100));
	unsigned long before = ticks_of(vt_pid(vt));
	size_t bytes, bytes_before;
	vt_bytes(vt, &bytes_before);
	ck_assert(vt_feed(vt, 500));
	ck_assert_uint_le(ticks_of(vt_pid(vt)) - before, 1);
	vt_bytes(vt, &bytes);
	ck_assert_uint_eq(bytes, bytes_before);
	quit(vt);
}
END_TEST

/* -- terminals of every kind --------------------------------------------------- */

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

START_TEST(chooses_colours)
{
	static const struct {
		const char *term, *setting, *option;
		bool is_coloured;
	} colours[] = {
		{"TERM=xterm-256color", "X=", NULL, true},
		{"TERM=xterm-256color", "NO_COLOR=", NULL, true},
		{"TERM=xterm-256color", "NO_COLOR=1", NULL, false},
		{"TERM=xterm-256color", "X=", "--no-color", false},
		{"TERM=vt100", "X=", NULL, false},
		{"TERM=xterm", "X=", "--theme=dark", true},
		{"TERM=xterm-256color", "COLORTERM=truecolor", "--no-color", false},
		{"TERM=xterm-256color", "COLORTERM=truecolor", "--colors=none", false},
	};
	for (int i = 0; i < COUNT(colours); i++) {
		const char *environment[] = {colours[i].term, colours[i].setting, "LC_ALL=C.UTF-8",
					     SANITIZERS, NULL};
		struct vt *vt = spawn(environment, "lessons/1-four.yaml", colours[i].option);
		expect(vt, "op 0/8 ");
		press(vt, "3G", "op 3/8 ");
		ck_assert_int_eq(has_sent_colour(vt), colours[i].is_coloured);
		vt_type(vt, "q");
		ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
	}
}
END_TEST

/* The colour of words of less importance, on the last row: one in each theme. */
static int faint(struct vt *vt)
{
	int column = 79;

	vt_type(vt, "hl"); /* no message, but the keys */
	vt_feed(vt, 50);
	while (column > 0 && vt_style_at(vt, 23, column).foreground < 0)
		column--;
	return vt_style_at(vt, 23, column).foreground;
}

START_TEST(changes_themes)
{
	static const struct {
		const char *setting, *option;
		int faint;
	} starts[] = {
		{"X=", NULL, 244},		{"X=", "--theme=dark", 246},
		{"COLORFGBG=15;0", NULL, 246},	{"COLORFGBG=0;15", NULL, 242},
		{"COLORFGBG=15;3", NULL, 244},	{"COLORFGBG=0;15", "--theme=any", 244},
		{"COLORTERM=truecolor", NULL, VT_RGB | 0x7c7b80},
		{"COLORTERM=truecolor", "--theme=dark", VT_RGB | 0xa3a59f},
		{"COLORTERM=truecolor", "--colors=256", 244},
		{"X=", "--colors=true", VT_RGB | 0x7c7b80},
	};
	for (int i = 0; i < COUNT(starts); i++) {
		const char *environment[] = {"TERM=xterm-256color", starts[i].setting,
					     "LC_ALL=C.UTF-8", SANITIZERS, NULL};
		struct vt *vt = spawn(environment, "lessons/1-four.yaml", starts[i].option);
		expect(vt, "op 0/8 ");
		ck_assert_int_eq(faint(vt), starts[i].faint);
		if (i == 0) {
			press(vt, "T", "theme: dark");
			ck_assert_int_eq(faint(vt), 246);
			press(vt, "T", "theme: light");
			ck_assert_int_eq(faint(vt), 242);
			press(vt, "T", "theme: any");
			ck_assert_int_eq(faint(vt), 244);
		}
		if (starts[i].faint == (VT_RGB | 0xa3a59f)) {
			press(vt, "T", "theme: light");
			ck_assert_int_eq(faint(vt), VT_RGB | 0x6f6e6c);
		}
		quit(vt);
	}
	const char *mono[] = {"TERM=xterm-256color", "NO_COLOR=1", "LC_ALL=C.UTF-8", SANITIZERS,
			      NULL};
	struct vt *vt = spawn(mono, "lessons/1-four.yaml", NULL);
	expect(vt, "op 0/8 ");
	press(vt, "T", "this terminal shows no colours");
	quit(vt);
}
END_TEST

/* The theme is the terminal's: of the menu and of every lesson. */
START_TEST(keeps_the_theme)
{
	struct vt *vt = spawn(usual, NULL, NULL);
	expect(vt, "q quit");
	int in_menu = vt_style_at(vt, 23, 3).foreground;
	vt_type(vt, "TT");
	for (int ms = 0; ms < PATIENCE_MS && vt_style_at(vt, 23, 3).foreground != 242; ms += 10)
		vt_feed(vt, 10);
	ck_assert_int_eq(in_menu, 244);
	ck_assert_int_eq(vt_style_at(vt, 23, 3).foreground, 242);
	press(vt, "\r", "op 0/8 ");
	ck_assert_int_eq(faint(vt), 242);
	press(vt, "T", "theme: any");
	press(vt, "q", "q quit");
	expect_not(vt, "op 0/8");
	ck_assert_int_eq(vt_style_at(vt, 23, 3).foreground, 244);
	quit(vt);
}
END_TEST

/* Where there can be no screen, and where none is wanted: nothing is done to the terminal. */
START_TEST(goes_line_by_line)
{
	static const char *const calls[][2] = {
		{"TERM=dumb", NULL}, {"TERM=xterm-256color", "--linear"}, {"X=", "--linear"}};

	for (int i = 0; i < COUNT(calls); i++) {
		const char *environment[] = {calls[i][0], "LC_ALL=C.UTF-8", SANITIZERS, NULL};
		struct vt *vt = spawn(environment, "lessons/1-four.yaml", calls[i][1]);

		expect(vt, "Narration: Here it begins.");
		expect(vt, ">");
		ck_assert(vt_has_old_settings(vt));
		press(vt, "g 2\n", "Operation 2: b1 = malloc(16) returns 0:0:64");
		press(vt, "?\n", "b, b 10: one step back; ten");
		vt_type(vt, "q\n");
		ck_assert(vt_until_ended(vt, PATIENCE_MS));
		ck_assert_msg(!has_bytes(vt, "\033"), "an escape sequence was sent");
		ck_assert_int_eq(has_bytes(vt, "TERM=dumb: no screen"), i == 0);
		ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
	}
}
END_TEST

/* -- settings ------------------------------------------------------------------ */

static struct vt *with_settings(const char *text, const char *option)
{
	char setting[PATH_BYTES + 20], path[PATH_BYTES];
	const char *environment[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8", setting, lessons,
				     SANITIZERS, NULL};

	path_of("xdg", path);
	mkdir(path, 0700);
	snprintf(setting, sizeof setting, "XDG_CONFIG_HOME=%s", path);
	path_of("xdg/arenawalk", path);
	mkdir(path, 0700);
	write_file("xdg/arenawalk/config", text);
	return spawn(environment, "lessons/1-four.yaml", option);
}

START_TEST(takes_settings)
{
	struct vt *vt = with_settings("theme = dark\nlang = zh\nspeed = 2\nmouse = off\n"
				      "key step = n\nkey search-next = ;\nkey help = F1\n"
				      "key quit = x\nkey back = z\n",
				      NULL);

	expect(vt, "操作 0/8 ");
	expect(vt, "z/n 步进");
	expect(vt, "2x");
	ck_assert(!has_bytes(vt, "\033[?1000h")); /* no mouse */
	ck_assert_int_eq(faint(vt), 246);
	press(vt, "2n", "操作 1/8 ");
	press(vt, "g", "操作 0/8 ");
	press(vt, "z", "这里是开头：n 前进");
	press(vt, "\033OP", "前进一步");
	expect(vt, " n ");
	press(vt, "\033OP", "操作 0/8 ");
	vt_type(vt, "q"); /* means nothing any more */
	press(vt, "2n", "操作 1/8 ");
	vt_type(vt, "x");
	ck_assert(vt_until_ended(vt, PATIENCE_MS));
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
	vt = with_settings("lang = zh\ntheme = dark\n", "--lang=en"); /* what is said now is stronger */
	expect(vt, "op 0/8 ");
	ck_assert_int_eq(faint(vt), 246);
	quit(vt);
}
END_TEST

START_TEST(refuses_settings)
{
	struct vt *vt = with_settings("theme = drak\nkey step = q\nkey quit = 1\n", NULL);

	ck_assert(vt_until_ended(vt, PATIENCE_MS));
	expect(vt, "config:1:9: error: theme: 'drak'");
	expect(vt, "config:3:12: error: '1' cannot");
	ck_assert_msg(!has_bytes(vt, "\033"), "the terminal was touched");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 2);
}
END_TEST

START_TEST(chooses_characters)
{
	static const struct {
		const char *setting, *option;
		bool is_ascii;
	} locales[] = {
		{"LC_ALL=C", NULL, false},
		{"LC_ALL=POSIX", NULL, false},
		{"LC_CTYPE=xx_YY.ISO-8859-1", NULL, true},
		{"LC_CTYPE=xx_YY.ISO-8859-1", "--lang=zh", true},
		{"LC_ALL=C.UTF-8", "--ascii", true},
	};
	for (int i = 0; i < COUNT(locales); i++) {
		const char *environment[] = {"TERM=xterm-256color", locales[i].setting, SANITIZERS,
					     NULL};
		struct vt *vt = spawn(environment, "lessons/1-four.yaml", locales[i].option);
		size_t length;
		expect(vt, "op 0/8 ");
		press(vt, "5G", "op 5/8 ");
		press(vt, "?", "one step forward");
		press(vt, "?", locales[i].is_ascii ? "+ free(b1)" : "├ free(b1)");
		expect_not(vt, "\xef\xbf\xbd");
		const char *bytes = vt_bytes(vt, &length);
		for (size_t k = 0; locales[i].is_ascii && k < length; k++)
			ck_assert_msg((unsigned char)bytes[k] < 0x80, "byte %zu is not ASCII", k);
		quit(vt);
	}
}
END_TEST

/* A recorder, a serial line: the size is what LINES and COLUMNS say, or the usual one. */
START_TEST(begins_without_a_size)
{
	struct vt *vt = shell("stty rows 0 cols 0; $A $D/lessons/1-four.yaml", "TERM=xterm-256color");
	expect(vt, "lists, in order");
	ck_assert_msg(strstr(vt_text(vt), "┐"), "not 80 columns");
	press(vt, "3G", "op 3/8 ");
	vt_resize(vt, 48, 160);
	expect(vt, "bytes of pool 0:0");
	quit(vt);
	vt = shell("stty rows 0 cols 0; LINES=12 COLUMNS=40 $A $D/lessons/1-four.yaml",
		   "TERM=xterm-256color");
	expect(vt, "? help");
	expect_not(vt, "┌");
	quit(vt);
}
END_TEST

/* Names that a database may lack; the strangest it surely does. */
START_TEST(takes_terminals_for_what_they_are_like)
{
	static const char *const terms[] = {
		"TERM=xterm-kitty", "TERM=xterm-ghostty", "TERM=alacritty", "TERM=foot",
		"TERM=wezterm", "TERM=xterm-no-such-thing", "TERM=screen.no-such-thing",
		"TERM=no-such-256color"};

	for (int i = 0; i < COUNT(terms); i++) {
		const char *environment[] = {terms[i], "LC_ALL=C.UTF-8", SANITIZERS, NULL};
		struct vt *vt = spawn(environment, "lessons/1-four.yaml", NULL);
		expect(vt, "op 0/8 ");
		ck_assert_msg(faint(vt) == 244, "%s has other colours", terms[i]);
		press(vt, "\033[6~", "Here it begins.");
		quit(vt);
	}
	const char *coloured[] = {"TERM=no-such-thing", "COLORTERM=truecolor", "LC_ALL=C.UTF-8",
				  SANITIZERS, NULL};
	struct vt *vt = spawn(coloured, "lessons/1-four.yaml", NULL);
	expect(vt, "op 0/8 ");
	ck_assert_int_eq(faint(vt), VT_RGB | 0x7c7b80);
	quit(vt);
}
END_TEST

START_TEST(refuses)
{
	static const struct {
		const char *command, *setting, *expected[3];
	} refusals[] = {
		{"$A $D/two.yaml", "TERM=", {"TERM is not set", "TERM=xterm-256color", "arenawalk render"}},
		{"$A $D/two.yaml",
		 "TERM=no-such-thing",
		 {"TERM names a terminal", "TERM=xterm-256color", "arenawalk check"}},
		{"$A $D/two.yaml >/dev/null", "TERM=xterm", {"standard output is not a terminal"}},
		{"$A $D/two.yaml </dev/null", "TERM=xterm", {"standard input is not a terminal"}},
		{"setsid -w $A - <$D/two.yaml", "TERM=xterm", {"there is no terminal to read"}},
		{"$A $D/none.yaml", "TERM=xterm", {"none.yaml: error: "}},
		{"$A play", "TERM=xterm", {"play needs one file"}},
	};
	write_file("two.yaml", TWO);
	for (int i = 0; i < COUNT(refusals); i++) {
		char command[200];
		snprintf(command, sizeof command, "%s; echo status $?", refusals[i].command);
		struct vt *vt = shell_of(300, command, refusals[i].setting);
		ck_assert(vt_until_ended(vt, PATIENCE_MS));
		for (int k = 0; k < 3 && refusals[i].expected[k]; k++)
			expect(vt, refusals[i].expected[k]);
		expect(vt, "status 2");
		ck_assert_msg(!has_bytes(vt, "\033"), "escape sequences were sent");
		ck_assert(vt_has_old_settings(vt));
		vt_finish(vt, PATIENCE_MS);
	}
}
END_TEST

/* Wherever memory runs out, the terminal is put back, and then it is said.  Too late for what has
 * been asked for, and nothing is said. */
START_TEST(says_that_there_is_no_memory)
{
	static const int most[] = {500, 2100, 2300, 2600, 8000, 20000, 42000, 46000, 60000};
	/* The menu has enough for itself first; opening a lesson then takes more. */
	static const char *const files[] = {"$D/lessons/2-two.yaml", "$RECORDING", ""};
	const char *library = getenv("STARVE_LIBRARY");
	char command[3 * PATH_BYTES];
	int told_on_screen = 0;

	for (int i = 0; library && i < COUNT(most) * COUNT(files); i++) {
		snprintf(command, sizeof command,
			 "RECORDING='%s'; ln -sf '%s' $D/starve.so; "
			 "STARVE_KIB=%d LD_PRELOAD=$D/starve.so $A %s; echo status $?",
			 getenv("RECORDING"), library, most[i / COUNT(files)],
			 files[i % COUNT(files)]);
		if (!files[i % COUNT(files)][0] && most[i / COUNT(files)] > 20000)
			continue;
		struct vt *vt = shell(command, "TERM=xterm-256color");
		for (int k = 0; k < 200 && !vt_until(vt, "status ", 20); k++)
			vt_type(vt, k % 10 == 9 ? "q" : k % 10 == 1 ? "\r" : "l");
		ck_assert_msg(vt_until_ended(vt, PATIENCE_MS), "%s:\n%s", command, vt_text(vt));
		bool was_alternate = has_bytes(vt, "\033[?1049h");
		if (was_alternate)
			check_restored(vt);
		if (!strstr(vt_text(vt), "status 0")) {
			ck_assert_msg(strstr(vt_text(vt), "status 2"), "%s:\n%s", command,
				      vt_text(vt));
			expect(vt, "out of memory");
			expect(vt, "hint: ");
			told_on_screen += was_alternate;
		}
		vt_finish(vt, PATIENCE_MS);
	}
	ck_assert(!library || told_on_screen > 3);
}
END_TEST

/* -- input --------------------------------------------------------------------- */

START_TEST(reads_standard_input)
{
	struct vt *vt = shell("cat $D/lessons/1-four.yaml | $A -", "TERM=xterm-256color");
	expect(vt, "op 0/8 ");
	press(vt, "3G", "op 3/8 ");
	press(vt, "r", "standard input cannot be read again");
	expect(vt, "op 3/8 ");
	press(vt, "\033[C", "op 3/8 ");
	quit(vt);
}
END_TEST

/* -- over time ------------------------------------------------------------------- */

START_TEST(paints_the_future)
{
	struct vt *vt = start();

	press(vt, "4G", "op 4/8 ");
	press(vt, "f", "within 5 op");
	press(vt, "1f", "within 1 op");
	press(vt, "\r", "2 later, 1 soon"); /* b1 is freed next, then b3; b2 stays */
	expect(vt, "1 never freed");
	press(vt, "f", "1 used, 63 virgin");
	quit(vt);
}
END_TEST

START_TEST(lists_who_lived_there)
{
	struct vt *vt = start();

	press(vt, "7G", "op 7/8 "); /* c has the place of b3 */
	press(vt, "t", " tenants of 0:0:96 ");
	expect(vt, "b3");
	press(vt, "{\r", "op 4/8 "); /* where b3 was born */
	expect(vt, " tenants of 0:0:96 ");
	press(vt, "t", "usable_arenas");
	expect(vt, "op 4/8 ");
	quit(vt);
}
END_TEST

START_TEST(shows_curves)
{
	struct vt *vt = start();

	press(vt, "4G", "op 4/8 ");
	press(vt, "\033[Z\033[Z", "Enter shows: curves");
	press(vt, "\r", " the whole run ");
	expect(vt, "bytes in use: 64 now, 64 at most");
	press(vt, "5G", "op 5/8 ");
	expect(vt, "bytes in use: 48 now, 64 at most");
	press(vt, "\033", "usable_arenas");
	quit(vt);
}
END_TEST

/* -- watching a program while it runs -------------------------------------------- */

/* Says where it is, and then waits for a file before it goes on. */
static const char waits_for_files[] =
	"import os, sys, time\n"
	"folder = sys.argv[1]\n"
	"kept = []\n"
	"for i in range(3):\n"
	"    kept.append([str(j) * 3 for j in range(3000)])\n"
	"    print('part', i, flush=True)\n"
	"    while not os.path.exists('%s/go%d' % (folder, i)):\n"
	"        time.sleep(0.02)\n"
	"sys.exit(7)\n";

static void let_go(int part)
{
	char name[16];

	snprintf(name, sizeof name, "go%d", part);
	write_file(name, "");
}

/* The interpreter of the tests that need one. */
static bool has_python(void)
{
	return access("/usr/bin/python3", X_OK) == 0;
}

static void write_waiting_program(void)
{
	char name[16], path[PATH_BYTES];

	write_file("waits.py", waits_for_files);
	for (int part = 0; part < 3; part++) {
		snprintf(name, sizeof name, "go%d", part);
		path_of(name, path);
		unlink(path);
	}
}

START_TEST(follows_a_program_that_runs)
{
	struct vt *vt;

	if (!has_python())
		return;
	write_waiting_program();
	vt = shell("$A live -- /usr/bin/python3 $D/waits.py $D; echo \"status $?\"",
		   "TERM=xterm-256color");
	expect(vt, " live ");
	vt_type(vt, "h"); /* the view stands, the program runs on */
	expect(vt, " live ");
	let_go(0);
	let_go(1);
	vt_type(vt, "G");
	expect(vt, " live ");
	let_go(2);
	expect_not(vt, " live "); /* it has ended; the whole run can be travelled */
	press(vt, "1G", "op 1/");
	vt_type(vt, "q");
	ck_assert_msg(vt_until_ended(vt, PATIENCE_MS), "did not end:\n%s", vt_text(vt));
	check_restored(vt);
	ck_assert_msg(has_bytes(vt, "part 0") && has_bytes(vt, "part 2"), "what it printed is lost");
	ck_assert_msg(has_bytes(vt, "status 7"), "its status is lost:\n%s", vt_text(vt));
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
}
END_TEST

/* What it prints can be seen while it runs; Space stands still while it goes on; and it goes first. */
START_TEST(shows_what_a_program_prints)
{
	static const char prints[] =
		"import os, sys, time\n"
		"watcher = int(open('/proc/%d/stat' % os.getppid()).read().rsplit(')')[1].split()[1])\n"
		"print('this is', '\\033[31mred', flush=True)\n"
		"kept = []\n"
		"while not os.path.exists(sys.argv[1] + '/go0'):\n"
		"    kept.append(str(len(kept)) * 20)\n"
		"    time.sleep(0.01)\n"
		"own, its = os.nice(0), os.getpriority(os.PRIO_PROCESS, watcher)\n"
		"print('nice', min(own + 10, 19) - its)\n";
	struct vt *vt;

	if (!has_python())
		return;
	write_waiting_program();
	write_file("prints.py", prints);
	vt = shell("$A live -- /usr/bin/python3 $D/prints.py $D", "TERM=xterm-256color");
	expect(vt, " live ");
	press(vt, " ", "paused, while the program runs on");
	press(vt, "O", "what the program prints");
	expect(vt, "this is red");
	let_go(0);
	expect(vt, "nice 0");
	press(vt, "O", "usable_arenas");
	vt_type(vt, "q");
	ck_assert_msg(vt_until_ended(vt, PATIENCE_MS), "did not end:\n%s", vt_text(vt));
	check_restored(vt);
	ck_assert_msg(has_bytes(vt, "this is \033[31mred"), "what it printed is changed");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
}
END_TEST

/* The watcher leaves first: the program goes on in the foreground. */
START_TEST(leaves_a_program_that_runs)
{
	struct vt *vt;

	if (!has_python())
		return;
	write_waiting_program();
	vt = shell("$A live -o $D/kept -- /usr/bin/python3 $D/waits.py $D; echo \"status $?\"; "
		   "$A verify $D/kept",
		   "TERM=xterm-256color");
	expect(vt, " live ");
	vt_type(vt, "q");
	expect(vt, "still runs");
	for (int i = 0; i < 3; i++)
		let_go(i);
	expect(vt, "status 7");
	expect(vt, "every placement equal");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
}
END_TEST

/* Ctrl-C reaches both: what the program says to that is not lost, nor is anything left behind. */
START_TEST(interrupts_a_program_and_its_watcher)
{
	struct vt *vt;

	if (!has_python())
		return;
	write_waiting_program();
	vt = shell("trap : INT; mkdir -p $D/tmp; "
		   "TMPDIR=$D/tmp $A live -- /usr/bin/python3 $D/waits.py $D; "
		   "echo \"status $?, left: $(ls $D/tmp)!\"",
		   "TERM=xterm-256color");
	expect(vt, " live ");
	press(vt, "O", "part 0");
	vt_type(vt, "\003");
	ck_assert_msg(vt_until_ended(vt, PATIENCE_MS), "did not end:\n%s", vt_text(vt));
	check_restored(vt);
	ck_assert_msg(has_bytes(vt, "part 0") && has_bytes(vt, "KeyboardInterrupt"),
		      "what it printed is lost:\n%s", vt_text(vt));
	ck_assert_msg(has_bytes(vt, "status 130, left: !"), "another end:\n%s", vt_text(vt));
	vt_finish(vt, PATIENCE_MS);
}
END_TEST

/* Whoever is ended by a signal leaves nothing behind, either. */
START_TEST(leaves_no_recording_behind)
{
	static const char kills[] =
		"import os, sys, time\n"
		"watcher = int(open('/proc/%d/stat' % os.getppid()).read().rsplit(')')[1].split()[1])\n"
		"while not os.path.exists(sys.argv[1] + '/go0'):\n"
		"    time.sleep(0.01)\n"
		"os.kill(watcher, 15)\n";
	struct vt *vt;

	if (!has_python())
		return;
	write_waiting_program();
	write_file("kills.py", kills);
	vt = shell("mkdir -p $D/tmp; TMPDIR=$D/tmp $A live -- /usr/bin/python3 $D/kills.py $D; "
		   "echo \"left: $(ls $D/tmp)!\"",
		   "TERM=xterm-256color");
	expect(vt, " live ");
	let_go(0);
	expect(vt, "left: !");
	vt_finish(vt, PATIENCE_MS);
}
END_TEST

/* It replaces what `record` would replace, and nothing else; and says how to see it again. */
START_TEST(watches_into_a_file)
{
	struct vt *vt;

	if (!has_python())
		return;
	write_file("mine", "words\n");
	vt = shell("$A live -o $D/mine -- /usr/bin/python3 -c 1; echo \"status $?, $(cat $D/mine)!\"",
		   "TERM=xterm-256color");
	expect(vt, "and is no recording");
	expect(vt, "status 2, words!");
	vt_finish(vt, PATIENCE_MS);
	write_waiting_program();
	for (int i = 0; i < 3; i++)
		let_go(i);
	for (int i = 0; i < 2; i++) { /* an old one is replaced */
		vt = shell("$A live -o \"$D/a b\" -- /usr/bin/python3 $D/waits.py $D; echo \"status $?\"",
			   "TERM=xterm-256color");
		expect(vt, "usable_arenas");
		vt_type(vt, "q");
		expect(vt, "status 7");
		ck_assert_msg(has_bytes(vt, "see it again with: arenawalk play '"), "not told:\n%s",
			      vt_text(vt));
		vt_finish(vt, PATIENCE_MS);
	}
}
END_TEST

#define LINE(size) "- alloc: {name: n" #size ", size: " #size "}\n"
#define HEAD "title: Changing\nmodel: toy\nsteps:\n"

START_TEST(reloads)
{
	write_file("changing.yaml", HEAD LINE(1) LINE(2) LINE(3) LINE(4));
	struct vt *vt = spawn(usual, "changing.yaml", NULL);
	expect(vt, "op 0/4 ");
	press(vt, "3G", "n3 = malloc(3)");
	write_file("changing.yaml", HEAD LINE(1) LINE(2) LINE(33) LINE(4) LINE(5));
	press(vt, "r", "read again");
	expect(vt, "op 3/5 ");
	expect(vt, "n33 = malloc(33)");
	/* What is wrong is said, and the run that was good goes on. */
	write_file("changing.yaml", HEAD LINE(1) "- free: nothing\n");
	press(vt, "r", "changing.yaml:5:");
	expect(vt, "op 3/5 ");
	press(vt, "G", "op 5/5 ");
	write_file("changing.yaml", "- [");
	press(vt, "r", "changing.yaml:");
	expect(vt, "op 5/5 ");
	/* Shorter than where we were. */
	write_file("changing.yaml", HEAD LINE(1));
	press(vt, "r", "op 1/1 ");
	press(vt, "g", "op 0/1 ");
	write_file("changing.yaml", HEAD LINE(1) LINE(2));
	for (int i = 0; i < 20; i++)
		vt_type(vt, "rl");
	expect(vt, "op 2/2 ");
	quit(vt);
}
END_TEST

/* As editors do it that write elsewhere first. */
static void rename_file(const char *name, const char *text)
{
	char from[PATH_BYTES], to[PATH_BYTES];

	write_file("changing.yaml~", text);
	path_of("changing.yaml~", from);
	path_of(name, to);
	ck_assert_int_eq(rename(from, to), 0);
}

static void delete_file(const char *name)
{
	char path[PATH_BYTES];

	path_of(name, path);
	ck_assert_int_eq(unlink(path), 0);
}

/* Written in place, or renamed: shown at once, at the same operation. */
START_TEST(reloads_when_saved)
{
	void (*const save)(const char *, const char *) = _i ? rename_file : write_file;

	write_file("changing.yaml", HEAD LINE(1) LINE(2) LINE(3) LINE(4));
	struct vt *vt = spawn(usual, "changing.yaml", NULL);
	expect(vt, "op 0/4 ");
	press(vt, "3G-", "n3 = malloc(3)");
	save("changing.yaml", HEAD "- say: new words\n" LINE(1) LINE(2) LINE(33) LINE(4) LINE(5));
	expect(vt, "read again");
	expect(vt, "op 3/5 ");
	expect(vt, "n33 = malloc(33)");
	expect(vt, " 0.5x step");
	/* What is wrong is told with its place and its line; the run before stays. */
	save("changing.yaml", HEAD LINE(1) "- free: nothing\n");
	expect(vt, "changing.yaml:5:9: error: free of 'nothing'");
	expect(vt, "│ - free: nothing");
	expect(vt, "│         ^");
	expect(vt, "op 3/5 ");
	press(vt, "\033[C", "op 4/5 ");
	expect_not(vt, "changing.yaml:5:9");
	/* The next good one goes on, here to its end. */
	save("changing.yaml", HEAD LINE(1) LINE(2));
	expect(vt, "op 2/2 ");
	quit(vt);
}
END_TEST

/* The same line by line, where nothing is done to the terminal: half a line that stands there is
 * not lost.  What is told is on a line of its own. */
START_TEST(reloads_line_by_line)
{
	void (*const save)(const char *, const char *) = _i ? rename_file : write_file;

	write_file("changing.yaml", HEAD LINE(1) LINE(2) LINE(3) LINE(4));
	struct vt *vt = spawn(usual, "changing.yaml", "--linear");
	expect(vt, "Before operation 1 of 4.");
	press(vt, "g 3\n", "Operation 3: n3 = malloc(3)");
	expect(vt, "nextoffset: from 96 to 112\n>"); /* what is typed is to stand behind the prompt */
	vt_type(vt, "g ");
	save("changing.yaml", HEAD LINE(1) LINE(2) LINE(33) LINE(4) LINE(5));
	expect(vt, "Operation 3: n33 = malloc(33)");
	ck_assert_msg(has_bytes(vt, "> g \r\nSaved. The file has been read again.\r\n"
				    "Operation 3 of 5, step "), "%s", vt_text(vt));
	press(vt, "4\n", "Operation 4: n4 = malloc(4)");
	save("changing.yaml", HEAD LINE(1) "- free: nothing\n");
	expect(vt, "changing.yaml:5:9: error: free of 'nothing'");
	expect(vt, "- free: nothing");
	press(vt, "g 5\n", "Operation 5: n5 = malloc(5)");
	save("changing.yaml", HEAD LINE(1) LINE(22));
	expect(vt, "Operation 2: n22 = malloc(22)");
	delete_file("changing.yaml");
	expect(vt, "the file is gone");
	vt_type(vt, "q\n");
	ck_assert(vt_until_ended(vt, PATIENCE_MS));
	ck_assert_msg(!has_bytes(vt, "\033"), "an escape sequence was sent");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
}
END_TEST

/* A clicker sends PgDn, PgUp, F5, Esc, and a full stop, which means a step to everybody else. */
START_TEST(obeys_a_clicker)
{
	char path[PATH_BYTES];
	const char *arguments[] = {program(), "--clicker", path, NULL};

	path_of("lessons/1-four.yaml", path);
	struct vt *vt = vt_spawn(24, 80, arguments, usual);
	expect(vt, "op 0/8 ");
	press(vt, "\033[6~", "op 4/8 ");
	vt_type(vt, ".");
	expect_not(vt, "Four blocks");
	press(vt, ".", "op 4/8 ");
	press(vt, "\033[15~", "op 5/8 ");
	vt_type(vt, "\033");
	press(vt, "\033[5~", "op 4/8 ");
	quit(vt);
	vt = start();
	press(vt, "..", "op 1/8 step 2/");
	vt_type(vt, "b");
	expect_not(vt, "Four blocks");
	press(vt, "x", "op 1/8 step 2/");
	quit(vt);
}
END_TEST

/* Inside an operation, the same step of it; a question keeps the stops before it. */
START_TEST(reloads_inside_an_operation)
{
	write_file("changing.yaml", HEAD LINE(1) LINE(2) LINE(3));
	struct vt *vt = spawn(usual, "changing.yaml", NULL);
	expect(vt, "op 0/3 ");
	press(vt, "1G", "op 1/3 ");
	press(vt, "ll", "op 2/3 step 2/");
	write_file("changing.yaml", HEAD "- say: one\n" LINE(4) "- say: two\n" LINE(5));
	expect(vt, "op 2/2 step 2/");
	expect(vt, "n5 = malloc(5)");
	press(vt, "1G", "op 1/2 ");
	press(vt, "l", "two");
	write_file("changing.yaml", HEAD LINE(6) "- say: three\n" LINE(7) LINE(8));
	expect(vt, "op 1/3 ");
	expect(vt, "three");
	quit(vt);
}
END_TEST

/* What is written little by little is not read before it is whole. */
START_TEST(waits_for_the_whole_file)
{
	static const char whole[] = HEAD LINE(1) LINE(2);
	char path[PATH_BYTES];

	write_file("changing.yaml", HEAD LINE(1));
	path_of("changing.yaml", path);
	struct vt *vt = spawn(usual, "changing.yaml", NULL);
	expect(vt, "op 0/1 ");
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	for (const char *at = whole; *at; at++) {
		fputc(*at, file);
		fflush(file);
		if (at == whole + 10 || at == whole + 30)
			vt_feed(vt, 300);
	}
	ck_assert_msg(strstr(vt_text(vt), "error") == NULL, "read too early:\n%s", vt_text(vt));
	fclose(file);
	expect(vt, "op 0/2 ");
	quit(vt);
}
END_TEST

START_TEST(notices_that_the_file_goes)
{
	write_file("changing.yaml", HEAD LINE(1));
	struct vt *vt = spawn(usual, "changing.yaml", NULL);
	expect(vt, "op 0/1 ");
	delete_file("changing.yaml");
	expect(vt, "the file is gone");
	press(vt, "l", "op 1/1 ");
	press(vt, "r", "changing.yaml: error:");
	write_file("changing.yaml", HEAD LINE(1) LINE(2) LINE(3));
	expect(vt, "op 1/3 ");
	quit(vt);
}
END_TEST

/* A link is followed to where it leads, and to where it is turned. */
START_TEST(reloads_through_a_link)
{
	char link[PATH_BYTES], other[PATH_BYTES];

	write_file("changing.yaml", HEAD LINE(1));
	write_file("hostile/other.yaml", HEAD LINE(1) LINE(2) LINE(3));
	path_of("link.yaml", link);
	path_of("link.yaml~", other);
	ck_assert_int_eq(symlink("changing.yaml", link), 0);
	struct vt *vt = spawn(usual, "link.yaml", NULL);
	expect(vt, "op 0/1 ");
	write_file("changing.yaml", HEAD LINE(1) LINE(2));
	expect(vt, "op 0/2 ");
	ck_assert_int_eq(symlink("hostile/other.yaml", other), 0);
	ck_assert_int_eq(rename(other, link), 0);
	expect(vt, "op 0/3 ");
	write_file("hostile/other.yaml", HEAD LINE(1) LINE(2) LINE(3) LINE(4));
	expect(vt, "op 0/4 ");
	quit(vt);
}
END_TEST

/* Its title is the file's name, which each reading brings anew. */
START_TEST(reloads_without_title)
{
	static const char *const sizes[] = {"op 0/1 ", "op 0/2 ", "op 0/3 ", "op 0/4 "};
	static char text[200] = "model: toy\nsteps:\n" LINE(1);

	write_file("untitled.yaml", text);
	struct vt *vt = spawn(usual, "untitled.yaml", NULL);
	expect(vt, sizes[0]);
	for (int i = 1; i < COUNT(sizes); i++) {
		snprintf(text + strlen(text), 40, "- alloc: {name: m%d, size: 1}\n", i);
		write_file("untitled.yaml", text);
		press(vt, "r", sizes[i]);
		expect(vt, "untitled.yaml · toy");
	}
	quit(vt);
}
END_TEST

/* -- operations by hand -------------------------------------------------------- */

/* Of a shell command in which $A is the program and $D the folder. */
static int status_of(const char *command)
{
	char whole[PATH_BYTES];

	setenv("A", program(), 1);
	setenv("D", folder, 1);
	snprintf(whole, sizeof whole, "IFS=; %s", command);
	return system(whole);
}

/* What was typed happens, is saved, and the saved file leads to the same place. */
START_TEST(forks_and_saves)
{
	char keys[PATH_BYTES + 40];
	struct vt *vt = start();

	press(vt, "3G", "op 3/8 ");
	press(vt, ":", "an operation by hand");
	press(vt, "x = maloc(100)\r", "malloc is meant?");
	press(vt, "\x15" "x = malloc(100)\r", "fork: 1 operation, not in the file");
	press(vt, "G", "x = malloc(100)");
	expect(vt, "op 4/4 ");
	press(vt, ":free b1\r", "fork: 2 operations, not in the file");
	press(vt, "g", "op 0/5 ");
	snprintf(keys, sizeof keys, ":save %s/saved\r", folder);
	press(vt, keys, "saved: ");
	expect(vt, "op 0/5 ");
	press(vt, keys, "is there already");
	snprintf(keys, sizeof keys, ":save! %s/saved\r", folder);
	press(vt, keys, "saved: ");
	/* Not over what is played, whatever it is called, nor through a link. */
	ck_assert_int_eq(status_of("ln $D/lessons/1-four.yaml $D/hard.yaml && "
				   "ln -s saved.yaml $D/soft.yaml && "
				   "cp $D/lessons/1-four.yaml $D/copy && cp $D/saved.yaml $D/copy2"), 0);
	snprintf(keys, sizeof keys, ":save! %s/lessons/1-four.yaml\r", folder);
	press(vt, keys, "it is what is read");
	snprintf(keys, sizeof keys, ":save! %s/hard.yaml\r", folder);
	press(vt, keys, "hard.yaml: cannot write: it is what is read");
	snprintf(keys, sizeof keys, ":save! %s/soft.yaml\r", folder);
	press(vt, keys, "there is a symbolic link of this name");
	ck_assert_int_eq(status_of("cmp $D/copy $D/lessons/1-four.yaml && cmp $D/copy $D/hard.yaml && "
				   "cmp $D/copy2 $D/saved.yaml && rm $D/hard.yaml $D/soft.yaml"), 0);
	press(vt, "r", "Esc leaves it");
	press(vt, "\033", "op 3/8 ");
	quit(vt);
	ck_assert_int_eq(status_of("$A check $D/saved.yaml >/dev/null"), 0);
	ck_assert_int_eq(status_of("grep -q 'name: x, size: 100' $D/saved.yaml"), 0);
	/* A place between two steps: their text stays. */
	vt = start();
	press(vt, "4G", "op 4/8 ");
	snprintf(keys, sizeof keys, ":save %s/kept.yaml\r", folder);
	press(vt, keys, "saved: ");
	quit(vt);
	ck_assert_int_eq(status_of("$A check $D/kept.yaml >/dev/null"), 0);
	ck_assert_int_eq(status_of("grep -q 'times: 4' $D/kept.yaml"), 0);
}
END_TEST

/* A file that changes meanwhile is read when the fork is left. */
START_TEST(keeps_the_fork_while_the_file_changes)
{
	write_file("changing.yaml", HEAD LINE(1) LINE(2));
	struct vt *vt = spawn(usual, "changing.yaml", NULL);
	expect(vt, "op 0/2 ");
	press(vt, ":x = malloc(9)\r", "fork: 1 operation");
	write_file("changing.yaml", HEAD LINE(1) LINE(2) LINE(3));
	vt_feed(vt, 400);
	expect(vt, "fork: 1 operation");
	press(vt, "\033", "op 0/3 ");
	quit(vt);
}
END_TEST

START_TEST(forks_a_recording)
{
	char keys[PATH_BYTES + 40], path[PATH_BYTES];
	const char *arguments[] = {program(), path, NULL};

	snprintf(path, sizeof path, "%s", getenv("RECORDING"));
	struct vt *vt = vt_spawn(24, 80, arguments, usual);
	expect(vt, "cpython-3.11");
	press(vt, "300G", "op 300/");
	press(vt, ":free #300\r", "fork: 1 operation");
	press(vt, ":free #300\r", "freed already");
	press(vt, "\x15" "big = malloc(4K)\r", "fork: 2 operations");
	snprintf(keys, sizeof keys, ":save %s/recorded.yaml\r", folder);
	press(vt, keys, "saved: ");
	press(vt, "\033", "op 300/");
	press(vt, "9000G", "op 9,000/");
	snprintf(keys, sizeof keys, ":save %s/long.yaml\r", folder);
	press(vt, keys, "too long");
	quit(vt);
	ck_assert_int_eq(status_of("$A check $D/recorded.yaml >/dev/null"), 0);
}
END_TEST

/* A call that failed is in no scenario: what a scenario asks for it gets. */
START_TEST(saves_no_call_that_failed)
{
	char keys[PATH_BYTES + 40];
	struct vt *vt;

	write_file("failed.txt", "# arenawalk-trace 1\n# model cpython-3.11\nm 600 0x55000000010\n"
				 "m 80000000000000 0x0\nr 0x55000000010 70000000000000 0x0\n"
				 "m 700 0x55000001010\n");
	vt = shell_of(80, "$A import $D/failed.txt -o $D/failed.awtrace && $A $D/failed.awtrace",
		      "TERM=xterm-256color");
	expect(vt, "op 0/4 ");
	press(vt, "G", "op 4/4 ");
	press(vt, ":x = malloc(9)\r", "fork: 1 operation");
	snprintf(keys, sizeof keys, ":save %s/failed.yaml\r", folder);
	press(vt, keys, "saved: ");
	press(vt, "\033", "op 4/4 ");
	quit(vt);
	ck_assert_int_eq(status_of("$A check $D/failed.yaml >/dev/null"), 0);
	ck_assert_int_eq(status_of("test $(grep -c 'size: [679]' $D/failed.yaml) = 3"), 0);
	ck_assert_int_eq(status_of("! grep -q 0000000000 $D/failed.yaml"), 0);
}
END_TEST

/* -- two models at once ---------------------------------------------------------- */

START_TEST(shows_two_models)
{
	struct vt *vt = spawn(usual, "lessons/1-four.yaml", "--beside=cpython-3.13");
	expect(vt, "op 0/8 ");
	expect(vt, "▶cpython-3.6 | cpython-3.13");
	press(vt, "3G", "op 3/8 ");
	expect(vt, "1,048,576 ▲");
	press(vt, "\t", "cpython-3.6 | ▶cpython-3.13");
	expect(vt, "of 1021 blocks of 16 B");
	press(vt, "\033[D", "op 3/8 step 3/4"); /* a step back on both sides */
	press(vt, "\t", "op 3/8 step 3/4");
	press(vt, "++++++++ ", "op 8/8 ");
	press(vt, "P", "op 0/8 ");
	press(vt, "d", "after this the arenas do not part");
	press(vt, "r", "read again");
	press(vt, "6G", "op 6/8 ");
	press(vt, "r", "read again");
	expect(vt, "op 6/8 ");
	press(vt, "/16\r", "n next"); /* a search on one side takes the other with it */
	press(vt, "\t", "op 7/8 ");
	press(vt, "\r", "process");
	press(vt, "\t", "process");
	vt_resize(vt, 36, 120);
	press(vt, "\033", "side by side");
	quit(vt);
}
END_TEST

/* Blocks of a recording: the second side has none of its addresses. */
START_TEST(reruns_a_recording)
{
	static char text[20000] = "# arenawalk-trace 1\n# model cpython-3.11\n"
				  "A 1048576 0x7f0000100000\n";
	struct vt *vt;

	for (int i = 0; i < 300; i++)
		snprintf(text + strlen(text), 40, "m 1000 0x55000000%04x0\n", i);
	for (int i = 0; i < 20; i++)
		snprintf(text + strlen(text), 40, "m 500 0x7f0000100%03x\n", 0x30 + i * 0x200);
	write_file("blocks.txt", text);
	vt = shell_of(120, "$A import $D/blocks.txt -o $D/blocks.awtrace && "
			   "$A $D/blocks.awtrace --beside cpython-3.6", "TERM=xterm-256color");
	expect(vt, "op 0/320 ");
	expect(vt, "▶cpython-3.11 | cpython-3.6");
	press(vt, "G", "op 320/320 ");
	expect(vt, "0:2:1560 ≠"); /* the twentieth of 504 bytes, eight in a pool */
	press(vt, "g", "op 0/320 ");
	quit(vt);
}
END_TEST

/* -- interruptions ------------------------------------------------------------- */

START_TEST(stops_and_continues)
{
	struct vt *vt = _i ? start() : start_menu();
	const char *shown = _i ? "op 0/8 " : "q quit";
	for (int round = 0; round < 2; round++) {
		vt_type(vt, "\x1a");
		ck_assert(vt_until_stopped(vt, PATIENCE_MS));
		ck_assert(vt_feed(vt, 0));
		check_restored(vt);
		vt_forget(vt);
		vt_signal(vt, SIGCONT);
		ck_assert(vt_until_bytes(vt, "\033[?2004h", PATIENCE_MS));
		expect(vt, shown);
		ck_assert(vt_is_alternate(vt) && !vt_is_cursor_visible(vt));
	}
	quit(vt);
}
END_TEST

static const int signals[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGABRT, SIGBUS};

START_TEST(is_killed)
{
	struct vt *vt = start();
	press(vt, "3G", "op 3/8 ");
	vt_signal(vt, signals[_i]);
	finish(vt, 128 + signals[_i]);
}
END_TEST

START_TEST(is_interrupted)
{
	struct vt *vt = _i ? start() : start_menu();
	vt_type(vt, "\003");
	finish(vt, 128 + SIGINT);
}
END_TEST

START_TEST(ends_with_its_terminal)
{
	struct vt *vt = _i ? start() : start_menu();
	vt_hang_up(vt);
	int status = vt_finish(vt, PATIENCE_MS);
	ck_assert_msg(status == 0 || status == 128 + SIGHUP, "status %d", status);
}
END_TEST

/* -- hostile texts ------------------------------------------------------------- */

/* Nothing of this may reach a terminal as it is. */
static const char *const raw[] = {
	"\033[31;5;7m", "\033]0;pwned", "\a",		"\xc2\x9b",	"\xc2\x85",
	"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\xa8", "\xe2\x80\x8b", "\xef\xbb\xbf",
};

/* The same in YAML; a bell only by itself, since the sequences have none. */
#define HOSTILE "x\\e[31;5;7my\\e]0;pwned\\ez\\x07\\x9b\\x85\\u202e\\u2066\\u2028\\u200b\\ufeff"

static void check_harmless(struct vt *vt)
{
	for (int i = 0; i < COUNT(raw); i++)
		ck_assert_msg(!has_bytes(vt, raw[i]), "hostile text %d reached the terminal", i);
}

START_TEST(defuses_texts)
{
	static char text[8000], lots[2000];
	memset(lots, 'w', sizeof lots - 1);
	snprintf(text, sizeof text,
		 "title: \"" HOSTILE "\"\n"
		 "about: {en: \"" HOSTILE "\", zh: \"" HOSTILE "\"}\n"
		 "model: toy\n"
		 "steps:\n"
		 "- alloc: {name: a, size: 1}\n"
		 "- mark: \"" HOSTILE "\"\n"
		 "- say: \"" HOSTILE "\"\n"
		 "- ask: {question: \"%s" HOSTILE "\", about: pool, because: \"" HOSTILE "\"}\n"
		 "- alloc: {name: b, size: 1}\n"
		 "- write: {name: b, text: \"" HOSTILE "\"}\n"
		 "- say: \"%s\"\n",
		 lots, lots);
	write_file("hostile/1.yaml", text);
	struct vt *vt = shell("ARENAWALK_SCENARIOS=$D/hostile exec $A", "TERM=xterm-256color");
	expect(vt, "q quit");
	press(vt, "\r", "op 0/3 ");
	press(vt, "]", "◆ x");
	press(vt, "\033[6~", "op 1/3 ");
	press(vt, "\033[6~", "wwww");
	press(vt, "1", "2 ✓ pool 0:0");
	press(vt, "G", "op 3/3 ");
	press(vt, "e", "操作 3/3 ");
	press(vt, "g", "操作 0/3 ");
	press(vt, "q", "q 退出"); /* the menu goes on in the language of the lesson */
	check_harmless(vt);
	quit(vt);
}
END_TEST

/* Names of files, in messages and on the screen. */
START_TEST(defuses_file_names)
{
	struct vt *vt =
		shell("N=$(printf 'x\\033[31;5;7my\\033]0;pwned\\a\\302\\233\\342\\200\\256')\n"
		      "cp $D/lessons/1-four.yaml \"$D/$N.yaml\"; $A check \"$D/$N.yaml\"\n"
		      "echo 'a: [' >\"$D/$N\"; cd $D; $A check \"$N\" \"$N.none\"; $A \"$N\"\n"
		      "TERM=dumb $A \"$N.yaml\" </dev/null\n"
		      "$A render \"$N.yaml\" --at \"$N\"; $A render \"$N.yaml\" --lang \"$N\"\n"
		      "$A render \"$N.yaml\" -o \"$D/none/$N\"\n"
		      "$A \"$N$N\"; $A check --model \"$N\" \"$N.yaml\"; $A check \"--$N\"\n"
		      "$A render --format \"$N\" \"$N.yaml\"; $A render \"$N.yaml\" | head -1\n"
		      "echo done",
		      "TERM=xterm-256color");
	ck_assert(vt_until_ended(vt, PATIENCE_MS));
	expect(vt, "done");
	check_harmless(vt);
	vt_finish(vt, PATIENCE_MS);
}
END_TEST

START_TEST(reloads_with_a_hostile_message)
{
	write_file("rude.yaml", HEAD LINE(1));
	struct vt *vt = spawn(usual, "rude.yaml", NULL);
	expect(vt, "op 0/1 ");
	write_file("rude.yaml", HEAD "- free: \"" HOSTILE "\"\n");
	press(vt, "r", "rude.yaml:4:");
	check_harmless(vt);
	quit(vt);
}
END_TEST

/* -- main ---------------------------------------------------------------------- */

static TCase *case_of(Suite *suite, const char *name)
{
	TCase *tests = tcase_create(name);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	return tests;
}

static void add_menu(Suite *suite)
{
	TCase *tests = case_of(suite, "menu");
	tcase_add_test(tests, menu_opens_and_closes);
	tcase_add_test(tests, menu_keeps_the_language);
	tcase_add_test(tests, menu_leads_on);
	tcase_add_test(tests, menu_has_help);
	tcase_add_test(tests, menu_remembers);
	tcase_add_test(tests, menu_survives_what_it_remembers);
	tcase_add_test(tests, menu_takes_clicks);
	tcase_add_test(tests, menu_finds_the_lessons_of_the_source);
	tcase_add_test(tests, menu_says_that_there_are_no_lessons);
	tcase_add_test(tests, menu_has_both_languages);
	tcase_add_test(tests, menu_takes_the_language_of_the_locale);
	tcase_add_test(tests, menu_survives_a_faulty_lesson);
	tcase_add_test(tests, menu_follows_size);
}

static void add_screen(Suite *suite)
{
	TCase *tests = case_of(suite, "screen");
	tcase_add_test(tests, goes_where_it_is_told);
	tcase_add_test(tests, shows_what_render_draws);
	tcase_add_test(tests, plays_to_the_end);
	tcase_add_test(tests, holds_keys_down);
	tcase_add_test(tests, helps);
	tcase_add_test(tests, enlarges_panes);
	tcase_add_test(tests, shows_big_text);
	tcase_add_test(tests, begins_with_big_text);
	tcase_add_test(tests, follows_size);
	tcase_add_test(tests, clicks);
	tcase_add_test(tests, swallows_pastes);
	tcase_add_loop_test(tests, sleeps_while_nothing_happens, 0, 2);
}

static void add_outside(Suite *suite)
{
	TCase *tests = case_of(suite, "outside");
	tcase_add_test(tests, chooses_colours);
	tcase_add_test(tests, changes_themes);
	tcase_add_test(tests, keeps_the_theme);
	tcase_add_test(tests, goes_line_by_line);
	tcase_add_test(tests, takes_settings);
	tcase_add_test(tests, refuses_settings);
	tcase_add_test(tests, chooses_characters);
	tcase_add_test(tests, begins_without_a_size);
	tcase_add_test(tests, takes_terminals_for_what_they_are_like);
	tcase_add_test(tests, refuses);
	tcase_add_test(tests, says_that_there_is_no_memory);
	tcase_add_test(tests, reads_standard_input);
	tcase_add_test(tests, paints_the_future);
	tcase_add_test(tests, lists_who_lived_there);
	tcase_add_test(tests, shows_what_a_program_prints);
	tcase_add_test(tests, shows_curves);
	tcase_add_test(tests, shows_two_models);
	tcase_add_test(tests, reruns_a_recording);
	tcase_add_test(tests, follows_a_program_that_runs);
	tcase_add_test(tests, leaves_a_program_that_runs);
	tcase_add_test(tests, interrupts_a_program_and_its_watcher);
	tcase_add_test(tests, leaves_no_recording_behind);
	tcase_add_test(tests, watches_into_a_file);
	tcase_add_test(tests, reloads);
	tcase_add_test(tests, reloads_without_title);
	tcase_add_test(tests, forks_and_saves);
	tcase_add_test(tests, keeps_the_fork_while_the_file_changes);
	tcase_add_test(tests, forks_a_recording);
	tcase_add_test(tests, saves_no_call_that_failed);
	tcase_add_loop_test(tests, reloads_when_saved, 0, 2);
	tcase_add_loop_test(tests, reloads_line_by_line, 0, 2);
	tcase_add_test(tests, obeys_a_clicker);
	tcase_add_test(tests, reloads_inside_an_operation);
	tcase_add_test(tests, waits_for_the_whole_file);
	tcase_add_test(tests, notices_that_the_file_goes);
	tcase_add_test(tests, reloads_through_a_link);
	tcase_add_loop_test(tests, stops_and_continues, 0, 2);
	tcase_add_loop_test(tests, is_killed, 0, COUNT(signals));
	tcase_add_loop_test(tests, is_interrupted, 0, 2);
	tcase_add_loop_test(tests, ends_with_its_terminal, 0, 2);
	tcase_add_test(tests, defuses_texts);
	tcase_add_test(tests, defuses_file_names);
	tcase_add_test(tests, reloads_with_a_hostile_message);
}

static bool make_folder(void)
{
	char path[PATH_BYTES];

	snprintf(folder, sizeof folder, "/tmp/arenawalk-pty-XXXXXX");
	if (!mkdtemp(folder))
		return false;
	path_of("lessons", path);
	mkdir(path, 0700);
	path_of("hostile", path);
	mkdir(path, 0700);
	snprintf(lessons, sizeof lessons, "ARENAWALK_SCENARIOS=%s/lessons", folder);
	write_file("lessons/1-four.yaml", FOUR);
	write_file("lessons/2-two.yaml", TWO);
	return true;
}

int main(void)
{
	Suite *suite = suite_create("program");
	int failed;

	if (!make_folder()) {
		perror(folder);
		return 1;
	}
	add_menu(suite);
	add_screen(suite);
	add_outside(suite);
	failed = suite_run(suite);
	nftw(folder, delete_one, 8, FTW_DEPTH | FTW_PHYS);
	return failed;
}
