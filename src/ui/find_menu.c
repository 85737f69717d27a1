/* find_menu.c - the conditions that are offered; see find_menu.h. */
#include "ui/find_menu.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/str.h"
#include "ui/box.h"

#define KINDS(id) (UINT64_C(1) << STEP_##id)

static const char *const words[FIND_CHOICES] = {
#define CHOICE(id, words) [CHOICE_##id] = words,
#include "ui/conditions.def"
#undef CHOICE
};

const char *find_menu_words(int choice)
{
	return words[choice];
}

/* -- conditions --------------------------------------------------------------------------- */

static bool of_steps(struct condition *condition, uint64_t kinds)
{
	*condition = (struct condition){.kind = CONDITION_STEP, .mask = kinds};
	return true;
}

static bool of_pool(const struct ui *ui, struct condition *condition)
{
	const struct heap *heap = &timeline_world(ui->session.timeline)->heap;
	struct focus focus = ui_scene_of(ui)->focus;

	if (!focus.any)
		return false;
	*condition = (struct condition){
		.kind = CONDITION_RANGE,
		.value = heap_address(heap, focus.slot, focus.pool, 0),
		.mask = heap->pool_size,
	};
	snprintf(condition->text, sizeof condition->text, "%" PRIu64 ":%u", focus.slot, focus.pool);
	return condition->value != ADDR_NULL;
}

/* The block of the operation that is shown.  Its name stays with it when it moves; one that no call
 * gave has none, but the address at which the process had it. */
static bool of_block(const struct ui *ui, struct condition *condition)
{
	const struct current *current = &ui_scene_of(ui)->operation;
	const struct op *op = &current->event.op;
	const struct program *program = timeline_world(ui->session.timeline)->program;

	if (!current->any)
		return false;
	*condition = (struct condition){
		.kind = CONDITION_NAME, .value = op->name, .mask = UINT64_MAX};
	program->ops->spell(program, op->name, condition->text, sizeof condition->text);
	if (op->kind == OP_FREE && heap_is_outside(op->block)) {
		condition->kind = CONDITION_REAL;
		condition->value = op->real_block;
	}
	return true;
}

bool find_menu_condition(const struct ui *ui, int choice, struct condition *condition)
{
	switch (choice) {
	case CHOICE_ARENA:
		return of_steps(condition, KINDS(ARENA_OBTAIN) | KINDS(ARENA_RELEASE));
	case CHOICE_FULL: return of_steps(condition, KINDS(POOL_FULL));
	case CHOICE_EMPTY: return of_steps(condition, KINDS(POOL_EMPTY));
	case CHOICE_POOL: return of_pool(ui, condition);
	case CHOICE_BLOCK: return of_block(ui, condition);
	default: return of_steps(condition, KINDS(TO_SYSTEM) | KINDS(FALL_BACK));
	}
}

/* -- boxes -------------------------------------------------------------------------------- */

void find_menu_draw(const struct ui *ui, struct canvas *canvas, int bottom)
{
	enum lang lang = ui->session.lang;
	struct box box = {.title = ui->find_line.back ? lang_text(lang, "back to the last time")
						    : lang_text(lang, "run to the next time")};

	for (int choice = 0; choice < FIND_CHOICES; choice++) {
		struct condition condition = {0};
		bool is_there = find_menu_condition(ui, choice, &condition);
		char key[2] = {(char)('1' + choice), '\0'}, text[80];
		struct str out = str_init(text, sizeof text);

		find_name(words[choice], is_there ? condition.text : "-", lang, &out);
		box_add(&box, key, text)->is_dim = !is_there;
	}
	box_add(&box, "/", lang_text(lang, "something else, to be typed"));
	box_draw(&box, canvas, bottom);
}

void find_menu_draw_forms(const struct ui *ui, struct canvas *canvas, int bottom)
{
	static const struct {
		const char *form, *words;
	} forms[] = {
		{"a  b12  b", N_("an operation on this block, or group")},
		{"56", N_("a request for so many bytes")},
		{"class 3", N_("a block of this size class")},
		{"pool 0:12  arena 2", N_("something in there")},
		{"0:12:96  0x7f5ac030", N_("the block there")},
		{"pool_full", N_("a step, by its name")},
		{"arenas > 3  live > 1M", N_("more than so many")},
		{"import json", N_("a mark with these words")},
	};
	enum lang lang = ui->session.lang;
	struct box box = {.title = lang_text(lang, "look for")};

	if (ui->find_line.fault[0]) {
		box_text(lang_text(lang, "not understood"), ui->find_line.fault, ROLE_FINDING,
			 canvas, bottom);
		return;
	}
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		box_add(&box, forms[i].form, lang_text(lang, forms[i].words));
	if (timeline_world(ui->session.timeline)->program->was_recorded) {
		snprintf(box.lines[0].key, sizeof box.lines[0].key, "#123");
		snprintf(box.lines[0].words, sizeof box.lines[0].words, "%s",
			 lang_text(lang, "the block that call 123 returned"));
	}
	box_draw(&box, canvas, bottom);
}
