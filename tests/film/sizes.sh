#!/bin/sh
# sizes.sh - what films and casts of the lessons weigh: they stand in pages that are to load fast.
#
# usage: sizes.sh PROGRAM LESSONS [LANGUAGE...]
set -u
A=$1
lessons=$2
shift 2
. "$(dirname "$0")/../cli/assert.sh"
unset NO_COLOR ARENAWALK_SCENARIOS

CAST_MOST=60000 # bytes for 20 seconds
FILM_MOST=400000
STILL_MOST=40000

at_most() { # WHAT BYTES MOST
	check "$1: $2 bytes, $3 at most" [ "$2" -le "$3" ]
}

bytes() {
	wc -c <"$1"
}

[ $# -gt 0 ] || set -- en zh
for language in "$@"; do
	for lesson in "$lessons"/*.yaml; do
		name="${lesson##*/} in $language"
		run "$A" render "$lesson" --lang "$language" --format cast -o "$tmp/cast"
		is 0
		ms=$(sed -n '$s/^\[\([0-9]*\)\.\([0-9]*\),.*/\1\2/p' "$tmp/cast")
		check "$name: no length" [ "${ms:-0}" -gt 0 ]
		per_20s=$(($(bytes "$tmp/cast") * 20000 / ms))
		at_most "$name: cast" "$per_20s" $CAST_MOST
		run "$A" render "$lesson" --lang "$language" --format film -o "$tmp/film"
		is 0
		at_most "$name: film" "$(bytes "$tmp/film")" $FILM_MOST
		run "$A" render "$lesson" --lang "$language" --format svg --size 100x30 --at end -o "$tmp/svg"
		is 0
		at_most "$name: picture" "$(bytes "$tmp/svg")" $STILL_MOST
		printf '%-40s %3d s, %6d bytes, %5d for 20 s; film %6d, picture %5d\n' "$name" $((ms / 1000)) \
			"$(bytes "$tmp/cast")" "$per_20s" "$(bytes "$tmp/film")" "$(bytes "$tmp/svg")"
	done
done
summary
