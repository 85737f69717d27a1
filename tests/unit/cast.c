/*
 * cast.c - frames as an asciicast: whoever plays it sees exactly the frames.
 *
 * Pictures made by chance are written one after the other, then played, event by event, to libvterm.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cast_read.h"
#include "draw/sink_cast.h"
#include "on_screen.h"
#include "picture.h"

#define FRAMES 40
#define CELL_BYTES_MOST 96 /* of a cell far from others, in colours of its own: CUP, SGR, glyph */
#define FRAME_BYTES_MOST 64

struct text {
	char *bytes;
	size_t length;
};

static const struct cast_options usual = {.version = 2, .width = 20, .height = 6};

static struct cast_options options_of(const struct cast_options *options)
{
	struct cast_options all = *options;

	if (!all.theme)
		all.theme = theme_find("dark");
	return all;
}

/* -- replay ---------------------------------------------------------------------------------- */

struct film {
	struct canvas *frames[FRAMES];
	uint64_t ms[FRAMES];
	int count;
};

static struct canvas *copy_of(const struct canvas *canvas)
{
	struct canvas *copy = canvas_new(canvas->width, canvas->height);

	memcpy(copy->cells, canvas->cells,
	       (size_t)canvas->width * (size_t)canvas->height * sizeof *canvas->cells);
	return copy;
}

/* Sometimes the terminal gets another size, sometimes nothing changes. */
static void make_film(struct film *film, uint64_t seed, int width, int height)
{
	struct chance chance = {seed};
	struct canvas *canvas = canvas_new(width, height);
	uint64_t ms = 0;

	film->count = FRAMES;
	for (int i = 0; i < FRAMES; i++) {
		if (i > 0 && chance_one_in(&chance, 15))
			canvas_reset(canvas, 1 + (int)chance_pick(&chance, 60),
				     1 + (int)chance_pick(&chance, 20));
		picture_change(&chance, canvas);
		film->frames[i] = copy_of(canvas);
		film->ms[i] = ms;
		ms += 1 + chance_pick(&chance, 3000);
	}
	canvas_destroy(canvas);
}

static void end_film(struct film *film)
{
	for (int i = 0; i < film->count; i++)
		canvas_destroy(film->frames[i]);
}

static struct text write_film(const struct film *film, const struct cast_options *options)
{
	struct text text = {0};
	FILE *out = open_memstream(&text.bytes, &text.length);
	struct cast *cast = sink_cast_begin(out, options);

	for (int i = 0; i < film->count; i++)
		sink_cast_frame(cast, film->ms[i], film->frames[i]);
	ck_assert(sink_cast_end(cast, film->ms[film->count - 1] + 2000));
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

static void show_event(struct vt *vt, const struct cast_event *event)
{
	int width, height;

	if (event->code == 'o') {
		vt_show(vt, event->data, event->length);
	} else if (event->code == 'r') {
		must(sscanf(event->data, "%dx%d", &width, &height) == 2, "resize: %s", event->data);
		vt_resize(vt, height, width);
	}
}

static void replay(const struct film *film, const struct cast_options *options, uint64_t seed)
{
	struct on_screen how = {options->theme, options->depth, options->ascii};
	struct text text = write_film(film, options);
	struct cast_file file;
	struct vt *vt;
	size_t next = 0;
	char where[60];

	must(cast_read(&file, text.bytes, text.length), "seed %" PRIu64 ": %s", seed, file.why);
	must(file.version == options->version && file.width == options->width &&
		     file.height == options->height,
	     "seed %" PRIu64 ": the head says %dx%d", seed, file.width, file.height);
	vt = vt_screen(file.height, file.width);
	for (int i = 0; i < film->count; i++) {
		for (; next < file.count && file.items[next].ms <= film->ms[i]; next++)
			show_event(vt, &file.items[next]);
		snprintf(where, sizeof where, "seed %" PRIu64 ", frame %d", seed, i);
		on_screen_check(vt, &how, film->frames[i], where);
		must(!vt_is_cursor_visible(vt), "%s: the cursor is shown", where);
	}
	for (; next < file.count; next++)
		show_event(vt, &file.items[next]);
	on_screen_check(vt, &how, film->frames[film->count - 1], "at the end");
	must(vt_is_cursor_visible(vt), "the cursor is hidden at the end");
	must(file.items[file.count - 1].ms == film->ms[film->count - 1] + 2000, "held for too little");
	vt_finish(vt, 0);
	cast_free(&file);
	free(text.bytes);
}

START_TEST(shows_every_frame)
{
	static const enum colour_depth depths[] = {DEPTH_256, DEPTH_TRUE, DEPTH_MONO, DEPTH_16, DEPTH_8};

	for (uint64_t seed = 0; seed < 250; seed++) {
		struct chance chance = {seed + 1000};
		struct film film;
		struct cast_options options = {.version = 2 + (int)(seed & 1),
					       .width = 1 + (int)chance_pick(&chance, 80),
					       .height = 1 + (int)chance_pick(&chance, 24),
					       .theme = theme_at((unsigned)seed % 3),
					       .depth = depths[seed % 5],
					       .ascii = seed % 7 == 0};

		make_film(&film, seed, options.width, options.height);
		replay(&film, &options, seed);
		end_film(&film);
	}
}
END_TEST

START_TEST(is_the_same_twice)
{
	struct cast_options options = options_of(&usual);
	struct film film;
	struct text first, second;

	make_film(&film, 5, options.width, options.height);
	first = write_film(&film, &options);
	second = write_film(&film, &options);
	ck_assert_uint_eq(first.length, second.length);
	ck_assert(memcmp(first.bytes, second.bytes, first.length) == 0);
	free(first.bytes);
	free(second.bytes);
	end_film(&film);
}
END_TEST

/* -- how much -------------------------------------------------------------------------------- */

static size_t size_of(FILE *out)
{
	fflush(out);
	return (size_t)ftell(out);
}

START_TEST(writes_nothing_when_nothing_changes)
{
	struct cast_options options = options_of(&usual);
	struct chance chance = {3};
	struct canvas *canvas = canvas_new(20, 6);
	struct text text = {0};
	FILE *out = open_memstream(&text.bytes, &text.length);
	struct cast *cast = sink_cast_begin(out, &options);
	size_t size;

	picture_change(&chance, canvas);
	sink_cast_frame(cast, 0, canvas);
	size = size_of(out);
	for (uint64_t ms = 1; ms < 100; ms++)
		sink_cast_frame(cast, ms, canvas);
	ck_assert_uint_eq(size_of(out), size);
	/* A blank of another role looks as it did. */
	canvas_reset(canvas, 20, 6);
	sink_cast_frame(cast, 200, canvas);
	size = size_of(out);
	canvas_fill(canvas, (struct rect){3, 2, 9, 2}, ROLE_DIM, ' ');
	sink_cast_frame(cast, 300, canvas);
	ck_assert_uint_eq(size_of(out), size);
	sink_cast_end(cast, 400);
	fclose(out);
	free(text.bytes);
	canvas_destroy(canvas);
}
END_TEST

static size_t cells_changed(const struct canvas *a, const struct canvas *b)
{
	size_t count = 0;

	for (int i = 0; i < a->width * a->height; i++)
		count += memcmp(&a->cells[i], &b->cells[i], sizeof *a->cells) != 0;
	return count;
}

START_TEST(writes_little)
{
	struct cast_options options = options_of(&(struct cast_options){
		.version = 2, .width = 100, .height = 30, .depth = DEPTH_TRUE});
	struct chance chance = {77};
	struct canvas *canvas = canvas_new(100, 30), *before = canvas_new(100, 30);
	struct text text = {0};
	FILE *out = open_memstream(&text.bytes, &text.length);
	struct cast *cast = sink_cast_begin(out, &options);
	size_t was, bytes, cells;

	sink_cast_frame(cast, 0, canvas);
	for (uint64_t ms = 1; ms < 500; ms++) {
		memcpy(before->cells, canvas->cells, 3000 * sizeof *canvas->cells);
		picture_change(&chance, canvas);
		was = size_of(out);
		sink_cast_frame(cast, ms, canvas);
		bytes = size_of(out) - was;
		cells = cells_changed(before, canvas);
		must(bytes <= FRAME_BYTES_MOST + CELL_BYTES_MOST * cells, "frame %" PRIu64
		     ": %zu bytes for %zu cells", ms, bytes, cells);
		must(cells > 0 || bytes == 0, "frame %" PRIu64 ": bytes for nothing", ms);
	}
	/* One digit in the middle of much that stands still: its place, a style, and itself. */
	canvas_put(canvas, 50, 15, ROLE_STRONG, '1');
	sink_cast_frame(cast, 1000, canvas);
	canvas_put(canvas, 50, 15, ROLE_STRONG, '2');
	was = size_of(out);
	sink_cast_frame(cast, 1001, canvas);
	bytes = size_of(out) - was;
	ck_assert_uint_le(bytes, 50);
	sink_cast_end(cast, 2000);
	fclose(out);
	free(text.bytes);
	canvas_destroy(canvas);
	canvas_destroy(before);
}
END_TEST

/* -- the format ------------------------------------------------------------------------------ */

/* Frames, marks, another size; at [ms] each. */
static struct text short_cast(const struct cast_options *options)
{
	struct canvas *canvas = canvas_new(20, 6);
	struct text text = {0};
	FILE *out = open_memstream(&text.bytes, &text.length);
	struct cast *cast = sink_cast_begin(out, options);

	canvas_text(canvas, 0, 0, 20, ROLE_TEXT, "one");
	sink_cast_frame(cast, 0, canvas);
	sink_cast_mark(cast, 1234, "a \"mark\"\\\n\033[31m\x7f\xff 池");
	canvas_text(canvas, 0, 0, 20, ROLE_TEXT, "two");
	sink_cast_frame(cast, 1234, canvas);
	canvas_reset(canvas, 30, 9);
	canvas_text(canvas, 0, 8, 20, ROLE_TEXT, "three");
	sink_cast_frame(cast, 61007, canvas);
	sink_cast_mark(cast, 61007, "");
	ck_assert(sink_cast_end(cast, 62000));
	fclose(out);
	canvas_destroy(canvas);
	return text;
}

static void check_event(const struct cast_file *file, size_t number, uint64_t ms, char code)
{
	ck_assert_uint_lt(number, file->count);
	ck_assert_uint_eq(file->items[number].ms, ms);
	ck_assert_int_eq(file->items[number].code, code);
}

START_TEST(has_events_in_both_versions)
{
	for (int version = 2; version <= 3; version++) {
		struct cast_options options = options_of(&usual);
		struct text text;
		struct cast_file file;

		options.version = version;
		text = short_cast(&options);
		ck_assert_msg(cast_read(&file, text.bytes, text.length), "%s", file.why);
		ck_assert_int_eq(file.version, version);
		check_event(&file, 0, 0, 'o');
		check_event(&file, 1, 1234, 'm');
		ck_assert_str_eq(file.items[1].data, "a \"mark\"\\\n?[31m?\xef\xbf\xbd 池");
		check_event(&file, 2, 1234, 'o');
		check_event(&file, 3, 61007, 'r');
		ck_assert_str_eq(file.items[3].data, "30x9");
		check_event(&file, 4, 61007, 'o');
		check_event(&file, 5, 61007, 'm');
		check_event(&file, 6, 62000, 'o');
		ck_assert_uint_eq(file.count, 7);
		cast_free(&file);
		free(text.bytes);
	}
}
END_TEST

START_TEST(has_a_head)
{
	struct cast_options options = options_of(&usual);
	struct cast_file file;
	struct text text;

	options.title = "\"T\"\\\t\001\x7f\xc3(\xed\xa0\x80 四";
	options.timestamp = 1500000000;
	options.term = "xterm-256color";
	for (options.version = 2; options.version <= 3; options.version++) {
		text = short_cast(&options);
		ck_assert_msg(cast_read(&file, text.bytes, text.length), "%s", file.why);
		/* A byte that is no UTF-8 is U+FFFD; so are the three of a surrogate. */
		ck_assert_str_eq(file.title, "\"T\"\\ ??\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd"
					     "\xef\xbf\xbd 四");
		ck_assert_int_eq(file.timestamp, 1500000000);
		ck_assert_int_eq(file.width, 20);
		cast_free(&file);
		free(text.bytes);
	}
}
END_TEST

/* A recorder may be killed before anything is shown. */
START_TEST(plays_without_frames)
{
	struct cast_options options = options_of(&usual);
	struct text text = {0};
	FILE *out = open_memstream(&text.bytes, &text.length);
	struct cast *cast = sink_cast_begin(out, &options);
	struct cast_file file;

	ck_assert(sink_cast_end(cast, 10));
	fclose(out);
	ck_assert_msg(cast_read(&file, text.bytes, text.length), "%s", file.why);
	ck_assert_uint_eq(file.count, 0);
	cast_free(&file);
	free(text.bytes);
}
END_TEST

START_TEST(tells_a_full_disk)
{
	struct cast_options options = options_of(&usual);
	struct canvas *canvas = canvas_new(20, 6);
	FILE *out = fopen("/dev/full", "w");
	struct cast *cast;

	ck_assert_ptr_nonnull(out);
	setvbuf(out, NULL, _IONBF, 0);
	cast = sink_cast_begin(out, &options);
	sink_cast_frame(cast, 0, canvas);
	ck_assert(!sink_cast_end(cast, 1));
	fclose(out);
	canvas_destroy(canvas);
}
END_TEST

/* What the tests read with must not take everything. */
START_TEST(reader_is_strict)
{
	static const char *const wrong[] = {
		"", "{\"version\":2,\"width\":8,\"height\":2}", "{\"version\":1,\"width\":8,\"height\":2}\n",
		"{\"version\":2,\"width\":8,\"height\":2}\n\n",
		"{\"version\":2,\"width\":8,\"height\":2}\n[0,\"o\",\"\033\"]\n",
		"{\"version\":2,\"width\":8,\"height\":2}\n[0,\"o\",\"\xff\"]\n",
		"{\"version\":2,\"width\":8,\"height\":2}\n[0,\"o\",\"\\x\"]\n",
		"{\"version\":2,\"width\":8,\"height\":2}\n[1,\"o\",\"\"]\n[0.9,\"o\",\"\"]\n",
		"{\"version\":2,\"width\":8,\"height\":2}\n[00,\"o\",\"\"]\n",
		"{\"version\":2,\"width\":8,\"height\":2}\n[1,\"o\",\"\"],\n",
		"{\"version\":2,\"width\":8,\"height\":2,}\n",
	};
	struct cast_file file;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		ck_assert_msg(!cast_read(&file, wrong[i], strlen(wrong[i])), "%s", wrong[i]);
		cast_free(&file);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cast");
	TCase *replays = tcase_create("replay"), *format = tcase_create("format");
	SRunner *runner;
	int failures;

	tcase_set_timeout(replays, 30);
	tcase_add_test(replays, shows_every_frame);
	tcase_add_test(replays, is_the_same_twice);
	tcase_add_test(replays, writes_nothing_when_nothing_changes);
	tcase_add_test(replays, writes_little);
	suite_add_tcase(suite, replays);
	tcase_add_test(format, has_events_in_both_versions);
	tcase_add_test(format, has_a_head);
	tcase_add_test(format, plays_without_frames);
	tcase_add_test(format, tells_a_full_disk);
	tcase_add_test(format, reader_is_strict);
	suite_add_tcase(suite, format);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
