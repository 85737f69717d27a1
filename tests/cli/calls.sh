#!/bin/sh
# calls.sh - help, version, and what is not understood.
#
# usage: calls.sh PROGRAM
#
# 0 good, 1 an expectation does not hold, 2 bad input or no terminal (see design and --help).
set -u
A=$1
. "$(dirname "$0")/assert.sh"
. "$(dirname "$0")/files.sh"

# -- help and version: the rest of it is help.sh's

commands="play check render record live verify import export lessons models keys"

for command in $commands; do
	run "$A" "$command" --help
	is 0
	out "usage: arenawalk $command"
	cp out help
	run "$A" "$command" -h
	is 0
	same out help
done
run "$A" --help
is 0
for word in $commands --model --lang --theme --ascii --no-color --colors --big --size --memory \
	--version "exit status"; do
	out "$word"
done
run "$A" render --help
is 0
for word in --at --from --format --output --speed; do
	out "$word"
done
run "$A" --version
is 0
check "not a version" grep -qE '^arenawalk [0-9]+\.[0-9]+\.[0-9]+$' out
out "MIT License"
run "$A" models
is 0
for model in cpython-2.7 cpython-3.4 cpython-3.6 cpython-3.7 cpython-3.15 toy; do
	out "$model "
done
run "$A" keys
is 0
out "one step forward"
run "$A" keys --lang zh
is 0
out "前进一步"

# -- what is not understood

refused chekc
err "'chekc' is neither a file nor a command"
err "did you mean 'check'?"
refused xyzzy
err "arenawalk --help"
for command in $commands; do
	refused "$command" --frobnicate
	err frobnicate
	err "arenawalk $command --help"
done
refused --frobnicate
err frobnicate
err "arenawalk --help"
refused check --at 3 four.yaml
err "unknown option '--at'"
err "it belongs to 'arenawalk render'"
refused render --at
err "requires an argument"
refused render
err "render needs one file"
err "for example"
refused render four.yaml four.yaml
err "render needs one file, not 2"
refused check
err "check needs at least one file"
err "for example"
refused play
err "play needs one file"
refused play four.yaml failing.yaml none.yaml
err "play needs one file, not 3"
refused models four.yaml
err "models takes no file: 'four.yaml' is not needed"
refused keys four.yaml
err "keys takes no file"
refused chekc four.yaml
err "'chekc' is neither a file nor a command"
err "did you mean 'check'?"
refused --lang zh xyzzy
err "'xyzzy' is neither a file nor a command"
refused render four.yaml --ascci
err "unknown option '--ascci'"
err "did you mean '--ascii'?"
refused render four.yaml --m toy
err "'--m' could be more than one option"
err "hint: --model, --memory"
refused render four.yaml --ascii=yes
err "--ascii takes no value"
refused check four.yaml -xo
err "unknown option '-x'"
refused check four.yaml --size 80x24
err "unknown option '--size'"
err "it belongs to 'arenawalk play'"

bad_value() { # OPTION VALUE HINT
	refused render four.yaml "--$1" "$2"
	err "$2"
	err "$3"
}

for size in 0x0 80 80x 80x24x 1001x1 1x1001 -1x5 axb 80x24.5 '' x; do
	bad_value size "$size" "80x24"
done
for lang in de EN zh_CN ''; do
	bad_value lang "$lang" "en or zh"
done
bad_value theme blue "any, dark or light"
for level in 25 truecolor 24bit ''; do
	bad_value colors "$level" "true, 256, 16, 8 or none"
done
bad_value format png "text, ansi, svg, json, words, cast, film or storyboard"
bad_value format '' "text, ansi, svg, json, words, cast, film or storyboard"
for mib in 0 63 x -1 64.5 64x 99999999999999999999 ''; do
	bad_value memory "$mib" "at least 64"
done
bad_value model cpython-3.99 "arenawalk models"
bad_value model toi "did you mean 'toy'?"
refused check --model cpythn-3.6 four.yaml
err "did you mean 'cpython-3.6'?"

summary
