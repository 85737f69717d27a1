/* journal.c - the recent past; see journal.h. */
#include "store/journal.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/store.h"

#define BITS_MOST 40 /* of a ring's length: what an address space has room for */

struct journal *journal_new(unsigned write_bits, unsigned step_bits)
{
	struct journal *journal = mem_zero(1, sizeof *journal);

	assert(write_bits < BITS_MOST && step_bits < BITS_MOST);
	journal->write_mask = (UINT64_C(1) << write_bits) - 1;
	journal->step_mask = (UINT64_C(1) << step_bits) - 1;
	journal->writes = mem_zero(journal->write_mask + 1, sizeof *journal->writes);
	journal->steps = mem_zero(journal->step_mask + 1, sizeof *journal->steps);
	return journal;
}

void journal_destroy(struct journal *journal)
{
	if (!journal)
		return;
	free(journal->writes);
	free(journal->steps);
	free(journal);
}

void journal_forget(struct journal *journal)
{
	/* A gap as long as the rings: no older record counts as kept. */
	journal->write_end += journal->write_mask + 1;
	journal->step_end += journal->step_mask + 1;
	journal->write_at = journal->write_end;
	journal->step_begin = journal->step_end;
}

void journal_truncate(struct journal *journal, uint64_t write, uint64_t step)
{
	assert(journal->write_at <= write && write <= journal->write_end);
	assert(step <= journal->step_end);
	journal->write_end = write;
	journal->step_end = step;
}

static void exchange(struct journal *journal, struct store *store, uint64_t number)
{
	struct write_record *record = &journal->writes[number & journal->write_mask];
	unsigned char *word = store->memory + record->word * 8;
	uint64_t now;

	memcpy(&now, word, sizeof now);
	memcpy(word, &record->other, sizeof now);
	record->other = now;
}

void journal_go(struct journal *journal, struct store *store, uint64_t write)
{
	assert(write <= journal->write_end && journal->write_end - write <= journal->write_mask + 1);
	while (journal->write_at > write)
		exchange(journal, store, --journal->write_at);
	while (journal->write_at < write)
		exchange(journal, store, journal->write_at++);
}
