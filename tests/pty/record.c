/*
 * record.c - `play --record`: whatever happens, a cast that plays is left, of what was shown.
 *
 * ARENAWALK is the program, RECORDING a recording of an interpreter.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cast_read.h"
#include "vt.h"

#define PATIENCE_MS 20000

#define LESSON                                                                                     \
	"title: To \\\"record\\\"\nmodel: cpython-3.6\nsteps:\n"                                   \
	"- say: {en: Here it begins. More., zh: 从这里开始。}\n"                                   \
	"- repeat: {times: 30, steps: [{alloc: {name: b$i, size: 16}}]}\n"                         \
	"- mark: filled\n"                                                                         \
	"- free: b3\n"

static char folder[] = "/tmp/arenawalk-record-XXXXXX";
static char cast_path[100];

static void setup(void)
{
	char path[100];
	FILE *file;

	strcpy(folder + sizeof folder - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(cast_path, sizeof cast_path, "%s/run.cast", folder);
	snprintf(path, sizeof path, "%s/lesson.yaml", folder);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(LESSON, file);
	fclose(file);
}

static void teardown(void)
{
	char path[100];

	snprintf(path, sizeof path, "%s/lesson.yaml", folder);
	remove(path);
	remove(cast_path);
	ck_assert_int_eq(rmdir(folder), 0);
}

/* In $D; $A is the program, $R the recording, $C the cast, P plays the lesson in colours that do not
 * depend on the terminal. */
static struct vt *shell(const char *command)
{
	char all[2000], path[1000], recording[1000], place[100], cast[120];
	const char *arguments[] = {"/bin/sh", "-c", all, NULL};
	const char *environment[] = {path, recording, place, cast, "PATH=/usr/bin:/bin",
				     "TERM=xterm-256color", "LC_ALL=C.UTF-8",
				     "XDG_CONFIG_HOME=/nonexistent",
				     "ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:detect_leaks=1:exitcode=99",
				     NULL};

	snprintf(all, sizeof all, "IFS=; cd $D; P() { $A play lesson.yaml --theme dark \"$@\"; }; %s", command);
	snprintf(path, sizeof path, "A=%s", getenv("ARENAWALK"));
	snprintf(recording, sizeof recording, "R=%s", getenv("RECORDING"));
	snprintf(place, sizeof place, "D=%s", folder);
	snprintf(cast, sizeof cast, "C=%s", cast_path);
	return vt_spawn(24, 80, arguments, environment);
}

static void expect(struct vt *vt, const char *text)
{
	ck_assert_msg(vt_until(vt, text, PATIENCE_MS), "no '%s' on the screen:\n%s", text,
		      vt_text(vt));
	vt_feed(vt, 50); /* and the rest of the frame */
}

static void press(struct vt *vt, const char *keys, const char *expected)
{
	vt_type(vt, keys);
	expect(vt, expected);
}

static struct cast_file read_cast(void)
{
	struct cast_file file;

	ck_assert_msg(cast_read_path(&file, cast_path), "%s", file.why);
	return file;
}

/* What a player shows at the end. */
static struct vt *play_cast(const struct cast_file *file)
{
	struct vt *screen = vt_screen(file->height, file->width);

	for (size_t i = 0; i < file->count; i++) {
		const struct cast_event *event = &file->items[i];
		int width, height;

		if (event->code == 'o')
			vt_show(screen, event->data, event->length);
		else if (event->code == 'r' && sscanf(event->data, "%dx%d", &width, &height) == 2)
			vt_resize(screen, height, width);
	}
	return screen;
}

static void must_show(struct vt *screen, const char *text)
{
	ck_assert_msg(strstr(vt_text(screen), text) != NULL, "no '%s' in the cast:\n%s", text,
		      vt_text(screen));
}

/* What the terminal shows now is what the cast shows at its end. */
static void check_same(struct vt *vt, struct vt *screen, int rows, int columns)
{
	for (int y = 0; y < rows; y++)
		for (int x = 0; x < columns; x++) {
			struct vt_style a = vt_style_at(vt, y, x), b = vt_style_at(screen, y, x);
			uint32_t glyph = vt_char_at(vt, y, x);
			bool same = glyph == vt_char_at(screen, y, x) && a.reverse == b.reverse &&
				    a.underline == b.underline && a.background == b.background;

			if (glyph != ' ' && glyph != 0)
				same &= a.foreground == b.foreground && a.bold == b.bold;
			if (!same)
				ck_abort_msg("%d,%d: U+%04X and U+%04X, ink %d and %d", x, y, glyph,
					     vt_char_at(screen, y, x), a.foreground, b.foreground);
		}
}

START_TEST(has_what_was_shown)
{
	struct vt *vt = shell(_i ? "P --record $C --cast-version 3 --still" : "P --record $C --still");
	struct vt *screen;
	struct cast_file file;

	expect(vt, "op 0/31 ");
	press(vt, "5G", "op 5/31 ");
	press(vt, "\033[D", "op 5/31 step 3/4 ");
	/* Frames are in the file before the program ends. */
	file = read_cast();
	screen = play_cast(&file);
	check_same(vt, screen, 24, 80);
	must_show(screen, "op 5/31 step 3/4");
	vt_finish(screen, 0);
	cast_free(&file);
	press(vt, "30G", "op 30/31 ");
	vt_type(vt, "q");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);

	file = read_cast();
	ck_assert_int_eq(file.version, _i ? 3 : 2);
	ck_assert_int_eq(file.width, 80);
	ck_assert_str_eq(file.title, "To \\\"record\\\"");
	ck_assert_int_gt(file.timestamp, 1600000000);
	ck_assert_str_eq(cast_find(&file, 'm', 0)->data, "Here it begins.");
	ck_assert_str_eq(cast_find(&file, 'm', cast_count(&file, 'm') - 1)->data, "filled");
	screen = play_cast(&file);
	must_show(screen, "op 30/31");
	vt_finish(screen, 0);
	cast_free(&file);
}
END_TEST

/* The time for which somebody talks may be cut. */
START_TEST(leaves_out_waiting)
{
	struct vt *vt = shell("P --record $C --idle 0.1 --still");
	struct cast_file file;

	expect(vt, "op 0/31 ");
	vt_feed(vt, 1500);
	press(vt, "5G", "op 5/31 ");
	vt_type(vt, "q");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
	file = read_cast();
	for (size_t i = 1; i < file.count; i++)
		ck_assert_uint_le(file.items[i].ms - file.items[i - 1].ms, 100 + (i + 1 == file.count) * 2000);
	cast_free(&file);
}
END_TEST

static const int signals[] = {SIGTERM, SIGHUP, SIGINT, SIGKILL, 0};

/* While it plays; 0: the terminal goes away. */
START_TEST(is_left_by_who_is_killed)
{
	struct vt *vt = shell("exec $A play lesson.yaml --record $C"), *screen;
	struct cast_file file;

	expect(vt, "op 0/31 ");
	vt_type(vt, "++++++ "); /* faster; play */
	expect(vt, "op 7/31 ");
	if (signals[_i])
		vt_signal(vt, signals[_i]);
	else
		vt_hang_up(vt);
	vt_finish(vt, PATIENCE_MS);
	file = read_cast();
	ck_assert_uint_gt(file.count, 3);
	screen = play_cast(&file);
	must_show(screen, "/31 ");
	ck_assert(!strstr(vt_text(screen), "op 0/31"));
	vt_finish(screen, 0);
	cast_free(&file);
}
END_TEST

START_TEST(follows_size)
{
	struct vt *vt = shell("P --record $C --still"), *screen;
	struct cast_file file;

	expect(vt, "op 0/31 ");
	vt_resize(vt, 30, 100);
	vt_feed(vt, 300);
	press(vt, "5G", "op 5/31 ");
	file = read_cast();
	ck_assert_int_eq(file.width, 80);
	ck_assert_str_eq(cast_find(&file, 'r', 0)->data, "100x30");
	screen = play_cast(&file);
	check_same(vt, screen, 30, 100);
	vt_finish(screen, 0);
	cast_free(&file);
	vt_type(vt, "q");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
}
END_TEST

START_TEST(replaces_casts_alone)
{
	struct vt *vt = shell("P --record lesson.yaml; echo \"status $?\"; $A check lesson.yaml && "
			      "echo mine >letter && P --record letter; cat letter; rm letter; "
			      "P --record $C --still; P --record $C --still");
	struct cast_file file;
	size_t length;

	expect(vt, "op 0/31 ");
	ck_assert_ptr_nonnull(strstr(vt_bytes(vt, &length), "cannot write lesson.yaml: it is what is read"));
	ck_assert_ptr_nonnull(strstr(vt_bytes(vt, &length), "status 2"));
	ck_assert_ptr_nonnull(strstr(vt_bytes(vt, &length),
				     "cannot write letter: it is there already, and is no cast"));
	ck_assert_ptr_nonnull(strstr(vt_bytes(vt, &length), "mine\r\n"));
	press(vt, "30G", "op 30/31 ");
	vt_type(vt, "q");
	expect(vt, "op 0/31 ");
	vt_type(vt, "q");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
	file = read_cast(); /* of the second run alone, which was shorter */
	ck_assert_uint_lt(file.count, 6);
	cast_free(&file);
}
END_TEST

START_TEST(says_what_cannot_be_written)
{
	struct vt *vt = shell("P --record no/where.cast; echo \"status $?\"; P --record $D; echo end");

	expect(vt, "cannot write no/where.cast: No such file");
	expect(vt, "mkdir -p");
	expect(vt, "status 2");
	expect(vt, "name a file in it");
	expect(vt, "end");
	ck_assert(!vt_is_alternate(vt));
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
}
END_TEST

START_TEST(needs_a_screen)
{
	struct vt *vt = shell("P --record $C --linear; echo \"status $?\"; ls $D");

	expect(vt, "--record needs a screen");
	expect(vt, "status 2");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
	ck_assert_int_ne(access(cast_path, F_OK), 0);
	vt = shell("TERM=dumb; export TERM; P --record $C; echo \"status $?\"");
	expect(vt, "--record needs a screen");
	expect(vt, "status 2");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
}
END_TEST

/* The lesson goes on; who records is told at once, and again at the end. */
START_TEST(survives_a_full_disk)
{
	struct vt *vt = shell("P --record /dev/full; echo \"status $?\"");

	expect(vt, "nothing more is recorded");
	press(vt, "5G", "op 5/31 ");
	ck_assert(!strstr(vt_text(vt), "nothing more is recorded"));
	vt_type(vt, "q");
	expect(vt, "cannot write all of /dev/full");
	expect(vt, "status 2");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
}
END_TEST

/* What had room plays. */
START_TEST(leaves_a_cast_when_the_disk_fills)
{
	struct vt *vt = shell("trap '' XFSZ; ulimit -f 16; P --record $C --still; echo \"status $?\"");
	struct vt *screen;
	struct cast_file file;

	expect(vt, "op 0/31 ");
	/* 8 kB, or 16, are full after some jumps to and fro. */
	for (int i = 0; i < 40 && !strstr(vt_text(vt), "nothing more is recorded"); i++)
		press(vt, i & 1 ? "1G" : "30G", i & 1 ? "op 1/31 " : "op 30/31 ");
	expect(vt, "nothing more is recorded");
	vt_type(vt, "q");
	expect(vt, "cannot write all of");
	expect(vt, "status 2");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
	file = read_cast();
	ck_assert_uint_gt(file.count, 2);
	screen = play_cast(&file);
	must_show(screen, "/31");
	vt_finish(screen, 0);
	cast_free(&file);
}
END_TEST

START_TEST(records_live)
{
	struct vt *vt = shell("$A live --record $C $R"), *screen;
	struct cast_file file;

	expect(vt, "op ");
	press(vt, "5G", "op 5/");
	vt_type(vt, "q");
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), 0);
	file = read_cast();
	screen = play_cast(&file);
	must_show(screen, "op 5/");
	vt_finish(screen, 0);
	cast_free(&file);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("record");
	TCase *tests = tcase_create("cast");
	SRunner *runner;
	int failures;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, has_what_was_shown, 0, 2);
	tcase_add_test(tests, leaves_out_waiting);
	tcase_add_loop_test(tests, is_left_by_who_is_killed, 0, sizeof signals / sizeof *signals);
	tcase_add_test(tests, follows_size);
	tcase_add_test(tests, replaces_casts_alone);
	tcase_add_test(tests, says_what_cannot_be_written);
	tcase_add_test(tests, needs_a_screen);
	tcase_add_test(tests, survives_a_full_disk);
	tcase_add_test(tests, leaves_a_cast_when_the_disk_fills);
	tcase_add_test(tests, records_live);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
