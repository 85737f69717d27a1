/*
 * rerun.h - the calls of a recording on a heap of another model.
 *
 * What was asked for is what the process asked for, call by call; where it comes to lie is the
 * other model's business.  Event number n is the same call as event number n of
 * recorded_program_new, so both can be looked at side by side.
 */
#ifndef REPLAY_RERUN_H
#define REPLAY_RERUN_H

#include "program/program.h"
#include "trace/recording.h"

/* A program of the same calls.  The recording is borrowed: it must live longer.  The arenas of the
 * process are of no use here: new ones start where mmap usually has them (ARENAS_PAGE).  There is
 * nothing to compare with, so nothing is judged.  [model] is borrowed, too; [name] as in
 * recorded_program_words, not kept.  Interpreter 0's calls alone.  Where more blocks live at once
 * than can be followed, the first one lost is a fault. */
struct program *rerun_program(struct recording *recording, const struct model *model,
			      const char *name);

#endif
