#!/bin/sh
# longer.sh - all fuzzers for longer than the tests have time for.
#
# usage: longer.sh BUILD [SECONDS]     (60 for each if nothing is said)
#
# BUILD is made if it is not there: with clang, sanitized, and with the coverage that libFuzzer is led
# by in all of the program (-fsanitize=fuzzer-no-link; without it the fuzzers are blind).  The
# fuzzers of scenarios and traces then look for new inputs by themselves; what they have found interesting
# is kept in BUILD/fuzz-corpus and gone on from next time.  In another build, or without clang, they go
# over the files once.  Sessions begin at another seed each time.
#
# All are run, whatever one finds.  What ends a fuzzer is in BUILD/fuzz-found, and given to it
# as an argument repeats it; a session that fails says its seed.
set -u
build=$1
seconds=${2:-60}
root=$(cd "$(dirname "$0")/../.." && pwd)
if [ ! -e "$build/build.ninja" ]; then
	compiler=gcc flags=
	if command -v clang >/dev/null; then
		compiler=clang flags=-Dc_args=-fsanitize=fuzzer-no-link
	fi
	# shellcheck disable=SC2086 # none, or one
	CC="${CCACHE_DIR:+ccache }$compiler" meson setup "$build" "$root" --buildtype=debugoptimized -Dtests=enabled \
		-Db_sanitize=address,undefined -Doptimization=1 -Db_lundef=false $flags || exit 1
fi
build=$(cd "$build" && pwd)
found=$build/fuzz-found
log=$build/fuzz-build.log
mkdir -p "$found"
status=0
ASAN_OPTIONS=detect_leaks=1
UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export ASAN_OPTIONS UBSAN_OPTIONS

make() { # TARGET
	ninja -C "$build" "$1" >"$log" 2>&1
}

need() { # TARGET
	make "$1" && return
	cat "$log"
	exit 1
}

failed() { # FUZZER
	echo "longer.sh: $1 has found something: see $found" >&2
	status=1
}

fuzz() { # NAME OPTIONS -- CORPUS... : libFuzzer, or the files once
	name=$1
	shift
	options=
	while [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	shift
	if make "tests/fuzz/fuzz-$name"; then
		mkdir -p "$build/fuzz-corpus/$name"
		# shellcheck disable=SC2086 # they are words
		"$build/tests/fuzz/fuzz-$name" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 \
			-print_final_stats=1 -verbosity=1 -artifact_prefix="$found/$name-" $options \
			"$build/fuzz-corpus/$name" "$@" || failed "$name"
	else
		need "tests/fuzz/corpus-$name"
		"$build/tests/fuzz/corpus-$name" "$@" || failed "$name"
	fi
}

sessions() { # NAME SESSIONS ACTIONS WORDS... : at other seeds each time, until the time is over
	name=$1
	count=$2
	actions=$3
	shift 3
	need "tests/fuzz/fuzz-$name"
	seed=$(date +%s)
	first=$seed
	end=$((seed + seconds))
	while [ "$(date +%s)" -lt "$end" ]; do
		"$build/tests/fuzz/fuzz-$name" --seed "$seed" --sessions "$count" --actions "$actions" "$@" \
			>"$found/$name-$seed" 2>&1 && rm "$found/$name-$seed" || failed "$name"
		seed=$((seed + count))
	done
	echo "longer.sh: $name: $((seed - first)) sessions of $actions actions"
}

fuzz scenario -max_len=8000 -dict="$root/tests/fuzz/scenario.dict" -- "$root/scenarios" "$root/tests/bad" "$root/tests/faults"
fuzz trace -max_len=4000 -- "$root/tests/bad-traces" "$root/tests/traces"

sessions session 10 200 "$root/scenarios/07-four-blocks.yaml" "$root/tests/traces/3.11.7-small.awtrace" \
	"$root/scenarios/17-arena-returned.yaml" "$root/tests/golden/toy.yaml" "$root/tests/golden/arenas.yaml"

need arenawalk
LC_ALL=C.UTF-8
export LC_ALL
sessions terminal 5 100 "$build/arenawalk" "$root/scenarios/07-four-blocks.yaml" \
	"$root/tests/traces/3.11.7-small.awtrace"
exit $status
