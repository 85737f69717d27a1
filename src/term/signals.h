/*
 * signals.h - what signals do while the terminal is ours.
 *
 * Fatal ones give the terminal back and then do what they would have done: the
 * program ends with the status its parent expects.  SIGWINCH, SIGTSTP, SIGCONT, and
 * SIGINT where that is wanted, are held back everywhere but in signals_wait(), which
 * only notes them: nothing is ever done to the screen inside a handler.
 */
#ifndef TERM_SIGNALS_H
#define TERM_SIGNALS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/* From here on until signals_remove().  [fd] is the terminal.  SIGINT is fatal, or noted. */
void signals_install(int fd, bool notes_interrupt);
void signals_remove(void);

/* What a fatal signal must restore: the settings, and the output that undoes what
 * the program switched on.  Both are copied.  Not ours any more: signals_disarm(). */
void signals_arm(const struct termios *settings, const char *undo, size_t length);
void signals_disarm(void);

/* Was there one since the last call? */
bool signals_take_resize(void);
bool signals_take_stop(void);
bool signals_take_continue(void);
bool signals_take_interrupt(void);

/* poll(2) of [count] inputs, for ever if [timeout_ms] is negative; ended by any signal (then -1 and
 * EINTR). */
int signals_wait(struct pollfd *inputs, size_t count, int timeout_ms);

/* Stop as SIGTSTP does by itself; the whole process group if [is_group].  Returns
 * when continued, or at once where nobody could continue us. */
void signals_stop(bool is_group);

#endif
