/*
 * playback.h - moving by itself, at a pace that can be read.
 *
 *	            now     due
 *	time  ------+--------+-----------> playback_tick moves when due_ms has come, and says when
 *	            |<-wait->|             the next move is due; playback_wait_ms says how long that is
 */
#ifndef SESSION_PLAYBACK_H
#define SESSION_PLAYBACK_H

#include "session/session.h"

/* Play that way (1, -1); pause if it does already.  Following a run that grows ends
 * first. */
void playback_play(struct session *session, int direction, uint64_t now_ms);

/* Stand still; a run that grows is not followed any more, either. */
void playback_stop(struct session *session);

/* Times as fast as the run's own pace; more than 0, brought within bounds. */
void playback_set_speed(struct session *session, double speed);

/* Milliseconds from one move to the next while playing. */
double playback_pace_ms(const struct session *session);

/* Milliseconds for which playing stays where the session is: words take time to read. */
double playback_dwell_ms(const struct session *session);

/* Do what is due: follow, go where was waited for, look for what is looked for, move.  True if
 * something changed. */
bool playback_tick(struct session *session, uint64_t now_ms);

/* Milliseconds until then; -1 = never. */
int playback_wait_ms(const struct session *session, uint64_t now_ms);

#endif
