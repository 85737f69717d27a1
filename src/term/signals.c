/*
 * signals.c - what signals do while the terminal is ours.
 *
 * curses installs handlers of its own only where the default is in place, so ours,
 * installed first, stay.
 */
#include "term/signals.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The default action of all of these ends the process.  SIGINT, the last, is noted instead where
 * that is wanted. */
static const int fatal[] = {SIGSEGV, SIGBUS,  SIGILL,  SIGFPE,	SIGABRT, SIGSYS,
			    SIGTRAP, SIGTERM, SIGHUP,  SIGQUIT, SIGPIPE, SIGALRM,
			    SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ, SIGINT};
static const int noted[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGINT};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static size_t fatal_count = COUNT(fatal), noted_count = COUNT(noted) - 1;

static struct sigaction fatal_before[COUNT(fatal)];
static struct sigaction noted_before[COUNT(noted)];
static sigset_t mask_before;
static stack_t stack_before;
static char handler_stack[32 * 1024]; /* a stack overflow must be survived too */

static int terminal = -1;
static struct termios settings_before;
static char undo_output[512];
static size_t undo_length;
static volatile sig_atomic_t is_armed;

static volatile sig_atomic_t resized, stopped, continued, interrupted;

/* Only what is async-signal-safe.  A process in the background must not touch the
 * terminal: it is another's, and doing so would stop it instead of ending it. */
static void give_back(void)
{
	if (!is_armed || tcgetpgrp(terminal) != getpgrp())
		return;
	is_armed = 0;
	/* Nobody is left to be told when this fails. */
	ssize_t written = write(terminal, undo_output, undo_length);
	(void)written;
	tcsetattr(terminal, TCSANOW, &settings_before);
}

static void on_fatal(int signal)
{
	give_back();
	/* What was there before us: the default, or a sanitizer's report. */
	for (size_t i = 0; i < fatal_count; i++)
		if (fatal[i] == signal)
			sigaction(signal, &fatal_before[i], NULL);
	raise(signal); /* delivered when this handler returns */
}

static void on_noted(int signal)
{
	if (signal == SIGWINCH)
		resized = 1;
	else if (signal == SIGTSTP)
		stopped = 1;
	else if (signal == SIGINT)
		interrupted = 1;
	else
		continued = 1;
}

/* Leave alone what our parent chose to ignore, as nohup does with SIGHUP. */
static void handle(int signal, struct sigaction *action, struct sigaction *before)
{
	sigaction(signal, NULL, before);
	if (before->sa_handler != SIG_IGN)
		sigaction(signal, action, NULL);
}

static void install_stack(void)
{
	stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
	/* One that is there already belongs to a sanitizer, which wants it back. */
	if (sigaltstack(NULL, &stack_before) == 0 && stack_before.ss_flags & SS_DISABLE)
		sigaltstack(&stack, NULL);
}

static void remove_stack(void)
{
	if (stack_before.ss_flags & SS_DISABLE)
		sigaltstack(&stack_before, NULL);
}

void signals_install(int fd, bool notes_interrupt)
{
	struct sigaction action = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK};
	sigset_t held;

	terminal = fd;
	resized = stopped = continued = interrupted = 0;
	fatal_count = COUNT(fatal) - notes_interrupt;
	noted_count = COUNT(noted) - !notes_interrupt;
	install_stack();
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < fatal_count; i++)
		handle(fatal[i], &action, &fatal_before[i]);
	sigemptyset(&held);
	action = (struct sigaction){.sa_handler = on_noted};
	for (size_t i = 0; i < noted_count; i++) {
		sigaddset(&held, noted[i]);
		handle(noted[i], &action, &noted_before[i]);
	}
	sigprocmask(SIG_BLOCK, &held, &mask_before);
}

void signals_remove(void)
{
	signals_disarm();
	for (size_t i = 0; i < fatal_count; i++)
		sigaction(fatal[i], &fatal_before[i], NULL);
	for (size_t i = 0; i < noted_count; i++)
		sigaction(noted[i], &noted_before[i], NULL);
	sigprocmask(SIG_SETMASK, &mask_before, NULL);
	remove_stack();
}

void signals_arm(const struct termios *settings, const char *undo, size_t length)
{
	is_armed = 0;
	settings_before = *settings;
	undo_length = length < sizeof undo_output ? length : sizeof undo_output;
	memcpy(undo_output, undo, undo_length);
	is_armed = 1;
}

void signals_disarm(void)
{
	is_armed = 0;
}

static bool take(volatile sig_atomic_t *note)
{
	bool was = *note;
	*note = 0;
	return was;
}

bool signals_take_resize(void)
{
	return take(&resized);
}

bool signals_take_stop(void)
{
	return take(&stopped);
}

bool signals_take_continue(void)
{
	return take(&continued);
}

bool signals_take_interrupt(void)
{
	return take(&interrupted);
}

int signals_wait(struct pollfd *inputs, size_t count, int timeout_ms)
{
	struct timespec timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
	sigset_t mask = mask_before;
	for (size_t i = 0; i < noted_count; i++)
		sigdelset(&mask, noted[i]);
	return ppoll(inputs, count, timeout_ms < 0 ? NULL : &timeout, &mask);
}

void signals_stop(bool is_group)
{
	struct sigaction action = {.sa_handler = SIG_DFL}, ours;
	sigset_t job_control;

	sigemptyset(&job_control);
	sigaddset(&job_control, SIGTSTP);
	sigaddset(&job_control, SIGCONT);
	sigaction(SIGTSTP, &action, &ours);
	if (is_group)
		kill(0, SIGTSTP);
	else
		raise(SIGTSTP);
	/* Pending until now: here we stop, and here we are continued. */
	sigprocmask(SIG_UNBLOCK, &job_control, NULL);
	sigprocmask(SIG_BLOCK, &job_control, NULL);
	sigaction(SIGTSTP, &ours, NULL);
	stopped = continued = 0;
}
