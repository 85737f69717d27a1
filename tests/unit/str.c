/*
 * str.c - the bounded builder, and the arrays of base/array.h; memory of base/mem.h.
 */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/str.h"
#include "suite.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

START_TEST(builds)
{
	char buffer[64];
	struct str out = str_init(buffer, sizeof buffer);
	ck_assert_str_eq(out.text, "");
	ck_assert(str_add(&out, "pool "));
	ck_assert(str_printf(&out, "%d:%02d", 3, 7));
	ck_assert(str_char(&out, 0x6c60));
	ck_assert(str_addn(&out, "abc", 2));
	ck_assert_str_eq(out.text, "pool 3:07池ab");
	ck_assert_uint_eq(out.length, strlen(out.text));
	ck_assert(!out.cut);
}
END_TEST

/* Put "ab池é🐍" into every size of buffer, in each of the three ways. */
START_TEST(cuts_between_characters)
{
	static const char whole[] = "ab池é🐍";
	static const size_t borders[] = {0, 1, 2, 5, 7, 11};
	char buffer[16];

	for (size_t capacity = 1; capacity <= sizeof whole; capacity++) {
		size_t expected = 0;
		for (int i = 0; i < COUNT(borders); i++)
			if (borders[i] < capacity)
				expected = borders[i];
		memset(buffer, '!', sizeof buffer);
		struct str out = str_init(buffer, capacity);
		bool fits = _i == 0   ? str_add(&out, whole)
			    : _i == 1 ? str_printf(&out, "%s", whole)
				      : str_addn(&out, whole, strlen(whole));
		ck_assert(fits == (capacity == sizeof whole));
		ck_assert(out.cut == !fits);
		ck_assert_uint_eq(out.length, expected);
		ck_assert_uint_eq(strlen(buffer), expected);
		ck_assert_mem_eq(buffer, whole, expected);
		ck_assert_int_eq(buffer[capacity], '!');
	}
}
END_TEST

START_TEST(adds_nothing_after_a_cut)
{
	char buffer[6];
	struct str out = str_init(buffer, sizeof buffer);
	ck_assert(!str_add(&out, "abcd池"));
	ck_assert(!str_add(&out, "z"));
	ck_assert(!str_char(&out, 'z'));
	ck_assert(!str_printf(&out, "z"));
	ck_assert_str_eq(out.text, "abcd");
}
END_TEST

START_TEST(counts_things)
{
	char buffer[80];
	struct str out = str_init(buffer, sizeof buffer);
	str_count(&out, 0, "stop");
	str_add(&out, ", ");
	str_count(&out, 1, "operation");
	str_add(&out, ", ");
	str_count(&out, 10000000, "operation");
	ck_assert_str_eq(out.text, "0 stops, 1 operation, 10000000 operations");
}
END_TEST

START_TEST(leaves_bad_bytes_alone)
{
	char buffer[8];
	struct str out = str_init(buffer, sizeof buffer);
	ck_assert(!str_add(&out, "\x80\x80\x80\x80\x80\x80\x80\x80\x80"));
	ck_assert_uint_eq(out.length, 7);
	out = str_init(buffer, 1);
	ck_assert(!str_add(&out, "a"));
	ck_assert_str_eq(out.text, "");
}
END_TEST

static const struct {
	uint64_t value;
	const char *thousands, *bytes;
} numbers[] = {
	{0, "0", "0 B"},
	{7, "7", "7 B"},
	{512, "512", "512 B"},
	{1000, "1,000", "1000 B"},
	{1023, "1,023", "1023 B"},
	{1024, "1,024", "1 KiB"},
	{1025, "1,025", "1.0 KiB"},
	{4096, "4,096", "4 KiB"},
	{262144, "262,144", "256 KiB"},
	{1048575, "1,048,575", "1023.9 KiB"},
	{1048576, "1,048,576", "1 MiB"},
	{1572864, "1,572,864", "1.5 MiB"},
	{1073741824, "1,073,741,824", "1 GiB"},
	{UINT64_MAX, "18,446,744,073,709,551,615", "15.9 EiB"},
};

START_TEST(writes_numbers)
{
	char buffer[64];
	struct str out = str_init(buffer, sizeof buffer);
	ck_assert(str_thousands(&out, numbers[_i].value));
	ck_assert_str_eq(out.text, numbers[_i].thousands);
	out = str_init(buffer, sizeof buffer);
	ck_assert(str_bytes(&out, numbers[_i].value));
	ck_assert_str_eq(out.text, numbers[_i].bytes);
}
END_TEST

START_TEST(grows_arrays)
{
	struct {
		int *items;
		size_t count, capacity;
	} squares = {0};
	for (int i = 0; i < 1000; i++)
		array_push(&squares, i * i);
	ck_assert_uint_eq(squares.count, 1000);
	ck_assert_uint_ge(squares.capacity, 1000);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(squares.items[i], i * i);
	free(squares.items);
}
END_TEST

START_TEST(allocates)
{
	char *zero = mem_zero(3, 5), *none = mem_alloc(0), *nothing = mem_zero(0, 8);
	char *copy = mem_text("池");
	for (int i = 0; i < 15; i++)
		ck_assert_int_eq(zero[i], 0);
	ck_assert_ptr_nonnull(none);
	ck_assert_ptr_nonnull(nothing);
	ck_assert_str_eq(copy, "池");
	free(zero);
	free(none);
	free(nothing);
	free(copy);
}
END_TEST

/* What is pushed may name the array: it is as it was before. */
START_TEST(pushes_what_names_the_array)
{
	struct {
		size_t *items;
		size_t count, capacity;
	} counts = {0};
	int times = 0;

	for (size_t i = 0; i < 100; i++)
		array_push(&counts, counts.count);
	for (size_t i = 0; i < 100; i++)
		ck_assert_uint_eq(counts.items[i], i);
	while (counts.count < counts.capacity)
		array_push(&counts, counts.count);
	array_push(&counts, counts.items[7] + counts.capacity - counts.count); /* it grows */
	ck_assert_uint_eq(counts.items[counts.count - 1], 7);
	array_push(&counts, (size_t)++times);
	ck_assert_int_eq(times, 1);
	free(counts.items);
}
END_TEST

/* As open_memstream has it, but a rewound one forgets. */
START_TEST(streams_into_memory)
{
	char *text;
	size_t length;
	FILE *out = mem_stream(&text, &length);

	ck_assert_str_eq(text, "");
	ck_assert_uint_eq(length, 0);
	for (int i = 0; i < 10000; i++)
		fprintf(out, "%04d,", i);
	fflush(out);
	ck_assert_uint_eq(length, 50000);
	ck_assert_uint_eq(strlen(text), 50000);
	ck_assert_str_eq(text + 49990, "9998,9999,");
	rewind(out);
	fflush(out);
	ck_assert_uint_eq(length, 0);
	ck_assert_str_eq(text, "");
	fputs("again", out);
	ck_assert_int_eq(fseek(out, 2, SEEK_SET), -1);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_uint_eq(length, 5);
	ck_assert_str_eq(text, "again");
	free(text);
}
END_TEST

/* What was held is given back before the program ends; what exit() still flushes into memory asks
 * for none. */
static void give_back(void)
{
	fputs("given back\n", stderr);
}

/* Who leaves without memory leaves what it holds, and a checker of leaks could not look for it: what
 * sanitizers ask at exit, if there are any. */
static int is_leaving;
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return is_leaving;
}

START_TEST(gives_back_without_memory)
{
	char *text, seen[400] = "";
	size_t length;
	FILE *errors = tmpfile();
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct rlimit none = {0, 0};

		is_leaving = 1;
		dup2(fileno(errors), STDERR_FILENO);
		mem_before_exit(give_back);
		mem_advise("eat less");
		fprintf(mem_stream(&text, &length), "%1000d", 1);
		setrlimit(RLIMIT_AS, &none);
		mem_exhausted();
	}
	waitpid(child, &status, 0);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 2);
	rewind(errors);
	seen[fread(seen, 1, sizeof seen - 1, errors)] = '\0';
	ck_assert_str_eq(seen, "given back\narenawalk: error: out of memory\n  hint: eat less\n");
	fclose(errors);
}
END_TEST

/* Too much memory ends the program with status 2. */
START_TEST(ends_without_memory)
{
	size_t capacity = SIZE_MAX / 4;
	pid_t child = fork();
	int status;

	if (child == 0) {
		array_grow(NULL, capacity, &capacity, 16);
		_exit(0);
	}
	waitpid(child, &status, 0);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 2);
}
END_TEST

START_TEST(quotes_for_a_shell)
{
	static const char *const words[][2] = {
		{"four.yaml", "four.yaml"}, {"a b", "'a b'"}, {"", "''"}, {"it's", "'it'\\''s'"},
		{"'", "''\\'''"},	    {"四", "'四'"},   {"$x", "'$x'"},
	};
	char text[40];

	for (size_t i = 0; i < COUNT(words); i++) {
		struct str out = str_init(text, sizeof text);

		ck_assert(str_shell_word(&out, words[i][0]));
		ck_assert_str_eq(out.text, words[i][1]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("str");
	TCase *tests = tcase_create("str");
	tcase_add_test(tests, builds);
	tcase_add_loop_test(tests, cuts_between_characters, 0, 3);
	tcase_add_test(tests, adds_nothing_after_a_cut);
	tcase_add_test(tests, counts_things);
	tcase_add_test(tests, leaves_bad_bytes_alone);
	tcase_add_loop_test(tests, writes_numbers, 0, COUNT(numbers));
	tcase_add_test(tests, quotes_for_a_shell);
	tcase_add_test(tests, grows_arrays);
	tcase_add_test(tests, pushes_what_names_the_array);
	tcase_add_test(tests, allocates);
	tcase_add_test(tests, streams_into_memory);
	tcase_add_test(tests, gives_back_without_memory);
	tcase_add_test(tests, ends_without_memory);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
