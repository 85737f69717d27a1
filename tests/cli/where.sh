#!/bin/sh
# where.sh - places in a run: --at.
#
# usage: where.sh PROGRAM
set -u
A=$1
. "$(dirname "$0")/assert.sh"
. "$(dirname "$0")/files.sh"

# -- WHERE

at() { # WHERE OPERATION STEP OF
	run "$A" render four.yaml --format json --at "$1"
	is 0
	out "\"position\":{\"operation\":$2,\"operations\":7,"
	out "\"step\":$3,\"steps\":$4,"
}

at 0 0 0 0
at 1 1 9 9
at 3 3 4 4
at 3.1 3 1 4
at 3.2 3 2 4
at 3.4 3 4 4
at 7 7 3 3
at filled 4 4 4
at "two are free" 6 3 3
at end 7 3 3
at stop:1 0 0 0
nowhere() { # WHERE WORDS
	refused render four.yaml --at "$1"
	err "$1"
	err "$2"
}
nowhere 8 "it has 7"
nowhere 99 "it has 7"
nowhere 99.1 "it has 7"
nowhere 3.5 "it has 4"
nowhere 3.99 "it has 4"
nowhere 0.3 "the beginning of the run, which has no steps"
nowhere 0.0 "the beginning of the run, which has no steps"
nowhere 3.0 "no such step"
nowhere 3.4294967297 "no such step"
nowhere 3.99999999999999999999 "it has 4"
nowhere 18446744073709551616 "the run has no operation"
nowhere 18446744073709551617.1 "the run has no operation"
nowhere stop:2 "it has 1 stop"
nowhere stop:0 "counted from 1"
nowhere stop:18446744073709551617 "it has 1 stop"
nowhere stop: "no mark is called"
nowhere stop:1x "no mark is called"
nowhere Stop:1 "no mark is called"
nowhere nonsense "no mark is called"
nowhere filed "did you mean 'filled'?"
nowhere End "no mark is called"
for where in 3x 3. .3 3.x 3.1.1 -1 +1 ' 3' '3 ' '' 0x3 1e3; do
	nowhere "$where" "no mark is called"
done

# The same place, reached in different ways.
for pair in "4 filled" "6 6.3" "end 7"; do
	"$A" render four.yaml --format json --at "${pair% *}" >one 2>&1
	"$A" render four.yaml --format json --at "${pair#* }" >two 2>&1
	what="render --at ${pair% *}, --at ${pair#* }"
	same one two
done

# Stops are told apart by their number: words and questions, in the order of the run.  A mark of
# such a name goes first.
cat >stops.yaml <<'YAML'
steps:
  - repeat: {times: 2, steps: [{alloc: {name: a$i, size: 16}}, {say: hello}]}
  - ask: {question: Which pool?, about: pool}
  - alloc: {name: b, size: 16}
  - mark: stop:1
YAML
stop() { # WHERE OPERATION
	run "$A" render stops.yaml --format json --at "$1"
	is 0
	out "\"position\":{\"operation\":$2,\"operations\":3,"
}
stop stop:1 3
stop stop:2 2
stop stop:3 2
out '"event":5'
refused render stops.yaml --at stop:4
err "--at: the run has no stop:4"
err "it has 3 stops"

# Chinese that was folded over several lines has no blanks where they ended.
cat >folded.yaml <<'YAML'
title:
  zh: >
    池满了，
    再开一个
    池。
steps:
  - say:
      zh: >-
        第一
        第二
YAML
run "$A" render folded.yaml --format json
is 0
out '池满了，再开一个池。'
run "$A" render folded.yaml --lang zh --at end
is 0
out '第一第二'

summary
