/* cmd_models.c - what there is: lessons, models, keys. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/complain.h"
#include "base/lang.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cli/lessons.h"
#include "cli/options.h"
#include "heap/model.h"
#include "ui/ui.h"

#define NAME_COLUMNS 28

static void print_lesson(const struct lesson *lesson, bool chinese)
{
	const char *name = path_name(lesson->path), *dot = strrchr(name, '.');
	char stem[PATH_MAX];

	snprintf(stem, sizeof stem, "%.*s", (int)(dot ? dot - name : (long)strlen(name)), name);
	print_clean(stdout, stem);
	printf("%*s ", NAME_COLUMNS - utf8_columns(stem), "");
	print_clean(stdout, lesson->title[chinese]);
	putchar('\n');
}

int cmd_lessons(const struct options *options)
{
	struct lessons lessons;
	bool good;

	if (!options_no_file(options, "lessons"))
		return EXIT_BAD_INPUT;
	good = lessons_find_or_complain(&lessons);
	for (size_t i = 0; i < lessons.count; i++)
		print_lesson(&lessons.items[i], options->look.chinese);
	lessons_fini(&lessons);
	return good ? EXIT_GOOD : EXIT_BAD_INPUT;
}

int cmd_models(const struct options *options)
{
	const struct model *model;

	if (!options_no_file(options, "models"))
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

int cmd_keys(const struct options *options)
{
	if (!options_no_file(options, "keys"))
		return EXIT_BAD_INPUT;
	if (options->output.settings) {
		settings_write(&options->settings, stdout);
		return EXIT_GOOD;
	}
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const char *keys = options->settings.keymap.of[id].text;
		int width = utf8_columns(keys);

		printf("%s%*s%s\n", keys, width < 12 ? 13 - width : 1, "",
		       lang_text(options->look.chinese, command_info((enum command_id)id)->help));
	}
	return EXIT_GOOD;
}
