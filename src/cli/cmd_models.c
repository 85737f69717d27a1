/* cmd_models.c - what there is: models, keys. */
#include <stdio.h>

#include "app/app.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cli/options.h"
#include "heap/model.h"

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
	if (options->config) {
		settings_write(&options->settings, stdout);
		return EXIT_GOOD;
	}
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const char *keys = options->settings.keymap.of[id].text;
		int width = utf8_columns(keys);

		printf("%s%*s%s\n", keys, width < 12 ? 13 - width : 1, "",
		       lang_text(options->chinese, command_info((enum command_id)id)->help));
	}
	return EXIT_GOOD;
}
