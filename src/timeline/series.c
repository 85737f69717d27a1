/* series.c - samples of a run; see series.h. */
#include "timeline/series.h"

static const struct series_sample nothing = {{UINT64_MAX, 0}, {UINT64_MAX, 0}};

static void join(struct series_sample *to, const struct series_sample *from)
{
	span_add(&to->bytes, from->bytes.least);
	span_add(&to->bytes, from->bytes.most);
	span_add(&to->arenas, from->arenas.least);
	span_add(&to->arenas, from->arenas.most);
}

void series_init(struct series *series)
{
	*series = (struct series){.interval = 1};
}

static void halve(struct series *series)
{
	for (size_t i = 0; i < SERIES_SAMPLES / 2; i++) {
		series->samples[i] = series->samples[2 * i];
		join(&series->samples[i], &series->samples[2 * i + 1]);
	}
	series->count = SERIES_SAMPLES / 2;
	series->interval *= 2;
}

void series_begin(struct series *series)
{
	if (series->count == SERIES_SAMPLES)
		halve(series);
	series->samples[series->count++] = nothing;
	series->room = series->interval;
}

void series_cut(struct series *series, uint64_t operations)
{
	if (operations >= series_operations(series))
		return;
	series->count = (size_t)((operations + series->interval - 1) / series->interval);
	series->room = series->count * series->interval - operations;
}

uint64_t series_operations(const struct series *series)
{
	return series->count * series->interval - series->room;
}

bool series_look(const struct series *series, uint64_t first, uint64_t last,
		 struct series_sample *sample)
{
	uint64_t operations = series_operations(series);

	*sample = nothing;
	if (first == 0)
		*sample = (struct series_sample){{0, 0}, {0, 0}};
	if (last > operations)
		last = operations;
	if (first > last)
		return false;
	if (last > 0)
		for (uint64_t i = (first ? first - 1 : 0) / series->interval;
		     i <= (last - 1) / series->interval; i++)
			join(sample, &series->samples[i]);
	return true;
}

void series_sum(const struct series *series, struct series_sample *sample)
{
	series_look(series, 0, UINT64_MAX, sample);
}
