/* gate.c - the slow way into the ring; see gate.h. */
#include "recorder/gate.h"

#include <pthread.h>

#include "recorder/facts.h"
#include "recorder/notes.h"
#include "recorder/python.h"
#include "recorder/ring.h"
#include "recorder/threads.h"

#define GATE_ROOM 512u /* for what a hook writes before it asks again */

#define QUIET_MS 1000u /* for a thread to get a hundred instructions further */

static bool several;
static uint64_t interpreter; /* of the last record */
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

void gate_hold(void)
{
	pthread_mutex_lock(&lock);
}

void gate_release(void)
{
	pthread_mutex_unlock(&lock);
}

void gate_several(void)
{
	several = python.minor >= 12 && python.thread && python.interpreter_of &&
		  python.interpreter_id;
	if (several)
		ring.stop = NULL;
}

void gate_meet(void)
{
	static const char note[] = "a second interpreter began while a thread stood still: if calls "
				   "do not fit, it is there";
	bool quiet = true;
	void *thread, *which;

	if (several || python.minor < 12 || !python.thread || !python.interpreter_of ||
	    !python.interpreter_id)
		return;
	thread = python.thread();
	which = thread ? python.interpreter_of(thread) : NULL;
	if (!which || python.interpreter_id(which) == 0 || python_shares_pymalloc(which))
		return;
	gate_hold();
	/* Whoever was at the gate may have let the hooks go on once more, without knowing. */
	for (int round = 0; round < 2 && share; round++) {
		gate_several();
		quiet &= threads_quiet(QUIET_MS);
	}
	if (!quiet && gate_open(NULL, 0)) {
		ring_text(RECORD_NOTE, note, sizeof note - 1);
		gate_close();
	}
	gate_release();
}

bool gate_is_several(void)
{
	return several;
}

void gate_reset(void)
{
	lock = (pthread_mutex_t)PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
}

uint64_t gate_interpreter(void)
{
	void *thread = several ? python.thread() : NULL;
	void *which = thread ? python.interpreter_of(thread) : NULL;

	if (!which)
		return several ? interpreter : 0;
	return python_shares_pymalloc(which) ? 0 : (uint64_t)python.interpreter_id(which);
}

static void tell_interpreter(void)
{
	uint64_t now = gate_interpreter();

	if (now == interpreter)
		return;
	interpreter = now;
	ring_commit(put_number(put_kind(ring.at, RECORD_INTERPRETER), now));
}

/* How far the hooks may write before they ask again; a call takes more than one byte, so that
 * samples are taken about when they are due. */
static unsigned char *next_stop(void)
{
	uint64_t bytes = ring_allowed();

	if (share->sample_every && share->sample_every < bytes)
		bytes = share->sample_every;
	return ring.at + bytes;
}

void (*gate_on_fork)(void);

/* Whether this process has a ring to write to; a child of fork gets one now. */
static bool has_ring(void)
{
	if (share && unlikely(ring_is_stray()))
		gate_on_fork();
	return share && (ring.slot || ring_born());
}

bool gate_open(const void *block, size_t size)
{
	bool known;

	if (!has_ring())
		return false;
	gate_hold();
	if (!ring_room(GATE_ROOM)) {
		gate_release();
		return false;
	}
	tell_interpreter();
	facts_answer(block);
	known = facts_look(block, size);
	ring.stop = several || !known || notes_are_due() ? NULL : next_stop();
	return true;
}

void gate_close(void)
{
	gate_release();
}
