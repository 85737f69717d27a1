/*
 * program.h - a recording as a program: what was called becomes what happens.
 */
#ifndef REPLAY_PROGRAM_H
#define REPLAY_PROGRAM_H

#include "program/program.h"
#include "trace/recording.h"

/* Takes the recording over.  [name]: what to call it, the file's name.  The calls of
 * interpreter 0 are its events; marks and imports are its marks; a block that lies
 * elsewhere than in the process is a failed expectation. */
struct program *recording_program(struct recording *recording, const char *name);

/* The recording is still being written: follow it until its process has ended and no more
 * comes. */
void recording_program_follow(struct program *program);

#endif
