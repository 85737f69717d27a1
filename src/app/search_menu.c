/* search_menu.c - the conditions that are offered; see search_menu.h. */
#include "app/search_menu.h"

#include <stdio.h>
#include <string.h>

#include "app/box.h"
#include "base/str.h"

#define KINDS(id) (UINT64_C(1) << STEP_##id)

static const char *const words[SEARCH_CHOICES][2] = {
#define CHOICE(id, en, zh) [CHOICE_##id] = {en, zh},
#include "app/conditions.def"
#undef CHOICE
};

void search_menu_words(int choice, const char *what, bool chinese, struct str *out)
{
	const char *text = words[choice][chinese], *gap = strstr(text, "%s");

	str_addn(out, text, gap ? (size_t)(gap - text) : strlen(text));
	if (!gap)
		return;
	str_add(out, what);
	str_add(out, gap + 2);
}

/* -- conditions --------------------------------------------------------------------------- */

static bool of_steps(struct condition *condition, uint64_t kinds)
{
	*condition = (struct condition){.kind = CONDITION_STEP, .mask = kinds};
	return true;
}

static bool of_pool(const struct app *app, struct condition *condition)
{
	const struct heap *heap = &timeline_world(app->timeline)->heap;
	struct focus focus = app->scene.focus;

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

/* The block of the operation that is shown.  Its name stays with it when it moves; a block of
 * the system has none in a recording, but an address that nobody else has. */
static bool of_block(const struct app *app, struct condition *condition)
{
	const struct current *current = &app->scene.operation;
	const struct op *op = &current->event.op;
	const struct program *program = timeline_world(app->timeline)->program;
	uint64_t real = op->real_result ? op->real_result : op->real_block;

	if (!current->any)
		return false;
	*condition = (struct condition){
		.kind = CONDITION_NAME, .value = op->name, .mask = UINT64_MAX};
	program->ops->spell(program, op->name, condition->text, sizeof condition->text);
	if (program->was_recorded && heap_is_system(current->result ? current->result : op->block)) {
		condition->kind = CONDITION_REAL;
		condition->value = real;
		snprintf(condition->text, sizeof condition->text, "%" PRIaddr, real);
	}
	return true;
}

bool search_menu_condition(const struct app *app, int choice, struct condition *condition)
{
	switch (choice) {
	case CHOICE_ARENA:
		return of_steps(condition, KINDS(ARENA_OBTAIN) | KINDS(ARENA_RELEASE));
	case CHOICE_FULL: return of_steps(condition, KINDS(POOL_FULL));
	case CHOICE_EMPTY: return of_steps(condition, KINDS(POOL_EMPTY));
	case CHOICE_POOL: return of_pool(app, condition);
	case CHOICE_BLOCK: return of_block(app, condition);
	default: return of_steps(condition, KINDS(TO_SYSTEM) | KINDS(FALL_BACK));
	}
}

/* -- boxes -------------------------------------------------------------------------------- */

void search_menu_draw(const struct app *app, struct canvas *canvas, int bottom)
{
	bool chinese = app->options.chinese;
	struct box box = {.title = app->search.back
					   ? chinese ? "退回到上一次" : "back to the last time"
					   : chinese ? "运行到下一次" : "run to the next time"};

	for (int choice = 0; choice < SEARCH_CHOICES; choice++) {
		struct condition condition = {0};
		bool is_there = search_menu_condition(app, choice, &condition);
		char key[2] = {(char)('1' + choice), '\0'}, text[80];
		struct str out = str_init(text, sizeof text);

		search_menu_words(choice, is_there ? condition.text : "-", chinese, &out);
		box_add(&box, key, text)->is_dim = !is_there;
	}
	box_add(&box, "/", chinese ? "其他：自己输入" : "something else, to be typed");
	box_draw(&box, canvas, bottom);
}

void search_forms_draw(const struct app *app, struct canvas *canvas, int bottom)
{
	static const struct {
		const char *form, *words[2];
	} forms[] = {
		{"a  b12  b", {"an operation on this block, or group", "对该块或该组块的操作"}},
		{"56", {"a request for so many bytes", "请求这么多字节"}},
		{"class 3", {"a block of this size class", "该大小类的块"}},
		{"pool 0:12  arena 2", {"something in there", "其中的块"}},
		{"0:12:96  0x7f5ac030", {"the block there", "该处的块"}},
		{"pool_full", {"a step, by its name", "按名称找步骤"}},
		{"arenas > 3  live > 1M", {"more than so many", "超过这个数"}},
		{"import json", {"a mark with these words", "含有这些词的标记"}},
	};
	bool chinese = app->options.chinese;
	struct box box = {.title = chinese ? "搜索" : "look for"};

	if (app->search.fault[0]) {
		box_text(chinese ? "不明白" : "not understood", app->search.fault, ROLE_FINDING,
			 canvas, bottom);
		return;
	}
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		box_add(&box, forms[i].form, forms[i].words[chinese]);
	if (timeline_world(app->timeline)->program->was_recorded) {
		snprintf(box.lines[0].key, sizeof box.lines[0].key, "#123");
		snprintf(box.lines[0].words, sizeof box.lines[0].words, "%s",
			 chinese ? "对第 123 次调用所得块的操作" : "the block that call 123 returned");
	}
	box_draw(&box, canvas, bottom);
}
