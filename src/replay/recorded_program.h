/*
 * recorded_program.h - a recording as a program: what was called becomes what happens.
 */
#ifndef REPLAY_RECORDED_PROGRAM_H
#define REPLAY_RECORDED_PROGRAM_H

#include "program/program.h"
#include "trace/recording.h"

#define RECORDED_PROGRAM_HISTORY 4 /* bytes for each of the recording: some 12 a call */
#define RECORDED_PROGRAM_SPACE (UINT64_C(64) << 30) /* address space for arenas and tables */

/* What a recording calls itself. */
struct recorded_program_words {
	char title[300], about[300];
};

/* Fill in [words], each cut to its room: the command and the version of Python.  [name]: the
 * file's, for a recording that does not say which command it is of. */
void recorded_program_words(const struct recording *recording, const char *name,
			    struct recorded_program_words *words);

/* The recording as a program.  Takes the recording over, and closes it when the program is
 * destroyed.  [name]: as above; not kept.  The calls of interpreter 0 are its events; marks and
 * imports are its marks; the first call that differs (a block that lies elsewhere than in the
 * process, or another of differences.def) is a failed expectation. */
struct program *recorded_program_new(struct recording *recording, const char *name);

/* The recording is still being written: let [program], one of recorded_program_new, grow until all
 * is read and the process has said that it ends, or the recording is broken, or the process has
 * gone and nothing has come for a second. */
void recorded_program_follow(struct program *program);

#endif
