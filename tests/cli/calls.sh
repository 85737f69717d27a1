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
refused check --memory=64 -hv four.yaml # not what stands before it
err "unknown option '-v'"
refused check four.yaml --size 80x24
err "unknown option '--size'"
err "it belongs to 'arenawalk play', 'render' and 'live'"
refused check four.yaml --sample 7
err "it belongs to 'arenawalk record' and 'live'"
refused help render check
err "help tells of one command"
refused --lang zh help xyzzy
err "'xyzzy' is neither a file nor a command"

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
for seconds in 0 0.001 -1 1000001 nan 1e 1s ''; do
	bad_value step "$seconds" "a number such as 0.5 or 30"
done
bad_value format png "text, ansi, svg, json, words, cast, film or storyboard"
bad_value format '' "text, ansi, svg, json, words, cast, film or storyboard"
for mib in 0 63 x -1 64.5 64x 99999999999999999999 ''; do
	bad_value memory "$mib" "at least 64"
done
bad_value model cpython-3.99 "arenawalk models"
bad_value model toi "did you mean 'toy'?"
for version in 3.11 3.11.4 python3.11 Python-3.11 cpython3.11 py3.11 cpython-3.11.2; do
	refused check --model "$version" four.yaml
	err "did you mean 'cpython-3.11'?"
	printf 'model: %s\nsteps: [{say: hello}]\n' "$version" >version.yaml
	run "$A" check version.yaml
	is 2
	err "version.yaml:1:8: error: unknown model '$version'"
	err "did you mean 'cpython-3.11'?"
done
refused check --model 3.99 four.yaml
err "hint: \`arenawalk models\` lists them"
refused check --model cpythn-3.6 four.yaml
err "did you mean 'cpython-3.6'?"

# -- options before the command, help, -V

run "$A" --theme dark models
is 2 # it has no --theme
err "unknown option '--theme'"
run "$A" models
cp out models
run "$A" --lang zh models # all have --lang: who says it always means it everywhere
is 0
same out models
run "$A" keys --lang zh
cp out keys
for words in "--lang zh" "--lang=zh" "--la zh"; do
	# shellcheck disable=SC2086
	run "$A" $words keys
	is 0
	same out keys
done
run "$A" --model toy check four.yaml
is 0
out "four.yaml: ok"
run "$A" --memory 64 --model=toy check four.yaml
is 0
run "$A" -o shown.txt render four.yaml
is 0
check "nothing was written" [ -s shown.txt ]
run "$A" -oshorter.txt render four.yaml
is 0
same shorter.txt shown.txt
cp four.yaml check
refused -- check # behind -- nothing is a command
err "no usable terminal"
rm check
refused record --sample 99999999999999999999 -- true
err "--sample: '99999999999999999999' is not understood"
# The ending of OUT chooses the format, however it is written; a name that is no more than that is none.
run "$A" render four.yaml -o shown.SVG
is 0
check "no SVG" grep -q '^<svg' shown.SVG
run "$A" render four.yaml -o .svg
is 0
same .svg shown.txt
run "$A" --help
cp out help
run "$A" help
is 0
same out help
for command in $commands; do
	run "$A" "$command" --help
	cp out help
	run "$A" help "$command"
	is 0
	same out help
done
refused help chekc
err "did you mean 'check'?"
refused help check render
err "help tells of one command"
run "$A" --version
cp out version
run "$A" -V
is 0
same out version
run "$A" help --lang
is 2

# -- standard output that takes nothing, or is none

cat >four.txt <<'TEXT'
# arenawalk-trace 1
# model toy
A 1024 0x7f592d51e000
m 16 0x7f592d51e030
TEXT
run "$A" import four.txt -o four.awtrace
for words in "check four.yaml" "check failing.yaml" lessons models keys "keys --config" "keys --lang zh" \
	--help "help render" --version "verify four.awtrace" "export four.awtrace" \
	"render four.yaml" "render four.yaml --format words" "render four.yaml --format cast" \
	"render four.yaml --format film" "--linear four.yaml" --linear; do
	what="$words >/dev/full"
	# shellcheck disable=SC2086
	"$A" $words >/dev/full 2>err </dev/null
	status=$?
	check "status $status" [ "$status" -eq 2 ]
	err "cannot write"
	err "No space left on device"
	err "hint: make room"
	what="$words >&-"
	# shellcheck disable=SC2086
	"$A" $words >&- 2>err </dev/null
	status=$?
	check "status $status" [ "$status" -eq 2 ]
	err "cannot write"
	err "Bad file descriptor"
	# Who reads no further is left in peace, also where SIGPIPE is ignored.
	what="$words | true"
	# shellcheck disable=SC2086
	(trap '' PIPE && { sleep 0.05; "$A" $words 2>err </dev/null; echo $? >status; }) | true
	check "status $(cat status)" [ "$(cat status)" -eq 2 ] # but not all was done
	grep -v "expectation\|failing.yaml\|hint: after\|^ \|\^" err >rest
	check "a message" [ ! -s rest ]
done
# Nothing gets into a file that is opened where standard output is closed.
"$A" render four.yaml --format text -o closed.txt >&- 2>&-
"$A" render four.yaml --format text >wanted
what="render -o closed.txt >&-"
same closed.txt wanted

summary
