/* writer.c - writing a recording; see writer.h. */
#include "trace/writer.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "trace/head.h"

static const enum record_kind text_kinds[] = {
	[TRACE_MARK] = RECORD_MARK,
	[TRACE_IMPORT] = RECORD_IMPORT,
	[TRACE_STATS] = RECORD_STATS,
	[TRACE_POOLS] = RECORD_POOLS,
	[TRACE_NOTE] = RECORD_NOTE,
};

unsigned char *writer_put_event(unsigned char *out, struct record_state *state,
				const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_END:
		return out;
	case TRACE_FREE:
		return put_free(out, state, event->old);
	case TRACE_MALLOC:
		return put_malloc(out, state, event->size, event->where);
	case TRACE_REALLOC:
		return put_realloc(out, state, event->old, event->size, event->where);
	case TRACE_CALLOC:
		return put_calloc(out, state, event->count, event->size, event->where);
	case TRACE_ARENA:
		return put_arena(out, RECORD_ARENA, event->where, event->size);
	case TRACE_ARENA_FREE:
		return put_arena(out, RECORD_ARENA_FREE, event->where, event->size);
	case TRACE_INTERPRETER:
		return put_number(put_kind(out, RECORD_INTERPRETER), event->size);
	case TRACE_EXIT:
		return put_number(put_kind(out, RECORD_END), event->size);
	case TRACE_MARK: case TRACE_IMPORT: case TRACE_STATS: case TRACE_POOLS: case TRACE_NOTE:
		break;
	}
	assert(event->length <= RECORD_TEXT_MOST);
	return put_number(put_kind(out, text_kinds[event->kind]), event->length);
}

bool writer_open(struct writer *writer, const char *path, const struct outfile_manner *manner,
		 const struct recording_head *head, struct diag_list *diags)
{
	char *text;

	writer->state = (struct record_state){0};
	if (!outfile_open(&writer->out, path, manner, diags))
		return false;
	writer->packer = packer_new();
	text = mem_alloc(RECORDING_HEAD_MOST);
	outfile_write(&writer->out, text, head_print(head, text, RECORDING_HEAD_MOST));
	free(text);
	return true;
}

static void flush(struct writer *writer)
{
	const unsigned char *frame;
	size_t length;

	if (packer_count(writer->packer) == 0)
		return;
	frame = packer_frame(writer->packer, &length);
	outfile_write(&writer->out, frame, length);
}

void writer_add(struct writer *writer, const struct trace_event *event)
{
	unsigned char record[CALL_BYTES];
	size_t bytes = (size_t)(writer_put_event(record, &writer->state, event) - record);

	if (packer_count(writer->packer) + bytes + event->length > FRAME_USUAL)
		flush(writer);
	packer_add(writer->packer, record, bytes);
	packer_add(writer->packer, event->text, event->length);
}

bool writer_finish(struct writer *writer, struct diag_list *diags)
{
	flush(writer);
	packer_destroy(writer->packer);
	return outfile_finish(&writer->out, diags);
}

void writer_abandon(struct writer *writer)
{
	packer_destroy(writer->packer);
	outfile_abandon(&writer->out);
}
