/* tell.c - sentences instead of a screen; see tell.h. */
#include "view/tell.h"

#include <string.h>

#include "base/utf8.h"
#include "heap/structures.h"
#include "view/fill.h"
#include "view/hex_view.h"
#include "view/pool_parts.h"
#include "view/written.h"

#define WORDS_MOST 12  /* told of one step; a calloc may clear many */
#define LISTED_MOST 12 /* members of a list */
#define HEARD_BYTES 4096 /* of a narrator at once */
#define ROW_LEAST 3    /* links that are told as one */

/* Whether a parenthesis shows a sign of the screen: an arrow, or a shape. */
static bool shows_sign(const char *text, const char *end)
{
	while (text < end) {
		uint32_t code_point;

		text += utf8_decode(text, end, &code_point);
		if ((code_point >= 0x2190 && code_point < 0x2200) ||
		    (code_point >= 0x2580 && code_point < 0x2600))
			return true;
	}
	return false;
}

/* The end of the parenthesis that begins at [text]; NULL if none does, or it does not end. */
static const char *parenthesis(const char *text)
{
	static const char *const pairs[][2] = {{"(", ")"}, {"（", "）"}};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *end = strncmp(text, pairs[i][0], strlen(pairs[i][0])) == 0
					  ? strstr(text, pairs[i][1])
					  : NULL;

		if (end)
			return end + strlen(pairs[i][1]);
	}
	return NULL;
}

static bool is_han(const char *text)
{
	uint32_t code_point;

	utf8_decode(text, text + strlen(text), &code_point);
	return code_point >= 0x4e00 && code_point < 0xa000;
}

/* A narrator's words without what only eyes can use: "(▹)", "(→ goes step by step.)". */
static const char *heard(const char *text, char *buffer, size_t bytes)
{
	struct str out = str_init(buffer, bytes);

	while (*text) {
		const char *end = parenthesis(text);
		uint32_t code_point;

		if (end && shows_sign(text, end)) {
			while (out.length && strchr(" \n", buffer[out.length - 1]))
				buffer[--out.length] = '\0';
			text = end;
			if (out.length && buffer[out.length - 1] > ' ' && is_han(text))
				str_char(&out, ' '); /* as between letters and Chinese ones */
			continue;
		}
		text += utf8_decode(text, text + strlen(text), &code_point);
		str_char(&out, code_point);
	}
	return buffer;
}

/* Sentences of a scenario may have line breaks of their own: what follows is indented. */
static void add_words(struct str *out, const char *name, const char *text)
{
	str_printf(out, "%s", name);
	for (const char *end; (end = strchr(text, '\n')) != NULL; text = end + 1) {
		str_addn(out, text, (size_t)(end - text));
		if (end[1])
			str_add(out, "\n  ");
	}
	str_printf(out, "%s\n", text);
}

void tell_head(const struct scene *scene, struct str *out)
{
	enum lang lang = scene_lang(scene);
	const char *title = words_in(&scene->program->title, lang);
	const char *about = words_in(&scene->program->about, lang);

	str_printf(out, "%s\n", title ? title : scene->options.file);
	str_printf(out, tr(scene, "Model %s: arenas of "), scene->model->name);
	str_bytes(out, scene->model->arena_size);
	str_add(out, tr(scene, ", pools of "));
	str_bytes(out, scene->model->pool_size);
	str_printf(out, tr(scene, ", sizes in steps of %u\n"), 1u << scene->model->alignment_shift);
	str_add(out, tr(scene, "Places: 0:3 is pool 3 of arena 0, and 0:3:96 is byte 96 of that pool.\n"));
	if (about)
		add_words(out, tr(scene, "About: "), about);
	if (scene_left_out(scene))
		str_printf(out, "%s\n", scene_left_out(scene));
}

/* -- the event ----------------------------------------------------------------------- */

static void tell_operation(const struct scene *scene, struct str *out)
{
	str_add(out, tr(scene, "Operation "));
	str_thousands(out, scene->operation.operation);
	str_add(out, tr(scene, ": "));
	scene_operation(scene, &scene->operation.event, NULL, out);
	if (scene_result(scene)) {
		str_add(out, tr(scene, " returns "));
		scene_place(scene, *scene_result(scene), out);
	}
	str_add(out, "\n");
}

void tell_event(const struct scene *scene, struct str *out)
{
	const struct event *event = &scene->current.event;
	enum lang lang = scene_lang(scene);
	char words[HEARD_BYTES];

	if (!scene->current.any)
		return;
	switch (event->kind) {
	case EVENT_OP:
		tell_operation(scene, out);
		break;
	case EVENT_SAY:
		add_words(out, tr(scene, "Narration: "),
			  heard(words_in(&event->words, lang), words, sizeof words));
		break;
	case EVENT_ASK:
		add_words(out, tr(scene, "Question: "),
			  heard(words_in(&event->words, lang), words, sizeof words));
		for (int i = 0; i < scene->options.question.count; i++)
			str_printf(out, "  %d: %s\n", i + 1, scene->options.question.choices[i]);
		break;
	case EVENT_END:
		break;
	}
}

/* -- steps --------------------------------------------------------------------------- */

/* What the word of write [i] held right behind it: what the next write to it noted, or, after
 * the last one, what is there. */
static uint64_t value_after(const struct scene *scene, uint64_t i)
{
	uint64_t word = journal_write(scene->journal, i)->word, value;

	for (uint64_t w = i + 1; w < scene->current.write_at; w++)
		if (journal_write(scene->journal, w)->word == word)
			return journal_write(scene->journal, w)->other;
	memcpy(&value, scene->heap->store->memory + word * 8, sizeof value);
	return value;
}

static addr word_at(const struct scene *scene, uint64_t write)
{
	return scene->heap->store->base + journal_write(scene->journal, write)->word * 8;
}

/* A table that grows is a row of links, each to the next: one sentence for all that write [first]
 * and those behind it make.  Returns the first write that is something else. */
static uint64_t tell_row(const struct scene *scene, uint64_t first, uint64_t to, struct str *out)
{
	uint64_t w = first, from;

	while (w < to && written_links_next(scene, word_at(scene, w), value_after(scene, w)) &&
	       (w == first || word_at(scene, w) - word_at(scene, w - 1) == sizeof(struct arena_object)))
		w++;
	if (w - first < ROW_LEAST)
		return first;
	from = (word_at(scene, first) - store_addr(scene->heap->store, scene->heap->arenas)) /
	       sizeof(struct arena_object);
	str_printf(out,
		   tr(scene, "    arena objects %" PRIu64 " to %" PRIu64
			     ": nextarena links each to the next\n"),
		   from, from + (w - first));
	return w;
}

/* False if it is nothing of the allocator's, or the same as before. */
static bool tell_word(const struct scene *scene, uint64_t first, uint64_t last, bool is_wanted,
		      struct str *out)
{
	const struct write_record *record = journal_write(scene->journal, first);
	struct written fields[WRITTEN_FIELDS];
	int count = written_fields(scene, scene->heap->store->base + record->word * 8,
				   record->other, value_after(scene, last), fields);

	for (int i = 0; i < count && is_wanted; i++)
		str_printf(out, tr(scene, "    %s: from %s to %s\n"), fields[i].name,
			   fields[i].before, fields[i].after);
	return count > 0;
}

/* The writes [from, to) belong to one step.  A word that is written twice changes once. */
static void tell_writes(const struct scene *scene, uint64_t from, uint64_t to, struct str *out)
{
	int told = 0;

	for (uint64_t w = from; (w = tell_row(scene, w, to, out)) < to; w++) {
		uint64_t word = journal_write(scene->journal, w)->word, last = w;
		bool is_first = true;

		for (uint64_t i = from; i < w && is_first; i++)
			is_first = journal_write(scene->journal, i)->word != word;
		if (!is_first)
			continue;
		for (uint64_t i = w + 1; i < to; i++)
			if (journal_write(scene->journal, i)->word == word)
				last = i;
		if (!tell_word(scene, w, last, told < WORDS_MOST, out) || told++ < WORDS_MOST)
			continue;
		str_add(out, tr(scene, "    and more\n"));
		return;
	}
}

void tell_steps(const struct scene *scene, uint32_t from, uint32_t to, struct str *out)
{
	const struct current *current = &scene->current;

	for (uint32_t i = from; i < to && i < current->steps_done; i++) {
		uint64_t number = current->first_step + i, end = current->write_at;
		const struct step_record *record = journal_step(scene->journal, number);

		if (i + 1 < current->step_count)
			end = journal_step(scene->journal, number + 1)->first_write;
		str_printf(out, tr(scene, "  Step %u of %u: "), i + 1, current->step_count);
		step_sentence(scene->heap, record, scene_lang(scene), out);
		str_add(out, "\n");
		tell_writes(scene, record->first_write,
			    end < current->write_at ? end : current->write_at, out);
	}
}

/* -- beside the events --------------------------------------------------------------- */

void tell_mark(const struct scene *scene, struct str *out)
{
	uint64_t events = scene->position.events;
	const struct moment *mark = timeline_mark_before(scene->timeline, events);

	if (mark && mark->events == events && !scene->position.steps && !scene->position.writes)
		add_words(out, tr(scene, "Mark: "), mark->name);
}

void tell_finding(const struct scene *scene, struct str *out)
{
	struct finding finding;

	if (!scene_finding(scene, &finding))
		return;
	str_add(out, tr(scene, "Finding: "));
	finding_sentence(scene->heap, &finding, scene_lang(scene), out);
	str_add(out, "\n");
}

void tell_place(const struct scene *scene, struct str *out)
{
	const struct current *current = &scene->current;

	if (scene->operations == 0) {
		str_add(out, tr(scene, "Before operation 1"));
	} else {
		str_add(out, tr(scene, "Operation "));
		str_thousands(out, scene->operations);
	}
	if (scene->index->complete) {
		str_add(out, tr(scene, " of "));
		str_thousands(out, scene->index->operations);
	}
	if (current->any && current->step_count > 0)
		str_printf(out, tr(scene, ", step %u of %u"), current->steps_done,
			   current->step_count);
	str_add(out, tr(scene, ".\n"));
}

/* -- how things stand ---------------------------------------------------------------- */

static void tell_arenas(const struct scene *scene, struct str *out)
{
	uint64_t told = 0, arenas = scene->heap->control->narenas_currently_allocated;
	struct arena_info arena;

	str_printf(out, tr(scene, "Arenas: %" PRIu64 "\n"), arenas);
	for (uint64_t slot = 0; heap_arena(scene->heap, slot, &arena); slot++) {
		char text[96];
		struct str states = str_init(text, sizeof text);
		struct fill fill;

		if (arena.state == ARENA_UNUSED)
			continue;
		if (told++ == LISTED_MOST) {
			str_printf(out, tr(scene, "  and %" PRIu64 " more\n"),
				   arenas - LISTED_MOST);
			return;
		}
		fill = fill_of(scene, &arena, 0, arena.ntotalpools);
		fill_states(scene, &fill, &states);
		str_printf(out, tr(scene, "  arena %" PRIu64 ", %u pools: %s; bytes in use: "), slot,
			   arena.ntotalpools, text);
		str_thousands(out, fill.bytes);
		str_add(out, "\n");
	}
}

static void tell_pool(const struct scene *scene, struct str *out)
{
	struct pool_info pool;

	if (!scene->focus.any ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool))
		return;
	str_printf(out, tr(scene, "Pool %" PRIu64 ":%u: %s"), scene->focus.slot, scene->focus.pool,
		   pool_state_word(scene_lang(scene), pool.state));
	if (pool.block_size)
		str_printf(out, tr(scene, ", %u of %u blocks of %u bytes in use"), pool.used,
			   pool.capacity, pool.block_size);
	str_add(out, "\n");
	for (uint32_t row = 0; row < HEADER_FIELDS && pool.state != POOL_VIRGIN; row++) {
		str_printf(out, "  %s%s", hex_fields[row], tr(scene, ": "));
		hex_field_value(scene, &pool, row, out);
		str_add(out, "\n");
	}
}

/* "usedpools[1]: 0:0, 0:3" */
static void tell_pools(const struct scene *scene, const char *name, const addr *pools,
		       size_t count, struct str *out)
{
	if (count == 0)
		return;
	str_printf(out, "%s%s", name, tr(scene, ": "));
	for (size_t i = 0; i < count && i < LISTED_MOST; i++) {
		str_add(out, i ? ", " : "");
		scene_place(scene, pools[i], out);
	}
	str_add(out, count > LISTED_MOST ? ", ...\n" : "\n");
}

static void tell_lists(const struct scene *scene, struct str *out)
{
	uint64_t slots[LISTED_MOST + 1];
	addr pools[LISTED_MOST + 1];
	size_t count = heap_usable_arenas(scene->heap, slots, LISTED_MOST + 1);
	struct arena_info arena;
	char name[48];
	struct str text;

	str_printf(out, "usable_arenas%s", tr(scene, ": "));
	for (size_t i = 0; i < count && i < LISTED_MOST; i++)
		str_printf(out, "%s%" PRIu64, i ? ", " : "", slots[i]);
	str_add(out, count == 0 ? "NULL\n" : count > LISTED_MOST ? ", ...\n" : "\n");
	/* The focus may be on an arena that is yet to come. */
	if (scene->focus.any && heap_arena(scene->heap, scene->focus.slot, &arena)) {
		text = str_init(name, sizeof name);
		str_printf(&text, "freepools(%" PRIu64 ")", scene->focus.slot);
		count = heap_freepools(scene->heap, scene->focus.slot, pools, LISTED_MOST + 1);
		tell_pools(scene, name, pools, count, out);
	}
	for (uint32_t szidx = 0; szidx < model_classes(scene->model); szidx++) {
		text = str_init(name, sizeof name);
		str_printf(&text, tr(scene, "usedpools[%u], %u bytes"), szidx,
			   model_block_size(scene->model, szidx));
		count = heap_usedpools(scene->heap, szidx, pools, LISTED_MOST + 1);
		tell_pools(scene, name, pools, count, out);
	}
}

void tell_state(const struct scene *scene, struct str *out)
{
	tell_place(scene, out);
	tell_arenas(scene, out);
	tell_pool(scene, out);
	tell_lists(scene, out);
}
