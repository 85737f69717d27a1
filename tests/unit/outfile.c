/*
 * outfile.c - a file is there as a whole, or as it was before; lines of a source that is not kept.
 */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/outfile.h"
#include "base/source.h"
#include "suite.h"

static struct diag_list diags;
static struct outfile out;
static char folder[40], path[60];

static void setup(void)
{
	memset(&diags, 0, sizeof diags);
	strcpy(folder, "/tmp/arenawalk-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/out", folder);
}

/* Nothing else is ever left in the folder. */
static void teardown(void)
{
	diag_fini(&diags);
	unlink(path);
	ck_assert_int_eq(rmdir(folder), 0);
}

static void put_file(const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void expect_file(const char *text)
{
	char got[100] = "";
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fread(got, 1, sizeof got - 1, file), strlen(text));
	ck_assert_str_eq(got, text);
	fclose(file);
}

static void expect_message(const char *message)
{
	ck_assert_uint_eq(diags.count, 1);
	ck_assert_str_eq(diags.items[0].message, message);
	diag_fini(&diags);
}

START_TEST(the_new_file_takes_the_place_of_the_old)
{
	struct stat info;

	put_file("old");
	ck_assert(outfile_open(&out, path, NULL, &diags));
	outfile_write(&out, "new ", 4);
	outfile_flush(&out);
	outfile_write(&out, "file", 4);
	expect_file("old");
	ck_assert(outfile_finish(&out, &diags));
	expect_file("new file");
	ck_assert_int_eq(stat(path, &info), 0);
	ck_assert_uint_eq(info.st_mode & 07777, 0600);
}
END_TEST

START_TEST(an_abandoned_file_leaves_the_old)
{
	put_file("old");
	ck_assert(outfile_open(&out, path, NULL, &diags));
	outfile_write(&out, "new", 3);
	outfile_abandon(&out);
	expect_file("old");
}
END_TEST

START_TEST(more_than_fits_the_buffer)
{
	char *bytes = malloc(3 * OUTFILE_BYTES);
	struct stat info;

	memset(bytes, 'x', 3 * OUTFILE_BYTES);
	ck_assert(outfile_open(&out, path, NULL, &diags));
	outfile_write(&out, bytes, 3 * OUTFILE_BYTES);
	outfile_write(&out, bytes, 10);
	memset(outfile_room(&out, OUTFILE_BYTES), 'y', OUTFILE_BYTES);
	outfile_take(&out, out.bytes + OUTFILE_BYTES);
	outfile_write(&out, bytes, 1);
	ck_assert(outfile_finish(&out, &diags));
	ck_assert_int_eq(stat(path, &info), 0);
	ck_assert_int_eq(info.st_size, 4 * (long)OUTFILE_BYTES + 11);
	free(bytes);
}
END_TEST

/* A limit on the size of files stands for a full disk. */
START_TEST(a_full_disk_leaves_the_old)
{
	struct rlimit limit = {100000, RLIM_INFINITY};
	static char bytes[200000];

	put_file("old");
	ck_assert(outfile_open(&out, path, NULL, &diags));
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	outfile_write(&out, bytes, sizeof bytes);
	outfile_flush(&out);
	ck_assert_int_ne(out.error, 0);
	outfile_write(&out, bytes, sizeof bytes);
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	ck_assert(!outfile_finish(&out, &diags));
	expect_message("cannot write: File too large");
	expect_file("old");
}
END_TEST

static bool begins_with_o(const char *head, size_t length)
{
	return length > 0 && head[0] == 'o';
}

START_TEST(what_must_not_be_replaced)
{
	static const struct outfile_manner manner = {
		begins_with_o, "it does not begin with o", "let it begin with o", true, false};
	char elsewhere[60];
	int fd;

	ck_assert(!outfile_open(&out, folder, NULL, &diags));
	expect_message("cannot write: there is a directory of this name");
	ck_assert(!outfile_open(&out, "/nowhere/at/all", NULL, &diags));
	expect_message("cannot write: No such file or directory");
	snprintf(elsewhere, sizeof elsewhere, "%s/link", folder);
	put_file("new");
	ck_assert(!outfile_open(&out, path, &manner, &diags));
	ck_assert_str_eq(diags.items[0].hint, "let it begin with o");
	expect_message("cannot write: it does not begin with o");
	put_file("old");
	ck_assert(outfile_open(&out, path, &manner, &diags));
	outfile_abandon(&out);
	ck_assert_int_eq(symlink("out", elsewhere), 0);
	ck_assert(!outfile_open(&out, elsewhere, NULL, &diags));
	expect_message("cannot write: there is a symbolic link of this name");
	unlink(elsewhere);
	/* What is read, under another name. */
	ck_assert_int_eq(link(path, elsewhere), 0);
	fd = open(path, O_RDONLY);
	outfile_spare(fd);
	close(fd);
	ck_assert(!outfile_may(elsewhere, NULL, &diags));
	expect_message("cannot write: it is what is read");
	ck_assert(outfile_may(elsewhere, &(struct outfile_manner){.is_state = true}, &diags));
	unlink(elsewhere);
	expect_file("old");
}
END_TEST

/* The number of a file that has gone is given to another one: with nothing else made meanwhile, to
 * the next. */
START_TEST(what_was_read_and_has_gone_is_not_spared)
{
	for (int i = 0; i < 50; i++) {
		int fd;

		put_file("old");
		fd = open(path, O_RDONLY);
		outfile_spare(fd);
		ck_assert(!outfile_may(path, NULL, &diags));
		expect_message("cannot write: it is what is read");
		close(fd);
		unlink(path);
		put_file("new");
		ck_assert_msg(outfile_may(path, NULL, &diags), "the %dth", i);
		unlink(path);
	}
}
END_TEST

/* Devices are no files: they stay what they are. */
START_TEST(what_is_no_file_is_written_to)
{
	struct stat info;

	ck_assert(outfile_open(&out, "/dev/null", NULL, &diags));
	outfile_write(&out, "gone", 4);
	ck_assert(outfile_finish(&out, &diags));
	ck_assert_int_eq(lstat("/dev/null", &info), 0);
	ck_assert(S_ISCHR(info.st_mode));
	ck_assert(outfile_open(&out, "/dev/full", NULL, &diags));
	outfile_write(&out, "gone", 4);
	ck_assert(!outfile_finish(&out, &diags));
	expect_message("cannot write: No space left on device");
}
END_TEST

START_TEST(takes_its_place_early)
{
	put_file("old");
	ck_assert(outfile_open(&out, path, NULL, &diags));
	ck_assert(outfile_place(&out, 1000, &diags));
	expect_file("");
	outfile_write(&out, "new", 3);
	outfile_flush(&out);
	expect_file("new");
	outfile_abandon(&out);
	expect_file("new");
}
END_TEST

START_TEST(lines_that_were_kept)
{
	struct source source;
	size_t length = 99;

	source_from_memory(&source, "stream", "", 0);
	source_keep(&source, 4000000000u, "far away\n", 8);
	source_keep(&source, 7, "", 0);
	ck_assert_mem_eq(source_line(&source, 4000000000u, &length), "far away", 8);
	ck_assert_uint_eq(length, 8);
	ck_assert_ptr_nonnull(source_line(&source, 7, &length));
	ck_assert_uint_eq(length, 0);
	ck_assert_ptr_null(source_line(&source, 8, &length));
	source_fini(&source);
	ck_assert_ptr_null(source_line(&source, 7, &length));
}
END_TEST

static Suite *outfile_suite(void)
{
	Suite *suite = suite_create("outfile");
	TCase *tcase = tcase_create("outfile");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_new_file_takes_the_place_of_the_old);
	tcase_add_test(tcase, an_abandoned_file_leaves_the_old);
	tcase_add_test(tcase, more_than_fits_the_buffer);
	tcase_add_test(tcase, a_full_disk_leaves_the_old);
	tcase_add_test(tcase, what_must_not_be_replaced);
	tcase_add_test(tcase, what_was_read_and_has_gone_is_not_spared);
	tcase_add_test(tcase, what_is_no_file_is_written_to);
	tcase_add_test(tcase, takes_its_place_early);
	tcase_add_test(tcase, lines_that_were_kept);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(outfile_suite());
}
