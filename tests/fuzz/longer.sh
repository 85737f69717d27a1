#!/bin/sh
# longer.sh - all fuzzers for longer than the tests have time for.
#
# usage: longer.sh BUILD [SECONDS]     (60 for each if nothing is said)
#
# BUILD is a folder made with -Dtests=enabled; best a sanitized one (-Db_sanitize=address,undefined), and
# with clang, which has libFuzzer: the fuzzers of scenarios and traces then look for new inputs by
# themselves.  With gcc they go over the files once.  Sessions begin at another seed each time; what
# fails says how to repeat it.
set -eu
build=$1
seconds=${2:-60}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fuzz() { # TARGET CORPUS... : libFuzzer, or the files once
	name=$1
	shift
	if ninja -C "$build" "tests/fuzz/fuzz-$name" >"$work/log" 2>&1; then
		mkdir -p "$work/$name"
		"$build/tests/fuzz/fuzz-$name" -max_total_time="$seconds" -print_final_stats=1 "$work/$name" "$@"
	else
		ninja -C "$build" "tests/fuzz/corpus-$name" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
		"$build/tests/fuzz/corpus-$name" "$@"
	fi
}

fuzz scenario "$root/scenarios" "$root/tests/bad"
fuzz trace "$root/tests/bad-traces" "$root/tests/traces"

ninja -C "$build" tests/fuzz/fuzz-session >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
seed=$(date +%s)
end=$((seed + seconds))
while [ "$(date +%s)" -lt "$end" ]; do
	"$build/tests/fuzz/fuzz-session" --seed "$seed" --sessions 10 --actions 200 \
		"$root/scenarios/07-four-blocks.yaml" "$root/tests/traces/3.11.7-small.awtrace" \
		"$root/scenarios/17-arena-returned.yaml" "$root/tests/golden/toy.yaml" "$root/tests/golden/arenas.yaml"
	seed=$((seed + 10))
done
