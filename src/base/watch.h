/*
 * watch.h - is a file written anew while we look at what it said?
 *
 * Editors write over a file or rename another one over it, some take it away first; other
 * programs write it little by little.  So its folder is watched, and a file counts as changed
 * once it has been left alone for a moment:
 *
 *	written and closed, or renamed      SETTLE_MS later
 *	open, empty, or not there           SLOW_MS later: its writer may not be done
 *
 * Nothing waits in here: a caller that waits for other things, too, adds the descriptor to them.
 */
#ifndef BASE_WATCH_H
#define BASE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#define WATCH_SETTLE_MS 80
#define WATCH_SLOW_MS 1000

enum watch_news {
	WATCH_NOTHING,
	WATCH_CHANGED, /* it can be read again */
	WATCH_GONE,    /* there is no such file any more */
};

struct watch;

/* Watch [path], which is copied, and what it leads to if it is a symbolic link.  NULL: the system
 * cannot, or there is no such folder.  To be ended with watch_destroy. */
struct watch *watch_new(const char *path);

/* NULL is fine. */
void watch_destroy(struct watch *watch);

/* Readable when something has happened: then watch_read.  Borrowed.  -1 for NULL. */
int watch_descriptor(const struct watch *watch);

/* Take in what has happened, without waiting.  [now_ms]: milliseconds of one clock in all calls.
 * Not NULL. */
void watch_read(struct watch *watch, uint64_t now_ms);

/* Milliseconds until watch_take has something to tell; -1 = as far as is known, never. */
int watch_wait_ms(const struct watch *watch, uint64_t now_ms);

/* What is new, told once; nothing for NULL. */
enum watch_news watch_take(struct watch *watch, uint64_t now_ms);

/* Look anew where the path leads: a folder that was away may be back.  NULL is fine. */
void watch_renew(struct watch *watch);

#endif
