/*
 * program.h - a recording as a program: what was called becomes what happens.
 */
#ifndef REPLAY_PROGRAM_H
#define REPLAY_PROGRAM_H

#include "program/program.h"
#include "trace/recording.h"

#define RECORDING_HISTORY 4                  /* bytes for each of the recording: some 12 a call */
#define RECORDING_SPACE (UINT64_C(64) << 30) /* address space for arenas and tables */

/* What a recording calls itself. */
struct recording_words {
	char title[300], about[300];
};

/* [name]: the file's, for a recording that does not say which command it is of. */
void recording_words(const struct recording *recording, const char *name,
		     struct recording_words *words);

/* Takes the recording over.  [name]: what to call it, the file's name.  The calls of
 * interpreter 0 are its events; marks and imports are its marks; a block that lies
 * elsewhere than in the process is a failed expectation. */
struct program *recording_program(struct recording *recording, const char *name);

/* The recording is still being written: follow it until its process has ended and no more
 * comes. */
void recording_program_follow(struct program *program);

#endif
