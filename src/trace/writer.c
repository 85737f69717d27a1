/* writer.c - writing a recording; see writer.h. */
#include "trace/writer.h"

#include <stdlib.h>

#include "base/mem.h"
#include "trace/head.h"
#include "trace/records.h"

bool writer_open(struct writer *writer, const char *path, const struct outfile_manner *manner,
		 const struct recording_head *head, struct diag_list *diags)
{
	char *text;

	writer->state = (struct record_state){0};
	writer->framing = (struct framing){.pool_size = head->model.pool_size};
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
	size_t length = packer_count(writer->packer), bytes;
	const unsigned char *frame;

	if (length == 0)
		return;
	frame = packer_next(writer->packer, &writer->framing, &bytes);
	writer->framing.length += length;
	outfile_write(&writer->out, frame, bytes);
}

void writer_add(struct writer *writer, const struct trace_event *event)
{
	unsigned char record[CALL_BYTES];
	size_t bytes = (size_t)(record_put(record, &writer->state, event) - record);

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
