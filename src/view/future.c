/* future.c - what will become of things; see future.h. */
#include "view/future.h"

#include "base/str.h"
#include "base/utf8.h"
#include "view/zoom.h"

struct mark future_mark_of(enum future future)
{
	static const struct mark marks[FUTURE_COUNT] = {
		[FUTURE_SOON] = {0x2591, ROLE_FUTURE_SOON},   /* ░ */
		[FUTURE_LATER] = {0x2593, ROLE_FUTURE_LATER}, /* ▓ */
		[FUTURE_NEVER] = {0x2588, ROLE_FUTURE_NEVER}, /* █ */
		[FUTURE_UNKNOWN] = {'?', ROLE_DIM},
	};

	return marks[future];
}

static uint64_t now(const struct scene *scene)
{
	return timeline_world(scene->timeline)->state->operations;
}

enum future future_of_birth(const struct scene *scene, uint64_t born)
{
	return lifetime_future(timeline_ending(scene->timeline, born, now(scene)), now(scene),
			       scene->soon);
}

struct lifetime_sum future_sum(const struct scene *scene, uint64_t slot, uint32_t from, uint32_t to)
{
	const struct lifetime_sums *lifetime_sums = timeline_lifetime_sums(scene->timeline);
	struct lifetime_sum sum = {0};

	for (uint32_t pool = from; pool < to; pool++) {
		struct lifetime_sum one = lifetime_sums_find(lifetime_sums, slot, pool);

		for (int future = 0; future < FUTURE_COUNT; future++)
			sum.blocks[future] += one.blocks[future];
		if (one.last > sum.last)
			sum.last = one.last;
	}
	return sum;
}

struct mark future_mark(const struct scene *scene, uint64_t slot, uint32_t from, uint32_t to,
			struct mark mark)
{
	static const enum future worst[] = {FUTURE_NEVER, FUTURE_UNKNOWN, FUTURE_LATER,
					    FUTURE_SOON};
	struct lifetime_sum sum;

	if (!scene->options.future.shown)
		return mark;
	sum = future_sum(scene, slot, from, to);
	for (int i = 0; i < FUTURE_COUNT; i++)
		if (sum.blocks[worst[i]])
			return future_mark_of(worst[i]);
	return mark;
}

void future_soon(const struct scene *scene, struct str *out)
{
	str_printf(out, tr(scene, "within %s op"), thousands(scene->soon).text);
}

void future_unknown(const struct scene *scene, struct str *out)
{
	int percent = timeline_percent(scene->timeline);

	if (scene->index->complete)
		str_add(out, tr(scene, "not known"));
	else if (percent < 0)
		str_add(out, tr(scene, "not read yet"));
	else
		str_printf(out, tr(scene, "not read yet (%d %% is)"), percent);
}

static void add_legend(const struct scene *scene, bool whole, bool brief, struct str *out)
{
	str_add(out, brief ? tr(scene, "█ never  ▓ later  ░ ")
			   : tr(scene, "█ held to the end  ▓ empties later  ░ "));
	future_soon(scene, out);
	if (!whole) {
		str_add(out, "  ? ");
		future_unknown(scene, out);
	}
	str_add(out, tr(scene, "  □ free"));
}

bool future_legend(const struct scene *scene, struct canvas *canvas, int y)
{
	const bool whole = scene->index->complete && !timeline_lifetimes(scene->timeline)->full;
	const enum role roles[] = {ROLE_FUTURE_NEVER, ROLE_FUTURE_LATER, ROLE_FUTURE_SOON,
				   whole ? ROLE_POOL_EMPTY : ROLE_DIM, ROLE_POOL_EMPTY};
	char text[160];
	struct str out = str_init(text, sizeof text);

	if (!scene->options.future.shown)
		return false;
	add_legend(scene, whole, false, &out);
	if (utf8_columns(text) > canvas_area(canvas).w) {
		out = str_init(text, sizeof text);
		add_legend(scene, whole, true, &out);
	}
	zoom_legend(canvas, y, text, roles);
	return true;
}

void future_words(const struct scene *scene, uint64_t born, struct str *out)
{
	struct ending ending = timeline_ending(scene->timeline, born, now(scene));

	switch (ending.kind) {
	case ENDING_UNKNOWN:
		str_add(out, !timeline_lifetimes(scene->timeline)->full
				     ? tr(scene, "not read yet")
				     : tr(scene, "not kept: too little memory"));
		return;
	case ENDING_NEVER:
		str_add(out, tr(scene, "never freed in this run"));
		return;
	case ENDING_FREED:
	case ENDING_MOVED:
		break;
	}
	str_add(out, ending.kind == ENDING_FREED ? tr(scene, "freed at op ")
						 : tr(scene, "moved away at op "));
	str_thousands(out, ending.operation);
	str_add(out, tr(scene, ", in "));
	str_thousands(out, ending.operation - now(scene));
}

void future_sum_words(const struct scene *scene, const struct lifetime_sum *sum, struct str *out)
{
	static const char *const words[FUTURE_COUNT] = {
		[FUTURE_SOON] = N_(" soon"),
		[FUTURE_LATER] = N_(" later"),
		[FUTURE_NEVER] = N_(" never freed"),
		[FUTURE_UNKNOWN] = N_(" not known"),
	};
	static const enum future order[] = {FUTURE_NEVER, FUTURE_UNKNOWN, FUTURE_LATER,
					    FUTURE_SOON};
	bool any = false;

	for (int i = 0; i < FUTURE_COUNT; i++) {
		uint32_t blocks = sum->blocks[order[i]];

		if (!blocks)
			continue;
		str_add(out, any ? tr(scene, ", ") : "");
		str_thousands(out, blocks);
		str_add(out, tr(scene, words[order[i]]));
		any = true;
	}
	if (!any)
		str_add(out, tr(scene, "nothing holds it"));
	else if (!sum->blocks[FUTURE_NEVER] && !sum->blocks[FUTURE_UNKNOWN]) {
		str_add(out, tr(scene, "; all gone at op "));
		str_thousands(out, sum->last);
	}
}
