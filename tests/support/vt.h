/*
 * vt.h - run a program in a terminal and look at its screen.
 *
 * The program gets a pseudo-terminal of its own, in a process group of its own
 * below a session leader that acts as its shell would: it can be stopped and
 * continued, and its terminal can be closed under it.  What the program writes goes
 * to libvterm, in this process, and is kept as bytes too.
 *
 * Nothing here sleeps for a fixed time: tests wait until something is there.
 */
#ifndef SUPPORT_VT_H
#define SUPPORT_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <termios.h>

struct vt;

/* How one cell looks. */
struct vt_style {
	int foreground, background; /* palette index; -1 default; VT_RGB | 0xrrggbb */
	bool bold, underline, reverse;
};

#define VT_RGB 0x1000000

/* Start argv[0] (a path) with the environment [envp].  NULL: it could not be tried. */
struct vt *vt_spawn(int rows, int columns, const char *const argv[], const char *const envp[]);

/* A terminal without a program: it shows what vt_show() is given. */
struct vt *vt_screen(int rows, int columns);
void vt_show(struct vt *vt, const char *bytes, size_t length);

/* Take in what the program writes until it has been silent for [quiet_ms].  False:
 * it has ended and all has been read. */
bool vt_feed(struct vt *vt, int quiet_ms);

/* Wait until [text] stands on the screen, in one row; until the output since
 * vt_forget() contains [bytes]; until the program is stopped; until it has ended. */
bool vt_until(struct vt *vt, const char *text, int timeout_ms);
bool vt_until_bytes(struct vt *vt, const char *bytes, int timeout_ms);
bool vt_until_stopped(struct vt *vt, int timeout_ms);
bool vt_until_ended(struct vt *vt, int timeout_ms);

void vt_send(struct vt *vt, const char *bytes, size_t length);
void vt_type(struct vt *vt, const char *text);
void vt_resize(struct vt *vt, int rows, int columns);

/* A signal for the program; closing its terminal. */
void vt_signal(struct vt *vt, int signal);
void vt_hang_up(struct vt *vt);

pid_t vt_pid(struct vt *vt);

/* The screen's rows, each ended by a line break, without blanks at their ends; one
 * row.  Valid until the next call. */
const char *vt_text(struct vt *vt);
const char *vt_row(struct vt *vt, int row);
struct vt_style vt_style_at(struct vt *vt, int row, int column);

/* The character there: a blank where nothing was written, 0 in the right half of a wide one. */
uint32_t vt_char_at(struct vt *vt, int row, int column);

/* What the program has switched on. */
bool vt_is_alternate(const struct vt *vt);
bool vt_is_cursor_visible(const struct vt *vt);

/* All bytes written since the start, or since vt_forget(); NUL-terminated. */
const char *vt_bytes(const struct vt *vt, size_t *length);
void vt_forget(struct vt *vt);

/* Whether the terminal's settings are those the program found. */
bool vt_has_old_settings(const struct vt *vt);

/* A picture for golden files: the text, a line "--", then one line for each run of
 * cells that do not look plain, and the state of the cursor:
 *
 *	2:4-9 166/- bold reverse       row:first-last foreground/background attributes
 *	cursor 5,0 hidden alternate
 */
void vt_dump(struct vt *vt, FILE *out);

/* Wait for the end, at most [timeout_ms], then kill.  Frees everything; returns the
 * exit status, 128 + the signal, or -1 when it had to be killed. */
int vt_finish(struct vt *vt, int timeout_ms);

#endif
