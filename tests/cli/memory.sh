#!/bin/sh
# memory.sh - a system that has no memory: whatever the call, and wherever it runs out, that is what
# is said, with status 2; never is a file blamed, an expectation said not to hold, or a signal sent.
#
# usage: memory.sh PROGRAM STARVE FOLDER-WITH-RECORDINGS [all]
#
# STARVE is the library that refuses memory (support/starve.c); with "all" it refuses from every
# request on, which takes a quarter of an hour.
set -u
A=$1
traces=$3
every=${4-}
. "$(dirname "$0")/assert.sh"
. "$(dirname "$0")/files.sh"
starve=$tmp/starve.so # LD_PRELOAD takes no name with blanks
ln -s "$2" "$starve"
told=0

cp "$traces/3.8.18-small.awtrace" whole.awtrace
"$A" export whole.awtrace | head -n 3000 >part.txt
cat >many.yaml <<'YAML'
model: cpython-3.13
steps:
  - repeat: {times: 300000, steps: [{alloc: {name: b$i, size: 64}}]}
  - expect: {counters: {blocks: 300000}}
  - repeat: {times: 8, as: k, steps: [{repeat: {times: 20000, steps: [{alloc: {name: s$k, size: 512}}, {free: s$k}]}}]}
YAML

# One call a line; its output does not depend on how much memory there is, but for what follows '#'.
cat >calls <<'CALLS'
check four.yaml
check many.yaml
check failing.yaml # 1
render four.yaml --at 2
render four.yaml --at 2 --beside toy --format json
render four.yaml --at 2 --format svg
render four.yaml --format words
render four.yaml --format cast
render four.yaml --format film
render four.yaml --format storyboard -o page.md
render whole.awtrace --at 5000 --format text # addresses
verify whole.awtrace # time
import part.txt -o part.awtrace
export whole.awtrace
lessons
models
keys --config
render --help
--linear four.yaml
--linear
CALLS

# The status may be the right one, or 2 with the true reason; output is whole, or status 2.
judge() { # CALL REMARK
	checks=$((checks + 1))
	case $status.$2 in
	0.1) fail "status 0" ;;
	0.*) [ -n "$2" ] || cmp -s out wanted || fail "another output" ;;
	1.1) ;;
	2.*) grep -qE 'memory|address space' err || fail "another reason than memory" ;;
	# So little that the libraries of some releases find no room: the program has not begun.
	127.*) grep -q 'error while loading shared libraries' err || fail "status 127" ;;
	*) fail "status $status" ;;
	esac
}

sweep() { # CALL REMARK WORDS LIMITS...
	call=$1 remark=$2 how=$3
	shift 3
	# shellcheck disable=SC2086
	"$A" $call >wanted 2>/dev/null </dev/null
	for limit; do
		what="$how $limit: $call"
		rm -f page* part.awtrace .arenawalk-*
		# shellcheck disable=SC2086
		case $how in
		ulimit) (ulimit -v "$limit" && exec "$A" $call) >out 2>err </dev/null ;;
		*) STARVE=$limit LD_PRELOAD=$starve "$A" $call >out 2>err </dev/null ;;
		esac
		status=$?
		[ "$how.$status" != refused.2 ] || told=$((told + 1))
		judge "$call" "$remark"
		check "a temporary file is left" sh -c '! ls .arenawalk-* 2>/dev/null'
	done
}

few="1 2 5 13 34 89 233 377 610 987 1597 10000"
[ -z "$every" ] || few=$(seq 1 3000)
while IFS='#' read -r call remark; do
	# shellcheck disable=SC2086
	sweep "$call" "${remark# }" ulimit 6000 15000 60000 100000 170000 200000 250000 \
		400000 700000 2000000 4000000
	# shellcheck disable=SC2086
	sweep "$call" "${remark# }" refused $few
done <calls

# The hint says what takes less, where something does.
what="ulimit -v 30000: check"
(ulimit -v 30000 && exec "$A" check four.yaml) >out 2>err
status=$?
is 2
err "memory"
err "ulimit -v"

what="refused 100: check"
STARVE=100 LD_PRELOAD=$starve "$A" check four.yaml >out 2>err
status=$?
is 2
err "--memory 64 takes less"
what="requests that are refused"
check "only $told calls have noticed" [ "$told" -gt 40 ]

summary
