/*
 * scene_of.h - what a session tells a scene, whoever shows it.
 */
#ifndef UI_SCENE_OF_H
#define UI_SCENE_OF_H

#include "session/input.h"
#include "session/session.h"
#include "view/scene.h"

/* Language, names of keys, transport, fork, question and message.  The rest of [options] (what is
 * looked at, and how, and whether there is only ASCII) is left alone.  They borrow from [session], of
 * use until it changes. */
void scene_of_session(const struct session *session, struct scene_options *options);

/* The pool that a file wants to be looked at; none if it does not say. */
struct focus scene_focus_of(const struct input *input);

#endif
