#!/bin/sh
# inputs.sh - files that are none, lessons by name, and play without a terminal.
#
# usage: inputs.sh PROGRAM
set -u
A=$1
. "$(dirname "$0")/assert.sh"
. "$(dirname "$0")/files.sh"

# -- files that are none

for command in check render play; do
	refused_file() { # FILE WORDS
		run "$A" "$command" "$1"
		is 2
		no_out
		err "$1"
		err "$2"
	}
	refused_file nowhere.yaml "error: cannot open: No such file"
	err "hint: without a file, \`arenawalk\` opens the menu of lessons"
	refused_file fuor.yaml "error: cannot open"
	err "hint: did you mean 'four.yaml'?"
	refused_file ./../"${tmp##*/}/fail.yaml" "error: cannot open"
	refused_file '' "'': error: cannot open"
	refused_file folder.yaml "error: this is a directory"
	err "hint: name a file in it"
	refused_file empty.yaml "error: the file has nothing in it"
	refused_file binary.yaml "error: "
	refused_file "$A" "error: "
	err "hint: a scenario is a text file in UTF-8"
	refused_file faulty.yaml "2:11: error:"
done
for command in check play verify export; do
	run "$A" "$command" nowhere.awtrace
	is 2
	err "nowhere.awtrace: error: cannot open: No such file"
done
for call in "play nowhere.awtrace" "live nowhere.awtrace" "verify nowhere" "render nowhere.awtrace"; do
	# shellcheck disable=SC2086
	run "$A" $call
	is 2
	no_out
	err "error: cannot open: No such file"
	err "hint: \`arenawalk record app.py\` makes a recording"
done
printf 'title: \033[31mred\n' >control.yaml
run "$A" check control.yaml
is 2
err "control.yaml:1:8: error: control character U+001B"
err 'hint: in double quotes it can be written as \x1b'
check "the control character itself" sh -c "! grep -q '$(printf '\033')' err"
name=$(printf 'a\033[31m\nb.yaml')
run "$A" check "$name"
is 2
err "a?[31m?b.yaml: error: cannot open"
check "the control character itself" sh -c "! grep -q '$(printf '\033')' err"
if [ "$(id -u)" -ne 0 ]; then
	cp four.yaml secret.yaml
	chmod 000 secret.yaml
	run "$A" check secret.yaml
	is 2
	err "secret.yaml: error: cannot open: Permission denied"
	err "hint: \`ls -l\` shows who may read and write it"
fi

# A lesson's name stands for its file, unless there is a file of that name.
mkdir lessons
cp four.yaml lessons/07-four.yaml
cp four.yaml lessons/notes.txt
for name in 07-four 07-four.yaml FOUR; do
	run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" check "$name"
	is 0
	out "$tmp/lessons/07-four.yaml: ok"
done
run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" render 07-four --format words
is 0
out "Four blocks"
run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" --linear 07-four
is 0
out "Four blocks"
for name in notes notes.txt 08-four lessons/07-four; do
	run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" check "$name"
	is 2
	err "cannot open: No such file"
done
# A part of it is enough where no other has it.
for name in four fou 07; do
	run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" check "$name"
	is 0
	out "$tmp/lessons/07-four.yaml: ok"
done
cp four.yaml lessons/09-four-more.yaml
cp four.yaml lessons/more.yaml
run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" check four
is 2
err "'four' could be one of 2 lessons"
err "hint: 07-four, 09-four-more"
run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" four
is 2
err "hint: 07-four, 09-four-more"
run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" check more # it is one's whole name
is 0
out "$tmp/lessons/more.yaml: ok"
run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" check our-more.yaml # who says .yaml means a file
is 2
err "cannot open: No such file"
rm lessons/09-four-more.yaml lessons/more.yaml
cp failing.yaml 07-four
run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" check 07-four
is 1
out "07-four: FAILED"
rm 07-four
run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" lessons
is 0
check "not the one lesson" [ "$(cat out)" = "07-four                      Four blocks" ]
run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" lessons --lang zh
is 0
out "四个块"
run env ARENAWALK_SCENARIOS="$tmp/nowhere" "$A" lessons
is 2
err "the lessons are not where they should be"
err "hint: ARENAWALK_SCENARIOS"
refused lessons four.yaml
err "lessons takes no file"
cp four.yaml -- --help
run "$A" check -- --help
is 0
cp four.yaml check
run "$A" check check
is 0

# -- settings that nobody can wait for

mkdir -p pipes/arenawalk
mkfifo pipes/arenawalk/config
for command in keys "play four.yaml" "--linear four.yaml"; do
	# shellcheck disable=SC2086
	run timeout 100 env XDG_CONFIG_HOME="$tmp/pipes" "$A" $command
	is 2
	err "/pipes/arenawalk/config: this is a pipe, not a file"
done
run env XDG_CONFIG_HOME="$tmp/pipes" "$A" check four.yaml # asks for none
is 0

# -- play without a terminal

for arguments in four.yaml "play four.yaml" "--lang zh four.yaml" "four.yaml --ascii" \
	"play --model toy --no-mouse --memory 64 --theme dark four.yaml" "" "--lang en"; do
	# shellcheck disable=SC2086
	run "$A" $arguments
	is 2
	no_out
	err "arenawalk: error: no usable terminal: "
	err "arenawalk render "
done

summary
