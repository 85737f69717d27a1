/*
 * vt.c - run a program in a terminal and look at its screen.
 *
 *	test process --- pty --- leader (session, stays in the foreground's way of
 *	     ^                     |     nothing; waits and reports)
 *	     +---- reports --------+
 *	                           +--- program (process group, foreground)
 */
#include "vt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/str.h"

/* What the leader tells the test. */
struct report {
	enum { REPORT_STARTED, REPORT_STOPPED, REPORT_CONTINUED, REPORT_ENDED } kind;
	int value; /* process id; exit status or 128 + signal */
};

struct bytes {
	char *items;
	size_t count, capacity;
};

struct vt {
	int pty, reports; /* descriptors; -1 when closed */
	pid_t leader, program;
	bool is_stopped, has_ended, is_read_out;
	int status;
	struct termios settings; /* as they were before the program ran */
	struct bytes output;	 /* since the start or vt_forget() */
	char *text;		 /* for vt_text() */
	int rows, columns;
	bool is_alternate, is_cursor_visible;
	VTerm *vterm;
	VTermScreen *screen;
};

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void must(bool succeeded, const char *what)
{
	if (succeeded)
		return;
	perror(what);
	abort();
}

/* ---- the leader's process ---- */

static void report(int fd, int kind, int value)
{
	struct report message = {.kind = (unsigned)kind, .value = value};
	if (write(fd, &message, sizeof message) != (ssize_t)sizeof message)
		_exit(126);
}

static void set_job_signals(void (*handler)(int))
{
	static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		signal(signals[i], handler);
}

static _Noreturn void run_program(const char *const argv[], const char *const envp[])
{
	setpgid(0, 0);
	tcsetpgrp(STDIN_FILENO, getpid());
	set_job_signals(SIG_DFL);
	setrlimit(RLIMIT_CORE, &(struct rlimit){0}); /* crashes are part of the tests */
	/* execve() wants them without const and changes nothing. */
	union {
		const char *const *mine;
		char *const *theirs;
	} arguments = {argv}, environment = {envp};
	execve(argv[0], arguments.theirs, environment.theirs);
	_exit(127);
}

static _Noreturn void run_leader(int fd, const char *const argv[], const char *const envp[])
{
	int status = 0;

	set_job_signals(SIG_IGN);
	pid_t program = fork();
	if (program == 0)
		run_program(argv, envp);
	setpgid(program, program);
	report(fd, REPORT_STARTED, program);
	while (waitpid(program, &status, WUNTRACED | WCONTINUED) == program) {
		if (WIFSTOPPED(status))
			report(fd, REPORT_STOPPED, WSTOPSIG(status));
		else if (WIFCONTINUED(status))
			report(fd, REPORT_CONTINUED, 0);
		else
			break;
	}
	report(fd, REPORT_ENDED,
	       WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	_exit(0);
}

/* ---- the test's process ---- */

static int on_property(VTermProp property, VTermValue *value, void *user)
{
	struct vt *vt = user;
	if (property == VTERM_PROP_ALTSCREEN)
		vt->is_alternate = value->boolean;
	else if (property == VTERM_PROP_CURSORVISIBLE)
		vt->is_cursor_visible = value->boolean;
	return 1;
}

/* What a terminal answers by itself when a program asks. */
static void on_answer(const char *bytes, size_t length, void *user)
{
	vt_send(user, bytes, length);
}

static void open_screen(struct vt *vt)
{
	static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

	vt->is_cursor_visible = true;
	vt->vterm = vterm_new(vt->rows, vt->columns);
	vterm_set_utf8(vt->vterm, 1);
	vterm_output_set_callback(vt->vterm, on_answer, vt);
	vt->screen = vterm_obtain_screen(vt->vterm);
	vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_reset(vt->screen, 1);
}

static struct winsize winsize_of(int rows, int columns)
{
	return (struct winsize){.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
}

struct vt *vt_spawn(int rows, int columns, const char *const argv[], const char *const envp[])
{
	struct winsize size = winsize_of(rows, columns);
	struct vt *vt = mem_zero(1, sizeof *vt);
	int reports[2], terminal;

	/* A terminal without a size is drawn by what is usual. */
	vt->rows = rows > 0 ? rows : 24;
	vt->columns = columns > 0 ? columns : 80;
	must(pipe2(reports, O_CLOEXEC) == 0, "pipe");
	must(openpty(&vt->pty, &terminal, NULL, NULL, &size) == 0, "openpty");
	fcntl(vt->pty, F_SETFD, FD_CLOEXEC);
	tcgetattr(vt->pty, &vt->settings); /* before anybody can change them */
	vt->leader = fork();
	must(vt->leader >= 0, "fork");
	if (vt->leader == 0) {
		close(vt->pty);
		close(reports[0]);
		login_tty(terminal);
		run_leader(reports[1], argv, envp);
	}
	close(terminal);
	close(reports[1]);
	vt->reports = reports[0];
	open_screen(vt);
	array_push(&vt->output, '\0');
	return vt;
}

struct vt *vt_screen(int rows, int columns)
{
	struct vt *vt = mem_zero(1, sizeof *vt);

	vt->rows = rows;
	vt->columns = columns;
	vt->pty = vt->reports = -1;
	vt->has_ended = vt->is_read_out = true;
	open_screen(vt);
	array_push(&vt->output, '\0');
	return vt;
}

void vt_show(struct vt *vt, const char *bytes, size_t length)
{
	vterm_input_write(vt->vterm, bytes, length);
}

static void take_report(struct vt *vt)
{
	struct report message;
	ssize_t length = read(vt->reports, &message, sizeof message);
	if (length != (ssize_t)sizeof message) {
		close(vt->reports);
		vt->reports = -1;
		return;
	}
	vt->is_stopped = message.kind == REPORT_STOPPED;
	if (message.kind == REPORT_STARTED)
		vt->program = message.value;
	if (message.kind == REPORT_ENDED) {
		vt->has_ended = true;
		vt->status = message.value;
	}
}

static void take_output(struct vt *vt)
{
	char buffer[16384];
	ssize_t length = read(vt->pty, buffer, sizeof buffer);
	if (length <= 0) { /* EIO: nobody has the other end open any more */
		vt->is_read_out = true;
		return;
	}
	vt->output.count--;
	for (ssize_t i = 0; i < length; i++)
		array_push(&vt->output, buffer[i]);
	array_push(&vt->output, '\0');
	vterm_input_write(vt->vterm, buffer, (size_t)length);
}

/* Handle what comes next.  False: nothing came within [timeout_ms]. */
static bool step(struct vt *vt, int timeout_ms)
{
	struct pollfd fds[] = {
		{.fd = vt->is_read_out ? -1 : vt->pty, .events = POLLIN},
		{.fd = vt->reports, .events = POLLIN},
	};
	int ready = poll(fds, 2, timeout_ms);
	if (ready <= 0)
		return ready < 0 && errno == EINTR;
	if (fds[0].revents != 0)
		take_output(vt);
	if (fds[1].revents != 0)
		take_report(vt);
	return true;
}

static bool is_over(const struct vt *vt)
{
	return vt->reports < 0 && vt->is_read_out;
}

bool vt_feed(struct vt *vt, int quiet_ms)
{
	while (!is_over(vt))
		if (!step(vt, quiet_ms))
			return true;
	return false;
}

typedef bool condition(struct vt *vt, const char *wanted);

static bool until(struct vt *vt, condition *is_met, const char *wanted, int timeout_ms)
{
	int64_t end = now_ms() + timeout_ms;
	while (!is_met(vt, wanted)) {
		int64_t left = end - now_ms();
		if (left <= 0 || is_over(vt))
			return false;
		step(vt, (int)left);
	}
	return true;
}

static bool has_text(struct vt *vt, const char *text)
{
	return strstr(vt_text(vt), text) != NULL;
}

static bool has_bytes(struct vt *vt, const char *bytes)
{
	return memmem(vt->output.items, vt->output.count - 1, bytes, strlen(bytes)) != NULL;
}

static bool is_stopped(struct vt *vt, const char *unused)
{
	(void)unused;
	return vt->is_stopped;
}

/* Ended, and its last words read. */
static bool has_ended(struct vt *vt, const char *unused)
{
	(void)unused;
	return vt->has_ended && vt->is_read_out;
}

bool vt_until(struct vt *vt, const char *text, int timeout_ms)
{
	return until(vt, has_text, text, timeout_ms);
}

bool vt_until_bytes(struct vt *vt, const char *bytes, int timeout_ms)
{
	return until(vt, has_bytes, bytes, timeout_ms);
}

bool vt_until_stopped(struct vt *vt, int timeout_ms)
{
	return until(vt, is_stopped, NULL, timeout_ms);
}

bool vt_until_ended(struct vt *vt, int timeout_ms)
{
	return until(vt, has_ended, NULL, timeout_ms);
}

void vt_send(struct vt *vt, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t sent = write(vt->pty, bytes, length);
		if (sent < 0)
			return; /* the program is gone, which the test will notice */
		bytes += sent;
		length -= (size_t)sent;
	}
}

void vt_type(struct vt *vt, const char *text)
{
	vt_send(vt, text, strlen(text));
}

void vt_resize(struct vt *vt, int rows, int columns)
{
	struct winsize size = winsize_of(rows, columns);
	vt->rows = rows;
	vt->columns = columns;
	vterm_set_size(vt->vterm, rows, columns);
	if (vt->pty >= 0)
		ioctl(vt->pty, TIOCSWINSZ, &size);
}

/* The leader's first report says which process it is. */
static pid_t program_of(struct vt *vt)
{
	while (vt->program == 0 && step(vt, 10000))
		;
	return vt->program;
}

pid_t vt_pid(struct vt *vt)
{
	return program_of(vt);
}

void vt_signal(struct vt *vt, int signal)
{
	pid_t program = program_of(vt);
	if (program > 0 && !vt->has_ended)
		kill(program, signal);
	if (signal == SIGCONT)
		vt->is_stopped = false;
}

void vt_hang_up(struct vt *vt)
{
	close(vt->pty);
	vt->pty = -1;
	vt->is_read_out = true;
}

static VTermScreenCell cell_at(struct vt *vt, int row, int column)
{
	VTermScreenCell cell;
	vterm_screen_get_cell(vt->screen, (VTermPos){.row = row, .col = column}, &cell);
	return cell;
}

static void add_row(struct vt *vt, int row, struct str *out)
{
	size_t end = out->length; /* behind the last character that is not a blank */
	for (int column = 0; column < vt->columns;) {
		VTermScreenCell cell = cell_at(vt, row, column);
		if (cell.chars[0] == 0)
			str_char(out, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
			str_char(out, cell.chars[i]);
		if (cell.chars[0] != 0 && cell.chars[0] != ' ')
			end = out->length;
		column += cell.width > 1 ? cell.width : 1;
	}
	out->length = end;
	out->text[end] = '\0';
}

/* Room for [rows] rows, every cell as long as a cell can be. */
static struct str new_text(struct vt *vt, int rows)
{
	size_t size = (size_t)rows * ((size_t)vt->columns * VTERM_MAX_CHARS_PER_CELL * 4 + 1) + 1;
	free(vt->text);
	vt->text = mem_alloc(size);
	return str_init(vt->text, size);
}

const char *vt_text(struct vt *vt)
{
	struct str out = new_text(vt, vt->rows);
	for (int row = 0; row < vt->rows; row++) {
		add_row(vt, row, &out);
		str_char(&out, '\n');
	}
	return out.text;
}

const char *vt_row(struct vt *vt, int row)
{
	struct str out = new_text(vt, 1);
	add_row(vt, row, &out);
	return out.text;
}

static int colour_of(VTermColor colour, bool is_default)
{
	if (is_default)
		return -1;
	if (VTERM_COLOR_IS_INDEXED(&colour))
		return colour.indexed.idx;
	return VT_RGB | colour.rgb.red << 16 | colour.rgb.green << 8 | colour.rgb.blue;
}

struct vt_style vt_style_at(struct vt *vt, int row, int column)
{
	VTermScreenCell cell = cell_at(vt, row, column);
	return (struct vt_style){
		.foreground = colour_of(cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg)),
		.background = colour_of(cell.bg, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg)),
		.bold = cell.attrs.bold,
		.underline = cell.attrs.underline != VTERM_UNDERLINE_OFF,
		.reverse = cell.attrs.reverse,
	};
}

uint32_t vt_char_at(struct vt *vt, int row, int column)
{
	VTermScreenCell cell = cell_at(vt, row, column);

	if (cell.chars[0] == UINT32_MAX) /* as libvterm says it */
		return 0;
	return cell.chars[0] ? cell.chars[0] : ' ';
}

bool vt_is_alternate(const struct vt *vt)
{
	return vt->is_alternate;
}

bool vt_is_cursor_visible(const struct vt *vt)
{
	return vt->is_cursor_visible;
}

const char *vt_bytes(const struct vt *vt, size_t *length)
{
	*length = vt->output.count - 1;
	return vt->output.items;
}

void vt_forget(struct vt *vt)
{
	vt->output.count = 0;
	array_push(&vt->output, '\0');
}

bool vt_has_old_settings(const struct vt *vt)
{
	struct termios now;
	if (tcgetattr(vt->pty, &now) != 0)
		return false;
	const struct termios *before = &vt->settings;
	return now.c_iflag == before->c_iflag && now.c_oflag == before->c_oflag &&
	       now.c_cflag == before->c_cflag && now.c_lflag == before->c_lflag &&
	       memcmp(now.c_cc, before->c_cc, sizeof now.c_cc) == 0;
}

static void add_colour(struct str *out, int colour)
{
	if (colour < 0)
		str_char(out, '-');
	else if (colour & VT_RGB)
		str_printf(out, "#%06x", (unsigned)colour & 0xffffffu);
	else
		str_printf(out, "%d", colour);
}

/* The words for one cell's style; nothing for a plain one. */
static void describe(struct vt *vt, int row, int column, struct str *out)
{
	struct vt_style style = vt_style_at(vt, row, column);
	bool is_plain = style.foreground < 0 && style.background < 0 && !style.bold &&
			!style.underline && !style.reverse;
	if (is_plain)
		return;
	add_colour(out, style.foreground);
	str_char(out, '/');
	add_colour(out, style.background);
	str_add(out, style.bold ? " bold" : "");
	str_add(out, style.underline ? " underline" : "");
	str_add(out, style.reverse ? " reverse" : "");
}

static void dump_row(struct vt *vt, int row, FILE *out)
{
	char texts[2][64] = {"", ""};
	int start = 0, current = 0;

	for (int column = 0; column <= vt->columns; column++) {
		struct str words = str_init(texts[!current], sizeof texts[0]);
		if (column < vt->columns)
			describe(vt, row, column, &words);
		if (strcmp(texts[0], texts[1]) == 0)
			continue;
		if (texts[current][0] != '\0')
			fprintf(out, "%d:%d-%d %s\n", row, start, column - 1, texts[current]);
		current = !current;
		start = column;
	}
}

void vt_dump(struct vt *vt, FILE *out)
{
	VTermPos cursor;

	fputs(vt_text(vt), out);
	fputs("--\n", out);
	for (int row = 0; row < vt->rows; row++)
		dump_row(vt, row, out);
	vterm_state_get_cursorpos(vterm_obtain_state(vt->vterm), &cursor);
	fprintf(out, "cursor %d,%d %s%s\n", cursor.row, cursor.col,
		vt->is_cursor_visible ? "visible" : "hidden", vt->is_alternate ? " alternate" : "");
}

int vt_finish(struct vt *vt, int timeout_ms)
{
	bool was_in_time = vt_until_ended(vt, timeout_ms);
	int status = was_in_time ? vt->status : -1;

	if (!vt->has_ended && vt->program > 0)
		kill(vt->program, SIGKILL);
	if (!was_in_time)
		vt_until_ended(vt, timeout_ms);
	if (vt->leader > 0) {
		kill(vt->leader, SIGKILL);
		waitpid(vt->leader, NULL, 0);
	}
	if (vt->pty >= 0)
		close(vt->pty);
	if (vt->reports >= 0)
		close(vt->reports);
	vterm_free(vt->vterm);
	free(vt->output.items);
	free(vt->text);
	free(vt);
	return status;
}
