/*
 * fuzz_terminal.c - whole sessions by chance, in a terminal: bytes instead of keys.
 *
 *	fuzz_terminal [--seed N] [--sessions N] [--actions N] PROGRAM FILE...
 *
 * What fuzz_session.c cannot reach: sequences that are cut off or unknown, bytes that are no UTF-8,
 * pastes (which are swallowed whole, whatever is in them), clicks as terminals send them, storms of
 * resizes, being stopped and continued, and the ways a session ends.  However it ends, the terminal is as it
 * was found, and the status says what happened.  Nothing sent here but the end is a 'q' outside of a
 * paste, or a control that the terminal itself acts on, so the program must live until then.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chance.h"
#include "sessions.h"
#include "vt.h"

#define PATIENCE_MS 10000
#define PIECE_MOST 200 /* bytes of one action */
#define SEQUENCE_MS 100 /* more than one that is not whole is waited for */

static const char *program; /* that all of them run */

struct session {
	uint64_t seed;
	unsigned action;
	const char *path;
	struct chance chance;
	struct vt *vt;
};

static void fail(const struct session *session, const char *what)
{
	fprintf(stderr, "%s\n  action %u of: --seed %llu --sessions 1 ... %s\n%s\n", what,
		session->action, (unsigned long long)session->seed, session->path,
		session->vt ? vt_text(session->vt) : "");
	if (session->vt)
		vt_finish(session->vt, 0);
	exit(1);
}

static uint32_t pick(struct session *session, uint32_t most)
{
	return chance_pick(&session->chance, most);
}

/* Not what ends the program, nor what the terminal itself acts on or keeps (^C ^D ^O ^Q ^S ^V ^Y ^Z
 * ^\). */
static char any_byte(struct session *session)
{
	static const char ends[] = "qQ\x03\x04\x0f\x11\x13\x16\x19\x1a\x1c";
	char byte;

	do
		byte = (char)(pick(session, 3) ? 0x20 + pick(session, 0x5f) : pick(session, 256));
	while (byte == '\0' || strchr(ends, byte));
	return byte;
}

static void send_any(struct session *session)
{
	char bytes[PIECE_MOST];
	size_t length = 1 + pick(session, pick(session, 4) ? 12 : PIECE_MOST);

	for (size_t i = 0; i < length; i++)
		bytes[i] = any_byte(session);
	vt_send(session->vt, bytes, length);
}

static void send_sequence(struct session *session)
{
	static const char *const sequences[] = {
		"\033[A", "\033[B", "\033[C", "\033[D", "\033[1;2C", "\033[5~", "\033[6~", "\033[H",
		"\033[F", "\033[Z", "\033OP", "\033[15~", "\033", "\033\033", "\033[", "\033O",
		"\033[<", "\033[<0;", "\033[200", "\033[201~", "\033[1;2;3;4;5;6;7;8;9;10;11;12~",
		"\033[I", "\033[O", "\033[?62;c", "\033]11;rgb:ffff/ffff/ffff\033\\", "\033]11;", "\033P",
		"\r", "\t", "\177", "\x15", "G", "g", "\xe5\x9d\x97", "\xe5\x9d", "\xff", "\xc2\x9b",
		":", "/", "?", "50", "B", "f", "T",
	};
	const char *text = sequences[pick(session, sizeof sequences / sizeof *sequences)];

	vt_send(session->vt, text, strlen(text));
}

/* All that matters outside, "q" first of all, must not matter in there. */
static void paste(struct session *session)
{
	static const char *const inside[] = {"q", "q\rq", "\033[D", "\033[200~", "\033[20", "\r", ":save x\r",
					     "\xe5\x9d\x97", "\xff\xfe", "Q", "3G", "\033q"};
	char bytes[PIECE_MOST * 4] = "\033[200~";
	size_t length = strlen(bytes);

	/* Terminals do not send one in the middle of a sequence. */
	vt_send(session->vt, "\033\\~", 3);
	vt_feed(session->vt, SEQUENCE_MS);

	for (uint32_t i = pick(session, 40); i > 0; i--) {
		const char *text = inside[pick(session, sizeof inside / sizeof *inside)];

		memcpy(bytes + length, text, strlen(text));
		length += strlen(text);
		if (pick(session, 4) == 0)
			bytes[length++] = any_byte(session);
	}
	/* Before that: it must not be taken for the end of a sequence that began in there. */
	memcpy(bytes + length, "x\033[201~", 7);
	vt_send(session->vt, bytes, length + 7);
}

static void click(struct session *session)
{
	static const int buttons[] = {0, 0, 0, 64, 65, 2, 35};
	char text[60];

	snprintf(text, sizeof text, "\033[<%d;%u;%u%c", buttons[pick(session, 7)],
		 (unsigned)pick(session, 140), (unsigned)pick(session, 60), pick(session, 2) ? 'M' : 'm');
	vt_send(session->vt, text, strlen(text));
}

/* libvterm has no place for a character of two columns where there is only one, and ends. */
static int any_columns(struct session *session, uint32_t most)
{
	return 2 + (int)pick(session, most - 1);
}

static void storm(struct session *session)
{
	for (uint32_t i = 1 + pick(session, pick(session, 4) ? 2 : 30); i > 0; i--) {
		int rows = 1 + (int)pick(session, 60);

		vt_resize(session->vt, rows, any_columns(session, 160));
	}
}

static void check_restored(const struct session *session)
{
	if (vt_is_alternate(session->vt))
		fail(session, "still on the alternate screen");
	if (!vt_is_cursor_visible(session->vt))
		fail(session, "the cursor is hidden");
	if (!vt_has_old_settings(session->vt))
		fail(session, "the terminal's settings differ");
}

static void stop_and_go(struct session *session)
{
	vt_signal(session->vt, SIGTSTP);
	if (!vt_until_stopped(session->vt, PATIENCE_MS))
		fail(session, "it does not stop");
	vt_feed(session->vt, 0);
	check_restored(session);
	vt_forget(session->vt);
	vt_signal(session->vt, SIGCONT);
	/* What comes in before it has its terminal again is not read. */
	if (!vt_until_bytes(session->vt, "\033", PATIENCE_MS))
		fail(session, "it does not go on");
	vt_feed(session->vt, SEQUENCE_MS);
	storm(session);
}

static void act(struct session *session)
{
	uint32_t which = pick(session, 100);

	if (which < 30)
		send_sequence(session);
	else if (which < 50)
		send_any(session);
	else if (which < 70)
		paste(session);
	else if (which < 82)
		click(session);
	else if (which < 96)
		storm(session);
	else
		stop_and_go(session);
	/* Now and then it has time to draw. */
	if (!vt_feed(session->vt, pick(session, 3) ? 0 : 20)) {
		int status = vt_finish(session->vt, PATIENCE_MS);

		session->vt = NULL;
		fprintf(stderr, "status %d: ", status);
		fail(session, "it has ended");
	}
}

/* By signals, by the keyboard, or because the terminal is gone. */
static void end(struct session *session)
{
	static const int signals[] = {SIGTERM, SIGHUP, SIGINT};
	uint32_t how = pick(session, 5);
	int status, expected = 0;

	if (how < 3) {
		vt_signal(session->vt, signals[how]);
		if (pick(session, 2))
			vt_signal(session->vt, signals[how]); /* in a hurry */
		expected = 128 + signals[how];
	} else if (how == 3) {
		vt_hang_up(session->vt);
	} else {
		vt_send(session->vt, "x\033[201~", 7); /* if it was left in a paste */
		for (int i = 0; i < 40 && vt_feed(session->vt, 100); i++)
			vt_send(session->vt, "\033q", 2); /* out of prompts and levels, one by one */
	}
	if (!vt_until_ended(session->vt, PATIENCE_MS))
		fail(session, "it does not end");
	if (how != 3)
		check_restored(session);
	status = vt_finish(session->vt, PATIENCE_MS);
	session->vt = NULL;
	if (how == 3 ? status == 99 || status == 128 + SIGABRT || status == 128 + SIGSEGV
		     : status != expected) {
		fprintf(stderr, "status %d instead of %d after --seed %llu --sessions 1 ... %s\n", status,
			expected, (unsigned long long)session->seed, session->path);
		exit(1);
	}
}

static void run_session(const char *path, uint64_t seed, unsigned actions)
{
	static const char *const terminals[] = {"TERM=xterm-256color", "TERM=xterm-256color", "TERM=xterm",
						"TERM=linux", "TERM=screen", "TERM=vt100"};
	struct session session = {.seed = seed, .path = path, .chance = {seed * 2 + 1}};
	const char *arguments[] = {program, path, NULL};
	const char *environment[] = {
		terminals[pick(&session, 6)], "LC_ALL=C.UTF-8", "XDG_CONFIG_HOME=/nonexistent",
		"ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:detect_leaks=1:exitcode=99",
		"UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1",
		"NCURSES_GPM_TERMS=none", /* curses' mouse of a Linux console leaks, not ours */
		NULL};

	int rows = 1 + (int)pick(&session, 50);

	session.vt = vt_spawn(rows, any_columns(&session, 150), arguments, environment);
	if (!session.vt) {
		fputs("no terminal\n", stderr);
		exit(1);
	}
	if (!vt_until_bytes(session.vt, "\033[", PATIENCE_MS))
		fail(&session, "nothing is drawn");
	for (session.action = 1; session.action <= actions; session.action++)
		act(&session);
	end(&session);
}

int main(int argc, char **argv)
{
	struct sessions sessions = {.seed = 1, .count = 5, .actions = 60};
	int i = sessions_read(&sessions, argc, argv);

	if (i + 1 >= argc)
		return 2;
	program = argv[i];
	sessions_run(&sessions, argv + i + 1, argc - i - 1, run_session);
	return 0;
}
