#!/bin/sh
# fish.sh - what fish completes.
#
# usage: fish.sh PROGRAM COMPLETIONS
set -u
. "$(dirname "$0")/../cli/assert.sh"
command -v fish >/dev/null || { echo "no fish here: what it completes is not tested"; exit 77; }
. "$(dirname "$0")/folder.sh"
export XDG_CONFIG_HOME="$tmp/config" XDG_DATA_HOME="$tmp/data" XDG_CACHE_HOME="$tmp/cache" # fish makes them

run fish --no-execute "$page"
is 0

ask() { # LINE
	# shellcheck disable=SC2016
	run fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$page" "$1"
	is 0
	cp "$tmp/out" "$tmp/described"
	sed 's/	.*//' "$tmp/described" >"$tmp/out"
}

ask "arenawalk "
offered play check render record live verify import export lessons models keys \
	01-one-lesson 02-another mine.yaml words.awtrace sub/ "two words.yaml"
not_offered notes.txt
check "no description of a command" grep -qE '^render	.*without a terminal' "$tmp/described"
check "no title of a lesson" grep -qxE '01-one-lesson	One lesson' "$tmp/described"
ask "arenawalk re"
offered render record
ask "arenawalk --"
offered --model --linear --version --help
not_offered --format --sample
ask "arenawalk render --"
offered --model --format --at --speed --output --help
not_offered --version --linear --sample
ask "arenawalk render -"
offered -o -h
ask "arenawalk models --"
offered --help --lang
check "more" [ "$(wc -l <"$tmp/out")" -eq 2 ]
ask "arenawalk render --format "
offered text ansi svg json words cast film storyboard
not_offered mine.yaml
ask "arenawalk render --format=s"
offered --format=svg --format=storyboard
ask "arenawalk play --model toy --theme "
offered any dark light
ask "arenawalk --beside t"
offered toy
ask "arenawalk render -o "
offered notes.txt mine.yaml
ask "arenawalk check "
offered mine.yaml 01-one-lesson sub/
not_offered words.awtrace notes.txt play
ask "arenawalk verify "
offered words.awtrace sub/
not_offered mine.yaml 01-one-lesson notes.txt
ask "arenawalk import "
offered notes.txt
ask "arenawalk models "
check "something" [ ! -s "$tmp/out" ]
ask "arenawalk record --s"
offered --sample
ask "arenawalk record s"
offered sh
ask "arenawalk record sh --s"
not_offered --sample
ask "arenawalk record --sample 5 -- sh m"
offered mine.yaml
ask "arenawalk live w"
offered words.awtrace
summary
