/*
 * record_report.h - what `arenawalk record` says when it is over: where the recording is, why there
 * is none, what is not in it.  To standard error.
 */
#ifndef CLI_RECORD_REPORT_H
#define CLI_RECORD_REPORT_H

struct collector_result;
struct options;
struct share;

/* [output]: where the first process was recorded.  What is wrong is said in any case, the rest as
 * [options] has it. */
void record_report(const struct options *options, const char *output,
		   const struct collector_result *result);

/* Children that nobody asked for, while they still run.  Just those are worth a word that go on as a
 * Python, with [module], a file's name, in their memory. */
void record_report_forked(const struct share *share, const char *module);

#endif
