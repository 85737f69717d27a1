/* model.c - the table of models; see model.h. */
#include "heap/model.h"

#include <string.h>

#define KIB 1024u

/* The placement behaviours; the letters are those of the models' listing. */
#define BEHAVIOUR_A                                                                                \
	.behaviour = 'A', .alignment_shift = 3, .small_request_threshold = 512,                    \
	.pool_size = 4 * KIB, .arena_size = 256 * KIB
#define BEHAVIOUR_B                                                                                \
	.behaviour = 'B', .alignment_shift = 4, .small_request_threshold = 512,                    \
	.pool_size = 4 * KIB, .arena_size = 256 * KIB
#define BEHAVIOUR_C                                                                                \
	.behaviour = 'C', .alignment_shift = 4, .small_request_threshold = 512,                    \
	.pool_size = 4 * KIB, .arena_size = 256 * KIB, .keep_last_arena = true,                    \
	.has_nfp2lasta = true
#define BEHAVIOUR_D                                                                                \
	.behaviour = 'D', .alignment_shift = 4, .small_request_threshold = 512,                    \
	.pool_size = 16 * KIB, .arena_size = 1024 * KIB, .keep_last_arena = true,                  \
	.has_nfp2lasta = true, .has_arena_map = true
#define BEHAVIOUR_E                                                                                \
	.behaviour = 'E', .alignment_shift = 4, .small_request_threshold = 512,                    \
	.pool_size = 16 * KIB, .arena_size = 2048 * KIB, .keep_last_arena = true,                  \
	.has_nfp2lasta = true, .has_arena_map = true

static const struct model models[] = {
	{.name = "cpython-2.7", .summary = "2.7.17 and later; 16-byte classes", BEHAVIOUR_B},
	{.name = "cpython-3.4", .summary = "8-byte classes", BEHAVIOUR_A},
	{.name = "cpython-3.5", .summary = "8-byte classes", BEHAVIOUR_A},
	{.name = "cpython-3.6", .summary = "python.org's; 8-byte classes", BEHAVIOUR_A},
	{.name = "cpython-3.7", .summary = "3.7.4 and later; 16-byte classes", BEHAVIOUR_B},
	{.name = "cpython-3.8", .summary = "fingers into the arena list", BEHAVIOUR_B,
	 .has_nfp2lasta = true},
	{.name = "cpython-3.9", .summary = "keeps the last empty arena", BEHAVIOUR_C},
	{.name = "cpython-3.10", .summary = "1 MiB arenas, 16 KiB pools", BEHAVIOUR_D},
	{.name = "cpython-3.11", .summary = "places like 3.10", BEHAVIOUR_D},
	{.name = "cpython-3.12", .summary = "places like 3.10; one heap per interpreter",
	 BEHAVIOUR_D},
	{.name = "cpython-3.13", .summary = "places like 3.10", BEHAVIOUR_D},
	{.name = "cpython-3.14", .summary = "places like 3.10", BEHAVIOUR_D},
	{.name = "cpython-3.15", .summary = "places like 3.10", BEHAVIOUR_D},
	{.name = "cpython-3.15-hugepages", .summary = "2 MiB arenas, a configure option",
	 BEHAVIOUR_E},
	/* The smallest pool still has two blocks, as the algorithm relies on. */
	{.name = "toy", .summary = "for teaching: four pools of 256 bytes an arena",
	 .behaviour = 'T', .alignment_shift = 4, .small_request_threshold = 96,
	 .pool_size = 256, .arena_size = 1024},
};

#define MODEL_COUNT (sizeof models / sizeof *models)

const struct model *model_at(size_t index)
{
	return index < MODEL_COUNT ? &models[index] : NULL;
}

const struct model *model_find(const char *name)
{
	for (size_t i = 0; i < MODEL_COUNT; i++)
		if (strcmp(models[i].name, name) == 0)
			return &models[i];
	return NULL;
}

const char *model_of_version(const char *text)
{
	static const char prefix[] = "cpython-";
	const char *version = text + strcspn(text, "0123456789");
	size_t digits = strspn(version, "0123456789"), length;

	if (version[digits] != '.' || version - text > 10)
		return NULL;
	length = digits + 1 + strspn(version + digits + 1, "0123456789");
	for (size_t i = 0; i < MODEL_COUNT; i++) {
		const char *rest = models[i].name + sizeof prefix - 1;

		if (strncmp(models[i].name, prefix, sizeof prefix - 1) == 0 &&
		    strncmp(rest, version, length) == 0 && rest[length] == '\0')
			return models[i].name;
	}
	return NULL;
}

size_t model_names(const char **names, size_t most)
{
	size_t count = most < MODEL_COUNT ? most : MODEL_COUNT;

	for (size_t i = 0; i < count; i++)
		names[i] = models[i].name;
	return count;
}

static bool is_power(uint32_t number)
{
	return number != 0 && (number & (number - 1)) == 0;
}

bool model_is_possible(const struct model *model)
{
	uint32_t alignment = 1u << model->alignment_shift;
	uint32_t threshold = model->small_request_threshold;

	return is_power(model->pool_size) && is_power(model->arena_size) &&
	       model->pool_size >= 256 && model->arena_size / model->pool_size >= 2 &&
	       model->arena_size / model->pool_size <= MAX_POOLS_IN_ARENA &&
	       threshold >= alignment && threshold % alignment == 0 &&
	       threshold / alignment <= MAX_SIZE_CLASSES &&
	       threshold * 2 + POOL_OVERHEAD <= model->pool_size;
}
