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

	writer->state = writer->written = (struct record_state){0};
	writer->length = 0;
	writer->plain = false;
	writer->pool_size = head->model.pool_size;
	if (!outfile_open(&writer->out, path, manner, diags))
		return false;
	writer->packer = packer_new();
	text = mem_alloc(RECORDING_HEAD_MOST);
	outfile_write(&writer->out, text, head_print(head, text, RECORDING_HEAD_MOST));
	free(text);
	return true;
}

static const unsigned char *pack(struct writer *writer, size_t *length)
{
	const unsigned char *frame = NULL;

	writer->plain |= writer->length >= COLUMNS_FIRST;
	writer->length += packer_count(writer->packer);
	if (!writer->plain)
		frame = packer_columns(writer->packer, writer->pool_size, &writer->written, length);
	if (frame)
		return frame;
	writer->plain = true;
	return packer_frame(writer->packer, length);
}

static void flush(struct writer *writer)
{
	const unsigned char *frame;
	size_t length;

	if (packer_count(writer->packer) == 0)
		return;
	frame = pack(writer, &length);
	outfile_write(&writer->out, frame, length);
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
