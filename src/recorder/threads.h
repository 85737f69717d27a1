/*
 * threads.h - the other threads of this process.
 */
#ifndef RECORDER_THREADS_H
#define RECORDER_THREADS_H

#include <stdbool.h>

/*
 * Wait until every other thread has got out of whatever few instructions it is in the middle of, at
 * most [ms].  What they see of memory afterwards is at least what it was at the call.  False: one
 * could not be seen to.
 *
 * A thread that sleeps does so in a system call, in no such place.  One that runs, or waits for
 * a processor, is out of it once it has had a little time of its own.
 */
bool threads_quiet(unsigned ms);

#endif
