/*
 * locate.c - follow a path through the events.
 */
#include "scenario/locate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct locate {
	struct doc_events events;
};

struct locate *locate_adopt(struct doc_events *events)
{
	struct locate *locate = mem_alloc(sizeof *locate);

	locate->events = *events;
	*events = (struct doc_events){0};
	return locate;
}

void locate_destroy(struct locate *locate)
{
	if (!locate)
		return;
	doc_events_fini(&locate->events);
	free(locate);
}

/* Where a path has led so far. */
struct path_end {
	uint32_t key; /* of an entry of a list: the entry itself */
	uint32_t value;
};

static bool go_to_key(const struct doc_events *events, const char *name, size_t length,
		      struct path_end *found)
{
	uint32_t key, value;

	if (events->items[found->value].kind != DOC_MAPPING)
		return false;
	for (uint32_t at = found->value + 1; doc_events_pair(events, &at, &key, &value);) {
		const char *text = events->items[key].value;

		if (strlen(text) == length && memcmp(text, name, length) == 0) {
			*found = (struct path_end){key, value};
			return true;
		}
	}
	return false;
}

static bool go_to_entry(const struct doc_events *events, unsigned long index,
			struct path_end *found)
{
	uint32_t entry;

	if (events->items[found->value].kind != DOC_SEQUENCE)
		return false;
	for (uint32_t at = found->value + 1; doc_events_entry(events, &at, &entry);) {
		if (index-- == 0) {
			*found = (struct path_end){entry, entry};
			return true;
		}
	}
	return false;
}

/* Follow one part of [path], "name" or "[3]"; NULL when it leads nowhere. */
static const char *follow(const struct doc_events *events, const char *path, struct path_end *found)
{
	if (*path == '[') {
		char *end;
		unsigned long index = strtoul(path + 1, &end, 10);

		return *end == ']' && go_to_entry(events, index, found) ? end + 1 : NULL;
	}
	path += *path == '.';
	size_t length = strcspn(path, ".[");

	return length && go_to_key(events, path, length, found) ? path + length : NULL;
}

/* False if only a part of the path exists; [found] is the end of that part. */
static bool find(const struct doc_events *events, const char *path, struct path_end *found)
{
	*found = (struct path_end){0, 0};
	while (path && *path)
		path = follow(events, path, found);
	return path != NULL;
}

struct diag_place locate_value(const struct locate *locate, const char *path)
{
	struct path_end found;

	find(&locate->events, path, &found);
	return doc_event_place(&locate->events.items[found.value]);
}

struct diag_place locate_key(const struct locate *locate, const char *path)
{
	struct path_end found;

	find(&locate->events, path, &found);
	return doc_event_place(&locate->events.items[found.key]);
}

/* For a short form, the text itself: "free" of `free: a` is spelled out as a mapping. */
static const struct doc_event *find_text(const struct doc_events *events, uint32_t value)
{
	const struct doc_event *event = &events->items[value];

	return event->kind == DOC_MAPPING && event[1].implied ? event + 2 : event;
}

struct diag_place locate_inside(const struct locate *locate, const char *path, size_t offset)
{
	struct path_end found;
	bool exists = find(&locate->events, path, &found);
	const struct doc_event *event = find_text(&locate->events, found.value);
	struct diag_place place = doc_event_place(event);

	if (!exists || event->kind != DOC_TEXT || event->inset < 0)
		return place;
	if (event->inset)
		place.column++; /* the quote */
	for (size_t i = 0; i < offset && event->value[i]; i++)
		place.column += (event->value[i + 1] & 0xc0) != 0x80;
	return place;
}
