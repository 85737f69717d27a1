/* step.c - names and sentences of steps; see step.h. */
#include "heap/step.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/lang.h"
#include "base/str.h"
#include "heap/inspect.h"

static const struct {
	const char *name; /* as in the list, upper case */
	enum operand operands[2];
	const char *sentence; /* for lang_text() */
} steps[STEP_KIND_COUNT] = {
#define STEP(id, a, b, sentence) [STEP_##id] = {#id, {OPERAND_##a, OPERAND_##b}, sentence},
#include "heap/steps.def"
#undef STEP
};

const char *step_name(enum step_kind kind)
{
	assert(kind < STEP_KIND_COUNT);
	return steps[kind].name;
}

bool step_find(const char *name, enum step_kind *kind)
{
	for (int k = 0; k < STEP_KIND_COUNT; k++) {
		if (strcasecmp(steps[k].name, name) == 0) {
			*kind = (enum step_kind)k;
			return true;
		}
	}
	return false;
}

enum operand step_operand(enum step_kind kind, int which)
{
	assert(kind < STEP_KIND_COUNT && (which == 0 || which == 1));
	return steps[kind].operands[which];
}

void step_log_add(struct step_log *log, enum step_kind kind, uint64_t a, uint64_t b)
{
	assert(kind < STEP_KIND_COUNT);
	log->seen[kind / 64] |= UINT64_C(1) << (kind % 64);
	if (log->journal)
		journal_add_step(log->journal, (uint32_t)kind, a, b);
}

/* Of a block, its pool alone. */
static void add_pool(const struct heap *heap, addr where, enum lang lang, struct str *out)
{
	struct place place = heap_place(heap, where);

	if (place.kind == PLACE_BLOCK)
		heap_add_pool(place.slot, place.pool, out);
	else
		heap_add_place(heap, where, lang_text(lang, "system block "), lang, out);
}

static void add_operand(const struct heap *heap, enum operand operand, uint64_t value,
			enum lang lang, struct str *out)
{
	switch (operand) {
	case OPERAND_NONE:
		break;
	case OPERAND_BYTES:
		str_thousands(out, value);
		break;
	case OPERAND_COUNT:
	case OPERAND_OFFSET:
	case OPERAND_SZIDX:
		str_printf(out, "%" PRIu64, value);
		break;
	case OPERAND_BLOCK:
		heap_add_place(heap, value, lang_text(lang, "system block "), lang, out);
		break;
	case OPERAND_POOL:
		add_pool(heap, value, lang, out);
		break;
	case OPERAND_ARENA:
		str_printf(out, "arena %" PRIu64, value);
		break;
	case OPERAND_ADDRESS:
		heap_add_address(heap, value, lang, out);
		break;
	}
}

void step_sentence(const struct heap *heap, const struct step_record *step, enum lang lang,
		   struct str *out)
{
	const char *text, *dollar;

	assert(step->kind < STEP_KIND_COUNT);
	text = lang_text(lang, steps[step->kind].sentence);
	for (; (dollar = strchr(text, '$')) != NULL; text = dollar + 2) {
		bool second = dollar[1] == 'b';

		str_addn(out, text, (size_t)(dollar - text));
		add_operand(heap, steps[step->kind].operands[second], second ? step->b : step->a,
			    lang, out);
	}
	str_add(out, text);
}
