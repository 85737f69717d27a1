/* glance.c - the next operation, elsewhere; see glance.h. */
#include "timeline/glance.h"

#include "store/image.h"

#define WRITE_BITS 4  /* nobody undoes them */
#define STEP_BITS 12  /* of one operation all are kept */

static bool become(struct world *world, const struct world *here, const struct world_options *options)
{
	struct image *image;

	if (!world_init(world, here->program, options, NULL))
		return false;
	image = world_image(here);
	world_restore(world, image);
	image_destroy(image);
	return true;
}

/* Stops may stand before it. */
static bool run_to_operation(struct glance *glance)
{
	struct world *world = &glance->world;

	do {
		glance->first_step = glance->journal->step_end;
		world_resume(world, NULL);
		world_peek(world, &glance->event);
		if (glance->event.kind == EVENT_END)
			return false;
		glance->result = world_run(world, &glance->event, NULL);
	} while (glance->event.kind != EVENT_OP);
	glance->step_count = (uint32_t)(glance->journal->step_end - glance->first_step);
	return true;
}

void glance_open(struct glance *glance, const struct world *here, const struct world_options *options)
{
	*glance = (struct glance){.state = GLANCE_NO_MEMORY};
	if (!become(&glance->world, here, options))
		return;
	glance->journal = journal_new(WRITE_BITS, STEP_BITS);
	glance->log.journal = glance->journal;
	heap_watch(&glance->world.heap, &glance->log);
	glance->state = run_to_operation(glance) ? GLANCE_OPERATION : GLANCE_END;
}

void glance_close(struct glance *glance)
{
	if (glance->state != GLANCE_NO_MEMORY)
		world_fini(&glance->world);
	journal_destroy(glance->journal);
	*glance = (struct glance){.state = GLANCE_NO_MEMORY};
}
