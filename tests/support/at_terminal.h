/*
 * at_terminal.h - what tests of a program in a terminal have in common: waiting for a text, and
 * whether the terminal is left as it was found.
 */
#ifndef SUPPORT_AT_TERMINAL_H
#define SUPPORT_AT_TERMINAL_H

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include "vt.h"

#define PATIENCE_MS 20000 /* for what must happen; over at once when it does */

/* A sanitizer's own handlers would hide what the program's do; a process killed by
 * a signal has no leaks to report. */
#define SANITIZERS                                                                                 \
	"ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:detect_leaks=1:exitcode=99",                   \
		"UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1"

static inline bool has_bytes(struct vt *vt, const char *bytes)
{
	size_t length;

	return strstr(vt_bytes(vt, &length), bytes) != NULL;
}

/* The last of two sequences to be sent decides. */
static inline bool is_last(struct vt *vt, const char *bytes, const char *opposite)
{
	size_t length;
	const char *all = vt_bytes(vt, &length), *last = NULL, *last_opposite = NULL;

	for (const char *at = all; (at = strstr(at, bytes)) != NULL; at++)
		last = at;
	for (const char *at = all; (at = strstr(at, opposite)) != NULL; at++)
		last_opposite = at;
	return last != NULL && (last_opposite == NULL || last > last_opposite);
}

/* Wait for [text], and for the rest of the frame it came with. */
static inline void expect(struct vt *vt, const char *text)
{
	ck_assert_msg(vt_until(vt, text, PATIENCE_MS), "no '%s' on the screen:\n%s", text,
		      vt_text(vt));
	for (int i = 0; i < 1000 && is_last(vt, "\033[?2026h", "\033[?2026l"); i++)
		vt_feed(vt, 10);
}

/* Whatever was turned on has been turned off. */
static inline void check_restored(struct vt *vt)
{
	ck_assert_msg(!vt_is_alternate(vt), "still on the alternate screen");
	ck_assert_msg(vt_is_cursor_visible(vt), "the cursor is hidden");
	ck_assert_msg(is_last(vt, "\033[?2004l", "\033[?2004h"), "bracketed paste is on");
	ck_assert_msg(is_last(vt, "\033[?1006;1000l", "\033[?1006;1000h") ||
			      is_last(vt, "\033[?1000l", "\033[?1006;1000h") ||
			      !has_bytes(vt, "\033[?1006;1000h"),
		      "the mouse is on");
	ck_assert_msg(!is_last(vt, "\033[?2026h", "\033[?2026l"), "an update is not ended");
	ck_assert_msg(vt_has_old_settings(vt), "settings differ");
}

/* It ends by itself, with this status. */
static inline void finish(struct vt *vt, int status)
{
	ck_assert_msg(vt_until_ended(vt, PATIENCE_MS), "did not end:\n%s", vt_text(vt));
	check_restored(vt);
	ck_assert_int_eq(vt_finish(vt, PATIENCE_MS), status);
}

#endif
