/* title_view.c - one line: what we look at, and where in it we are. */
#include "base/str.h"
#include "base/utf8.h"
#include "view/view.h"

/* 256K/4K/16: arena, pool, alignment. */
static void add_geometry(const struct model *model, struct str *out)
{
	uint32_t arena = model->arena_size, pool = model->pool_size;

	str_printf(out, " · %s · %u%s", model->name, arena >= 1 << 20 ? arena >> 20 : arena >> 10,
		   arena >= 1 << 20 ? "M" : "K");
	str_printf(out, "/%u%s/%u", pool >= 1024 ? pool >> 10 : pool, pool >= 1024 ? "K" : "",
		   1u << model->alignment_shift);
}

static void add_position(const struct scene *scene, struct str *out)
{
	const struct current *current = &scene->current;
	const struct timeline_index *index = scene->index;

	str_add(out, tr(scene, "op ", "操作 "));
	str_thousands(out, scene->operations);
	str_add(out, "/");
	str_thousands(out, index->operations > scene->operations ? index->operations
								 : scene->operations);
	if (!index->complete)
		str_add(out, "…");
	if (current->any && current->step_count > 0)
		str_printf(out, tr(scene, " step %u/%u", " 步 %u/%u"), current->steps_done,
			   current->step_count);
}

static void add_play(const struct scene *scene, struct str *out)
{
	static const char *const details[DETAIL_COUNT][2] = {
		{"op", "操作"}, {"step", "步"}, {"write", "写"}};

	str_printf(out, " %s %gx %s", !scene->options.playing ? "‖" : scene->options.backwards ? "◀" : "▶",
		   scene->options.speed, details[scene->options.detail][scene->options.chinese]);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	char left[256], right[128];
	struct str a = str_init(left, sizeof left), b = str_init(right, sizeof right);
	const char *title = words_in(&scene->program->title, scene->options.chinese);
	int width;

	str_printf(&a, " %s", title ? title : scene->options.file);
	add_geometry(scene->model, &a);
	add_position(scene, &b);
	add_play(scene, &b);
	str_char(&b, ' ');
	width = utf8_columns(right);
	canvas_fill(canvas, area, ROLE_TITLE, ' ');
	if (width > area.w) { /* where we are comes first */
		canvas_text(canvas, 0, 0, area.w, ROLE_TITLE, right);
		return;
	}
	canvas_text(canvas, 0, 0, area.w - width - 1, ROLE_TITLE, left);
	canvas_text(canvas, area.w - width, 0, width, ROLE_TITLE, right);
}

const struct view_ops view_title = {.name = "title", .draw = draw};
