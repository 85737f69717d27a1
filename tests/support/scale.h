/*
 * scale.h - how often a random test repeats itself.
 *
 * The release build runs all of it.  Where every access is checked (sanitizers, any
 * compiler's; -Dstress=true) an operation takes several times as long, and what such a build looks
 * for shows in the first rounds: a fifth of them, of every kind.
 */
#ifndef SUPPORT_SCALE_H
#define SUPPORT_SCALE_H

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define IS_CHECKED_BUILD 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(ARENAWALK_STRESS)
#define IS_CHECKED_BUILD 1
#endif
#ifndef IS_CHECKED_BUILD
#define IS_CHECKED_BUILD 0
#endif

/* At least 1 of any number of rounds. */
static inline int scaled(int rounds)
{
	return IS_CHECKED_BUILD ? (rounds + 4) / 5 : rounds;
}

/* Which of [rounds] the [i]th of scaled([rounds]) is, where rounds differ in kind and the kind is
 * the number's remainder or quotient: of all kinds some. */
static inline int scaled_pick(int i, int rounds)
{
	int pick = 5 * i + 2 * i % 5;

	return !IS_CHECKED_BUILD ? i : pick < rounds ? pick : rounds - 1;
}

#endif
