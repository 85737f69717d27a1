/* scene_of.c - from a session to a scene; see scene_of.h. */
#include "ui/scene_of.h"

#include "program/fork.h"

void scene_of_session(const struct session *session, struct scene_options *options)
{
	const struct program *forked = session->by_hand.program;
	const struct quiz *quiz = &session->quiz;

	options->lang = session->lang;
	options->playing = session->playback.direction != 0;
	options->backwards = session->playback.direction < 0;
	options->speed = session->playback.speed;
	options->detail = session->detail;
	options->hints = session->hints;
	options->hint_count = session->hint_count;
	options->message = session->message[0] ? session->message : NULL;
	options->forked = forked != NULL;
	options->typed = forked ? fork_count(forked) : 0;
	options->forked_at = forked ? fork_at(forked) : 0;
	options->question = quiz->on_demand ? quiz->words : NULL;
	options->choices = quiz->texts;
	options->choice_count = quiz->count;
	options->right_choice = quiz->right;
	options->chosen = quiz->chosen;
	options->why = quiz->why;
	options->right_answers = quiz->right_count;
	options->questions = quiz->asked_count;
}

struct focus scene_focus_of(const struct input *input)
{
	const struct script_hints *hints = &input->hints;

	return (struct focus){hints->follows_pool, hints->slot, hints->pool};
}
