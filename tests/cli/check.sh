#!/bin/sh
# check.sh - scenarios that hold, fail, or are none.
#
# usage: check.sh PROGRAM
set -u
A=$1
. "$(dirname "$0")/assert.sh"
. "$(dirname "$0")/files.sh"

# -- check

run "$A" check four.yaml
is 0
check "another line" [ "$(cat out)" = "four.yaml: ok, 7 operations" ]
run "$A" check failing.yaml
is 1
check "another line" [ "$(cat out)" = \
	"failing.yaml: FAILED, 1 operation, 2 expectations do not hold" ]
err "failing.yaml:3:5: error: expectation does not hold: block a is at "
err "expected 0:0:64"
err "  hint: after operation 1"
printf 'steps: [{alloc: {name: a, size: 1}}, {expect: {blocks: {a: freed}}}]\n' >one.yaml
run "$A" check one.yaml
is 1
check "another line" [ "$(cat out)" = "one.yaml: FAILED, 1 operation, 1 expectation does not hold" ]
run "$A" check faulty.yaml
is 2
no_out
err "faulty.yaml:2:11: error: free of 'a', which no step allocates"
err "  - free: a"

run "$A" check four.yaml four.yaml
is 0
check "not one line a file" [ "$(wc -l <out)" -eq 2 ]
for files in "four.yaml failing.yaml" "failing.yaml four.yaml"; do
	# shellcheck disable=SC2086
	run "$A" check $files
	is 1
	out "four.yaml: ok"
	out "failing.yaml: FAILED"
done
for files in "faulty.yaml failing.yaml four.yaml" "four.yaml failing.yaml faulty.yaml" \
	"failing.yaml faulty.yaml four.yaml none.yaml"; do
	# shellcheck disable=SC2086
	run "$A" check $files
	is 2
	out "four.yaml: ok"
	out "failing.yaml: FAILED"
	err "faulty.yaml:2:11: error:"
done
err "none.yaml: error: cannot open"
run "$A" check --model cpython-3.13 four.yaml # of another geometry, the places differ
is 0
run "$A" check --memory 64 four.yaml
is 0
run "$A" check -- four.yaml
is 0

what="check - <four.yaml"
"$A" check - <four.yaml >out 2>err
status=$?
is 0
out "ok, 7 operations"
"$A" check - <faulty.yaml >out 2>err
status=$?
is 2
err "<stdin>:2:11: error:"

# As many faults as a file has room for: the time grows as the file does, not as its square.  What is
# compared is processor time, for four times as many; a busy machine makes both longer.
lines() { # COUNT LINE
	awk -v count="$1" -v line="$2" 'BEGIN { print "model: toy\nsteps:"; while (count--) print line }'
}
list() { # COUNT
	printf 'model: toy\nsteps:\n  - free: [' && seq -s ', b' "$1" && printf ']\n'
}
spent() { # FILE: hundredths of a second, and two that everything takes
	("$A" check "$1" >/dev/null 2>&1; times) |
		awk 'NR == 2 { split($1, t, /[ms]/); print int(100 * (60 * t[1] + t[2])) + 2 }'
}
for count in 15000 60000; do
	lines $count '  - free: b' >free.$count.yaml
	lines $((count * 2 / 3)) '  - alloc: {name: b, size: 1x}' >size.$count.yaml
	lines $((count * 2 / 5)) '  - expect: {counters: {blokcs: 1}}' >counter.$count.yaml
	list $count >list.$count.yaml
done
for file in free size counter list; do
	run "$A" check $file.15000.yaml
	is 2
	err "$file.15000.yaml:3:"
	err "0 more not shown"
	what="check $file.yaml"
	few=$(spent $file.15000.yaml) many=$(spent $file.60000.yaml)
	check "four times as many take $many instead of $few" [ "$many" -lt $((few * 9)) ]
done

# Right, though it may look wrong.
cat >right.yaml <<'YAML'
steps:
  - alloc: {name: b0, size: 16}
  - alloc: {name: b1, size: 16}
  - free_where: {group: b}
  - expect: {counters: {blocks: 0}}
  - repeat: {times: 2, steps: [{alloc: {name: c$i, size: 16}}, {free: c$i}]}
  - repeat: {times: 2, steps: [{repeat: {times: $i, as: k, steps: [{alloc: {name: d, size: 16}}]}}]}
  - free_where: {group: c}
YAML
run "$A" check right.yaml
is 0
cat >counted.yaml <<'YAML'
steps:
  - repeat: {times: 1, steps: [{alloc: {name: b$i, size: 16}}, {expect: {blocks: {b$i: "0:0:48"}}}]}
YAML
run "$A" check counted.yaml
# Either the counter is understood, or it is refused: never is a block of that name "freed".
check "status 1" [ "$status" -ne 1 ]

summary
