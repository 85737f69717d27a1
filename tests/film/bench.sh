#!/bin/sh
# bench.sh - how much faster than it plays a cast of each lesson is written.
#
# usage: bench.sh PROGRAM LESSONS [LEAST].  Fails if one is below LEAST times (200).
set -u
A=$1
least=${3:-200}
cast=$(mktemp) || exit 1
trap 'rm -f "$cast"' EXIT
status=0
for lesson in "$2"/*.yaml; do
	start=$(date +%s%N)
	"$A" render "$lesson" --format cast -o "$cast" || exit 1
	end=$(date +%s%N)
	ms=$(sed -n '$s/^\[\([0-9]*\)\.\([0-9]*\),.*/\1\2/p' "$cast")
	took=$(((end - start) / 1000))
	times=$((ms * 1000 / (took > 0 ? took : 1)))
	printf '%-32s %4d s in %5d ms: %6d times\n' "${lesson##*/}" $((ms / 1000)) $((took / 1000)) "$times"
	[ "$times" -ge "$least" ] || status=1
done
exit $status
