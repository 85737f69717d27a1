/* scene_of.c - from a session to a scene; see scene_of.h. */
#include "ui/scene_of.h"

#include "program/fork.h"

void scene_of_session(const struct session *session, struct scene_options *options)
{
	const struct program *forked = session->by_hand.program;
	const struct quiz *quiz = &session->quiz;

	options->locale.lang = session->lang;
	options->keys = (struct key_names){session->hints, session->hint_count};
	options->transport = (struct transport){
		.playing = session->playback.direction != 0,
		.backwards = session->playback.direction < 0,
		.speed = session->playback.speed,
		.detail = session->detail,
	};
	options->fork = (struct fork_view){
		.any = forked != NULL,
		.typed = forked ? fork_count(forked) : 0,
		.at = forked ? fork_at(forked) : 0,
	};
	options->question = (struct question){
		.words = quiz->on_demand ? quiz->words : NULL,
		.choices = quiz->texts,
		.count = quiz->count,
		.right = quiz->right,
		.chosen = quiz->chosen,
		.why = quiz->why,
		.score = {.right = quiz->right_count, .asked = quiz->asked_count},
	};
	options->status.message = session->message[0] ? session->message : NULL;
}

struct focus scene_focus_of(const struct input *input)
{
	const struct script_hints *hints = &input->hints;

	return (struct focus){hints->follows_pool, hints->slot, hints->pool};
}
