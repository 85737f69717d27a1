/* cmd_models.c - what there is: lessons, models, keys. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/complain.h"
#include "base/lang.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cli/calls.h"
#include "cli/lessons.h"
#include "cli/options.h"
#include "heap/model.h"
#include "ui/ui.h"

#define NAME_COLUMNS 28

static void print_lesson(const struct lesson *lesson, enum lang lang)
{
	const char *name = path_name(lesson->path), *dot = strrchr(name, '.');
	char stem[PATH_MAX];

	snprintf(stem, sizeof stem, "%.*s", (int)(dot ? dot - name : (long)strlen(name)), name);
	print_clean(stdout, stem);
	printf("%*s ", NAME_COLUMNS - utf8_columns(stem), "");
	print_clean(stdout, lesson->title[lang]);
	putchar('\n');
}

static int run_lessons(const struct options *options)
{
	struct lessons lessons;
	bool good;

	if (!options_no_file(options, &call_lessons))
		return EXIT_BAD_INPUT;
	good = lessons_find_or_complain(&lessons);
	for (size_t i = 0; i < lessons.count; i++)
		print_lesson(&lessons.items[i], options->look.lang);
	lessons_fini(&lessons);
	return good ? EXIT_GOOD : EXIT_BAD_INPUT;
}

const struct call call_lessons = {
	.name = "lessons",
	.arguments = "",
	.what = N_("list the lessons, whose names can stand for files"),
	.operands = TAKES_NOTHING,
	.run = run_lessons,
};

static int run_models(const struct options *options)
{
	const struct model *model;

	if (!options_no_file(options, &call_models))
		return EXIT_BAD_INPUT;
	printf("%-23s %-9s %-8s %-7s %-7s %-6s %s\n", "model", "arenas", "pools", "classes", "limit",
	       "last", "");
	for (size_t i = 0; (model = model_at(i)) != NULL; i++) {
		char arena[16], pool[16];
		struct str a = str_init(arena, sizeof arena), p = str_init(pool, sizeof pool);

		str_bytes(&a, model->arena_size);
		str_bytes(&p, model->pool_size);
		printf("%-23s %-9s %-8s %2u x %2u %4u B  %-6s %s\n", model->name, arena, pool,
		       model_classes(model), 1u << model->alignment_shift,
		       model->small_request_threshold, model->keep_last_arena ? "kept" : "freed",
		       model->summary);
	}
	return EXIT_GOOD;
}

const struct call call_models = {
	.name = "models",
	.arguments = "",
	.what = N_("list the models: versions of CPython, and a toy"),
	.operands = TAKES_NOTHING,
	.run = run_models,
};

static int run_keys(const struct options *options)
{
	if (!options_no_file(options, &call_keys))
		return EXIT_BAD_INPUT;
	if (options->output.settings) {
		settings_write(&options->settings, stdout);
		return EXIT_GOOD;
	}
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const char *keys = options->settings.keymap.of[id].text;
		int width = utf8_columns(keys);

		printf("%s%*s%s\n", keys, width < 12 ? 13 - width : 1, "",
		       lang_text(options->look.lang, command_info((enum command_id)id)->help));
	}
	return EXIT_GOOD;
}

const struct call call_keys = {
	.name = "keys",
	.arguments = "",
	.what = N_("list the keys as they are; or a file of all settings"),
	.options = {OPT_CONFIG},
	.reads_settings = true,
	.operands = TAKES_NOTHING,
	.run = run_keys,
};
