/*
 * frames.c - what a frame costs: bytes to the terminal against cells that changed, and time.
 *
 *	frames          the test: no more is sent than what changed, nothing when nothing did
 *	frames bench    the benchmark: CPU time of a frame, which is to be had sixty times a second
 *
 * The terminal is a pty of our own.  The child draws and waits for the parent, which has taken in
 * all that was sent before the next frame is drawn: so bytes belong to frames.
 */
#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "scenario_text.h"
#include "suite.h"
#include "term/term.h"
#include "ui/ui.h"

#define FRAMES 400
#define FRAMES_A_SECOND 60
#define SEQUENCES 16 /* the beginning and the end of a synchronised update */
#define BYTES_A_CELL 40 /* alone on the screen: move there, colour, character, colour back */

struct frame {
	double cpu_ms;  /* of drawing and sending */
	uint32_t cells; /* that changed */
	uint32_t bytes; /* that were sent */
};

struct shared {
	struct frame frames[FRAMES];
	int count;
};

enum scene_kind { STEPS, OPERATIONS, ZOOMS, EVERYTHING, NOTHING, KINDS };

static const char *const kinds[KINDS] = {"a step", "100 operations", "another level", "every cell",
					 "nothing"};

static const char scenario[] =
	"model: cpython-3.11\n"
	"steps:\n"
	"- random: {operations: 200000, seed: 3, live: 40000, min: 1, max: 512, reallocs: 10}\n";

/* -- the child ----------------------------------------------------------------------------- */

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static uint32_t count_changed(const struct canvas *canvas, struct cell *before)
{
	size_t count = (size_t)canvas->width * (size_t)canvas->height;
	uint32_t changed = 0;

	for (size_t i = 0; i < count; i++)
		changed += memcmp(&before[i], &canvas->cells[i], sizeof *before) != 0;
	memcpy(before, canvas->cells, count * sizeof *before);
	return changed;
}

/* Not the interface's: no frame is like the one before in any cell. */
static void draw_everything(struct canvas *canvas, int number)
{
	for (int y = 0; y < canvas->height; y++)
		for (int x = 0; x < canvas->width; x++)
			canvas_put(canvas, x, y, (enum role)((x / 3 + y + number + 1) % ROLE_COUNT),
				   (uint32_t)(number % 2 ? 0x2588 : 'a' + (x + y) % 26));
}

static void move(struct ui *ui, enum scene_kind kind, int number)
{
	switch (kind) {
	case STEPS:
		ui_command(ui, COMMAND_FORWARD, 0);
		break;
	case OPERATIONS:
		ui->session.detail = DETAIL_OPERATION;
		ui->count = 100;
		ui_command(ui, COMMAND_FORWARD, 0);
		ui->count = 0;
		break;
	case ZOOMS:
		ui_command(ui, number % 6 < 3 ? COMMAND_ZOOM : COMMAND_LEAVE, 0);
		break;
	case EVERYTHING: case NOTHING: case KINDS:
		break;
	}
}

static void draw(struct ui *ui, struct canvas *canvas, enum scene_kind kind, int number)
{
	if (kind == EVERYTHING)
		draw_everything(canvas, number);
	else
		ui_draw(ui, canvas);
}

/* Tell the parent that a frame is out, and wait until it has taken it in. */
static void meet(int tell, int wait)
{
	char byte = 'x';

	if (write(tell, &byte, 1) != 1 || read(wait, &byte, 1) != 1)
		_exit(3);
}

static void play(struct shared *shared, enum scene_kind kind, int tell, int wait)
{
	struct term_options term_options = {.no_mouse = true, .theme = theme_at(0)};
	struct ui_options options = {.file = "frames", .session.detail = DETAIL_STEP, .still = true};
	struct timeline_options timeline_options = {0};
	struct program *program = scenario_text(scenario);
	struct timeline *timeline = timeline_new(program, &timeline_options);
	struct ui *ui = calloc(1, sizeof *ui);
	const char *why;
	struct term *term = term_open(&term_options, &why);
	struct canvas *canvas = canvas_new(term_width(term), term_height(term));
	struct cell *before = calloc((size_t)canvas->width * (size_t)canvas->height, sizeof *before);

	while (timeline_scout(timeline, 65536))
		;
	ui_init(ui, timeline, &options);
	timeline_seek_operation(timeline, 60000, 0);
	for (int i = -1; i < FRAMES; i++) { /* the first one fills the screen: it does not count */
		double from;

		move(ui, kind, i);
		from = cpu_ms();
		canvas_reset(canvas, term_width(term), term_height(term));
		draw(ui, canvas, kind, i);
		term_present(term, canvas);
		if (i >= 0)
			shared->frames[i].cpu_ms = cpu_ms() - from;
		uint32_t changed = count_changed(canvas, before);
		if (i >= 0)
			shared->frames[i].cells = changed;
		meet(tell, wait);
	}
	free(before);
	free(ui);
	canvas_destroy(canvas);
	term_close(term);
	timeline_destroy(timeline);
	program_destroy(program);
	_exit(0);
}

/* -- the parent ---------------------------------------------------------------------------- */

/* All that has been sent; the child is waiting. */
static uint32_t take_in(int terminal)
{
	struct pollfd input = {.fd = terminal, .events = POLLIN};
	char bytes[65536];
	uint32_t sum = 0;

	while (poll(&input, 1, 0) > 0 && input.revents & POLLIN) {
		ssize_t count = read(terminal, bytes, sizeof bytes);

		if (count <= 0)
			break;
		sum += (uint32_t)count;
	}
	return sum;
}

/* While a frame is being sent the terminal has to be read, or the child would wait for ever. */
static void collect(struct shared *shared, int terminal, int told, int answer)
{
	struct pollfd inputs[2] = {{.fd = told, .events = POLLIN}, {.fd = terminal, .events = POLLIN}};
	uint32_t sum = 0;
	char byte;

	for (int frame = -1; frame < FRAMES;) {
		if (poll(inputs, 2, 20000) <= 0)
			return;
		sum += take_in(terminal);
		if (!(inputs[0].revents & POLLIN)) {
			if (inputs[0].revents & POLLHUP)
				return;
			continue;
		}
		if (read(told, &byte, 1) != 1)
			return;
		sum += take_in(terminal);
		if (frame >= 0)
			shared->frames[frame].bytes = sum;
		shared->count = ++frame;
		sum = 0;
		if (write(answer, &byte, 1) != 1)
			return;
	}
}

static struct shared *run(enum scene_kind kind, unsigned short columns, unsigned short rows)
{
	struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct winsize size = {.ws_row = rows, .ws_col = columns};
	int told[2], answer[2], terminal, status;
	pid_t pid;

	if (shared == MAP_FAILED || pipe(told) != 0 || pipe(answer) != 0)
		return NULL;
	pid = forkpty(&terminal, NULL, NULL, &size);
	if (pid == 0) {
		close(told[0]);
		close(answer[1]);
		play(shared, kind, told[1], answer[0]);
	}
	close(told[1]);
	close(answer[0]);
	collect(shared, terminal, told[0], answer[1]);
	close(answer[1]);
	while (take_in(terminal) > 0)
		;
	close(terminal);
	close(told[0]);
	waitpid(pid, &status, 0);
	return shared;
}

static void finish(struct shared *shared)
{
	munmap(shared, sizeof *shared);
}

/* -- the test ------------------------------------------------------------------------------ */

START_TEST(sends_what_changed)
{
	struct shared *shared = run((enum scene_kind)_i, 120, 36);
	uint64_t cells = 0, bytes = 0;

	ck_assert_ptr_nonnull(shared);
	ck_assert_int_eq(shared->count, FRAMES);
	for (int i = 0; i < FRAMES; i++) {
		const struct frame *frame = &shared->frames[i];

		cells += frame->cells;
		bytes += frame->bytes;
		if (frame->cells == 0)
			ck_assert_msg(frame->bytes == 0, "frame %d: %u bytes for nothing", i,
				      frame->bytes);
		else
			ck_assert_msg(frame->bytes <= SEQUENCES + BYTES_A_CELL * frame->cells,
				      "frame %d: %u bytes for %u cells", i, frame->bytes,
				      frame->cells);
	}
	ck_assert_int_eq(cells == 0, _i == NOTHING);
	/* Neighbours share moves and colours. */
	ck_assert_msg(bytes <= 16 * cells + FRAMES * SEQUENCES, "%llu bytes for %llu cells",
		      (unsigned long long)bytes, (unsigned long long)cells);
	finish(shared);
}
END_TEST

static int test(void)
{
	Suite *suite = suite_create("frames");
	TCase *tests = tcase_create("frames");

	tcase_set_timeout(tests, 20);
	tcase_add_loop_test(tests, sends_what_changed, 0, KINDS);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}

/* -- the benchmark ------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void report(enum scene_kind kind, unsigned short columns, unsigned short rows)
{
	struct shared *shared = run(kind, columns, rows);
	double times[FRAMES], sum = 0, cells = 0, bytes = 0;

	if (!shared || shared->count < FRAMES)
		exit(1);
	for (int i = 0; i < FRAMES; i++) {
		times[i] = shared->frames[i].cpu_ms;
		sum += times[i];
		cells += shared->frames[i].cells;
		bytes += shared->frames[i].bytes;
	}
	qsort(times, FRAMES, sizeof *times, by_value);
	printf("%3ux%-3u %-15s %6.0f cells %7.0f bytes (%4.1f a cell)  CPU mean %6.3f ms, worst %6.3f ms"
	       "   %2d a second: %4.1f%% of a core\n",
	       columns, rows, kinds[kind], cells / FRAMES, bytes / FRAMES,
	       cells > 0 ? bytes / cells : 0.0, sum / FRAMES, times[FRAMES - 1], FRAMES_A_SECOND,
	       sum / FRAMES * FRAMES_A_SECOND / 10);
	finish(shared);
}

int main(int argc, char **argv)
{
	static const unsigned short sizes[][2] = {{80, 24}, {160, 48}, {300, 100}};

	if (argc < 2 || strcmp(argv[1], "bench") != 0)
		return test();
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (int kind = 0; kind < KINDS; kind++)
			report((enum scene_kind)kind, sizes[i][0], sizes[i][1]);
	return 0;
}
