/* written.c - words of memory to fields; see written.h. */
#include "view/written.h"

#include <stddef.h>

#include "heap/structures.h"

/* What a field holds. */
enum field_kind {
	KIND_NUMBER,
	KIND_OFFSET, /* in a pool, as the screen has it: no comma */
	KIND_SZIDX,
	KIND_PLACE,   /* a block, a pool, a list */
	KIND_NEXT_POOL, /* pool_address */
	KIND_OBJECT,  /* an arena object: "arena 3" */
	KIND_ADDRESS, /* as it is */
	KIND_DATA,    /* of a block: a link, or anything */
};

struct member {
	const char *name;
	uint16_t offset, bytes;
	enum field_kind kind;
};

#define MEMBER(type, field, kind)                                                                  \
	{#field, offsetof(struct type, field), sizeof(((struct type *)0)->field), KIND_##kind}

static const struct member pool_members[] = {
	MEMBER(pool_header, ref.count, NUMBER),    MEMBER(pool_header, freeblock, PLACE),
	MEMBER(pool_header, nextpool, PLACE),      MEMBER(pool_header, prevpool, PLACE),
	MEMBER(pool_header, arenaindex, NUMBER),   MEMBER(pool_header, szidx, SZIDX),
	MEMBER(pool_header, nextoffset, OFFSET),   MEMBER(pool_header, maxnextoffset, OFFSET),
};

static const struct member arena_members[] = {
	MEMBER(arena_object, address, ADDRESS),   MEMBER(arena_object, pool_address, NEXT_POOL),
	MEMBER(arena_object, nfreepools, NUMBER), MEMBER(arena_object, ntotalpools, NUMBER),
	MEMBER(arena_object, freepools, PLACE),   MEMBER(arena_object, nextarena, OBJECT),
	MEMBER(arena_object, prevarena, OBJECT),
};

/* Those that CPython has; the rest is ours. */
static const struct member control_members[] = {
	MEMBER(heap_control, ntimes_arena_allocated, NUMBER),
	MEMBER(heap_control, narenas_currently_allocated, NUMBER),
	MEMBER(heap_control, narenas_highwater, NUMBER),
	MEMBER(heap_control, raw_allocated_blocks, NUMBER),
	MEMBER(heap_control, maxarenas, NUMBER),
	MEMBER(heap_control, usable_arenas, OBJECT),
	MEMBER(heap_control, unused_arena_objects, OBJECT),
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct changed_word {
	const struct scene *scene;
	addr where;
	uint64_t before, after;
	struct written *fields;
	int count;
};

/* Of the arena object in which [where] lies. */
static uint64_t slot_at(const struct scene *scene, addr where)
{
	return (where - store_addr(scene->heap->store, scene->heap->arenas)) /
	       sizeof(struct arena_object);
}

static void add_object(const struct scene *scene, addr where, struct str *out)
{
	if (where == 0)
		str_add(out, "NULL");
	else
		str_printf(out, "arena %" PRIu64, slot_at(scene, where));
}

/* Bytes of a program may look like anything; only what leads to a block is a link.  In a recording
 * what is no link is a label of ours (replay/labels.h), where the program had contents. */
static void add_data(const struct scene *scene, uint64_t value, struct str *out)
{
	if (heap_place(scene->heap, value).kind == PLACE_BLOCK)
		scene_place(scene, value, out);
	else if (value && scene->program->was_recorded)
		str_add(out, tr(scene, "contents that are not recorded"));
	else if (value)
		heap_add_address(scene->heap, value, scene_lang(scene), out);
	else
		str_add(out, "0");
}

/* A pool that is carved has no class before it is set up. */
static void add_szidx(const struct scene *scene, uint64_t value, struct str *out)
{
	if (value >= model_classes(scene->model))
		str_add(out, tr(scene, "none"));
	else
		str_printf(out, "%" PRIu64, value);
}

/* The head of an empty list points to itself. */
static void add_place(const struct changed_word *word, uint64_t value, struct str *out)
{
	const struct place place = heap_place(word->scene->heap, value);
	uint64_t used = word->where - store_addr(word->scene->heap->store, word->scene->heap->control) -
			offsetof(struct heap_control, usedpools);

	if (place.kind == PLACE_LIST && place.slot == used / 16)
		str_add(out, tr(word->scene, "itself"));
	else
		scene_place(word->scene, value, out);
}

static void add_value(const struct changed_word *word, enum field_kind kind, uint64_t value,
		      struct str *out)
{
	const struct scene *scene = word->scene;

	switch (kind) {
	case KIND_NUMBER: str_thousands(out, value); break;
	case KIND_OFFSET: str_printf(out, "%" PRIu64, value); break;
	case KIND_SZIDX: add_szidx(scene, value, out); break;
	case KIND_PLACE: add_place(word, value, out); break;
	case KIND_NEXT_POOL: scene_pool_address(scene, slot_at(scene, word->where), value, out); break;
	case KIND_OBJECT: add_object(scene, value, out); break;
	case KIND_ADDRESS: heap_add_address(scene->heap, value, scene_lang(scene), out); break;
	case KIND_DATA: add_data(scene, value, out); break;
	}
}

/* A field is named [owner], a blank, and [name]. */
static void add_field(struct changed_word *word, const char *owner, const char *name,
		      enum field_kind kind, uint64_t before, uint64_t after)
{
	struct written *field = &word->fields[word->count];
	struct str out = str_init(field->name, sizeof field->name);

	if (before == after)
		return;
	word->count++;
	str_printf(&out, "%s%s%s", owner, *owner && *name ? " " : "", name);
	out = str_init(field->before, sizeof field->before);
	add_value(word, kind, before, &out);
	out = str_init(field->after, sizeof field->after);
	add_value(word, kind, after, &out);
}

/* The members of a structure in the word at [offset] of it. */
static void add_members(struct changed_word *word, const char *owner, const struct member *members,
			size_t count, uint64_t offset)
{
	for (size_t i = 0; i < count && word->count < WRITTEN_FIELDS; i++) {
		const struct member *member = &members[i];
		unsigned shift = member->offset % 8 * 8;
		uint64_t mask = member->bytes == 4 ? UINT32_MAX : UINT64_MAX;

		if ((member->offset & ~7u) == offset)
			add_field(word, owner, member->name, member->kind,
				  word->before >> shift & mask, word->after >> shift & mask);
	}
}

static void add_control(struct changed_word *word, uint64_t offset)
{
	uint64_t used = offset - offsetof(struct heap_control, usedpools);
	uint64_t last = offset - offsetof(struct heap_control, nfp2lasta);
	char name[40];
	struct str out = str_init(name, sizeof name);

	if (used < sizeof word->scene->heap->control->usedpools) {
		str_printf(&out, "usedpools[%" PRIu64 "]", used / 16);
		add_field(word, name,
			  used % 16 ? tr(word->scene, "last pool") : tr(word->scene, "first pool"),
			  KIND_PLACE, word->before, word->after);
	} else if (last < sizeof word->scene->heap->control->nfp2lasta) {
		str_printf(&out, "nfp2lasta[%" PRIu64 "]", last / 8);
		add_field(word, name, "", KIND_OBJECT, word->before, word->after);
	} else {
		add_members(word, "", control_members, COUNT(control_members), offset);
	}
}

static void add_arena(struct changed_word *word, uint64_t offset)
{
	char owner[40];
	struct str out = str_init(owner, sizeof owner);

	str_printf(&out, "arena %" PRIu64, offset / sizeof(struct arena_object));
	add_members(word, owner, arena_members, COUNT(arena_members),
		    offset % sizeof(struct arena_object));
}

static void add_in_pool(struct changed_word *word, addr where, const struct place *place)
{
	const struct pool_header *header;
	char owner[64], spot[32];
	struct str out = str_init(owner, sizeof owner), at = str_init(spot, sizeof spot);
	bool is_first;

	if (place->offset < POOL_OVERHEAD) {
		str_printf(&out, tr(word->scene, "pool %" PRIu64 ":%u"), place->slot, place->pool);
		add_members(word, owner, pool_members, COUNT(pool_members), place->offset);
		return;
	}
	header = store_at(word->scene->heap->store, where - place->offset);
	is_first = header->szidx < model_classes(word->scene->model) &&
		   (place->offset - POOL_OVERHEAD) %
				   model_block_size(word->scene->model, header->szidx) == 0;
	scene_place(word->scene, where, &at);
	str_printf(&out, is_first ? tr(word->scene, "first word of %s") : tr(word->scene, "word at %s"),
		   spot);
	add_field(word, owner, "", KIND_DATA, word->before, word->after);
}

int written_fields(const struct scene *scene, addr where, uint64_t before, uint64_t after,
		   struct written fields[WRITTEN_FIELDS])
{
	const struct heap *heap = scene->heap;
	struct changed_word word = {scene, where, before, after, fields, 0};
	uint64_t control = where - store_addr(heap->store, heap->control);
	uint64_t arenas = where - store_addr(heap->store, heap->arenas);
	struct place place;

	if (control < sizeof *heap->control) {
		add_control(&word, control);
	} else if (arenas < heap->slot_capacity * sizeof *heap->arenas) {
		add_arena(&word, arenas);
	} else if (where >= heap->first_pool) {
		place = heap_place(heap, where);
		if (place.kind == PLACE_BLOCK)
			add_in_pool(&word, where, &place);
	}
	return word.count;
}

bool written_links_next(const struct scene *scene, addr where, uint64_t value)
{
	const struct heap *heap = scene->heap;
	uint64_t offset = where - store_addr(heap->store, heap->arenas);
	uint64_t slot = offset / sizeof(struct arena_object);

	return offset < heap->slot_capacity * sizeof *heap->arenas &&
	       offset % sizeof(struct arena_object) == offsetof(struct arena_object, nextarena) &&
	       value == store_addr(heap->store, &heap->arenas[slot + 1]);
}
