#!/bin/sh
# cli.sh - every call with its exit status and its messages.
#
# usage: cli.sh PROGRAM
#
# 0 good, 1 an expectation does not hold, 2 bad input or no terminal (see design and --help).
set -u
A=$1
. "$(dirname "$0")/assert.sh"
unset NO_COLOR ARENAWALK_SCENARIOS
cd "$tmp" || exit 1

cat >four.yaml <<'YAML'
title: {en: Four blocks, zh: 四个块}
about: A few numbers that are known.
model: cpython-3.6
steps:
  - say: {en: Here it begins., zh: 从这里开始。}
  - repeat: {times: 4, steps: [{alloc: {name: b$i, size: 16}}]}
  - mark: filled
  - free: [b1, b3]
  - mark: two are free
  - expect: {pools: [{at: "0:0", used: 2, free_list: [96, 64, 112]}]}
  - alloc: {name: c, size: 16}
YAML
cat >failing.yaml <<'YAML'
steps:
  - alloc: {name: a, size: 16}
  - expect: {blocks: {a: "0:0:64"}, counters: {arenas: 2}}
YAML
cat >faulty.yaml <<'YAML'
steps:
  - free: a
YAML
: >empty.yaml
printf 'steps:\n\000\001\377\n' >binary.yaml
mkdir folder.yaml

# -- help and version

for command in play check render record live verify import export models keys; do
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
for word in play check render record live verify import export models keys --model --lang --theme --ascii --no-color --colors --big --size --memory \
	--at --format --output --version "exit status"; do
	out "$word"
done
run "$A" --version
is 0
check "not a version" grep -qE '^arenawalk [0-9]+\.[0-9]+\.[0-9]+$' out
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

refused() { # COMMAND...: status 2, a message, nothing else
	run "$A" "$@"
	is 2
	no_out
	check "the message does not begin with the program's name" grep -q '^arenawalk' err
}

refused chekc
err "'chekc' is neither a file nor a command"
err "did you mean 'check'?"
refused xyzzy
err "arenawalk --help"
for command in play check render record live verify import export models keys; do
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
bad_value format png "text, ansi, json or words"
bad_value format '' "text, ansi, json or words"
for mib in 0 63 x -1 64.5 64x 99999999999999999999 ''; do
	bad_value memory "$mib" "at least 64"
done
bad_value model cpython-3.99 "arenawalk models"
bad_value model toi "did you mean 'toy'?"
refused check --model cpythn-3.6 four.yaml
err "did you mean 'cpython-3.6'?"

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
	err "hint: \`ls -l\` shows who may read it"
fi

# A lesson's name is none of a file, but we know where the lesson is.
mkdir lessons
cp four.yaml lessons/07-four.yaml
for name in 07-four 07-four.yaml; do
	run env ARENAWALK_SCENARIOS="$tmp/lessons" "$A" play "$name"
	is 2
	err "hint: the lesson of this name is $tmp/lessons/07-four.yaml"
done
cp four.yaml -- --help
run "$A" check -- --help
is 0
cp four.yaml check
run "$A" check check
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

# -- render: every format, to standard output and to a file

for format in text ansi json; do
	run "$A" render four.yaml --at 4 --format "$format"
	is 0
	cp out "shown.$format"
	run "$A" render four.yaml --at 4 --format "$format" -o "written.$format"
	is 0
	no_out
	same "written.$format" "shown.$format"
	run env TZ=Asia/Shanghai HOME=/nowhere COLUMNS=33 LINES=7 TERM=dumb "$A" render --at 4 \
		--format "$format" four.yaml
	is 0
	same out "shown.$format"
	# Where nothing can be written.
	refused render four.yaml --format "$format" -o none/at/all
	err "cannot write none/at/all: No such file or directory"
	refused render four.yaml --format "$format" -o ''
	err "--output: '' is not understood"
	refused render four.yaml --format "$format" -o folder.yaml
	err "cannot write folder.yaml: Is a directory"
	refused render four.yaml --format "$format" -o /dev/full
	err "cannot write /dev/full: No space left on device"
	what="render --format $format >/dev/full"
	"$A" render four.yaml --format "$format" >/dev/full 2>err
	status=$?
	is 2
	err "cannot write standard output: No space left on device"
done
run "$A" render four.yaml --at 4
is 0
same out shown.text
check "not 24 rows" [ "$(wc -l <out)" -eq 24 ]
check "an escape sequence in plain text" sh -c "! grep -q '$(printf '\033')' out"
run "$A" render four.yaml --at 4 --format ansi --no-color
is 0
differ out shown.ansi
check "a colour in spite of --no-color" sh -c "! grep -qE '$(printf '\033')\[[0-9;]*;?(3|4|9|10)[0-7][;m]|[34]8;5' out"
cp out mono.ansi
run env NO_COLOR=1 "$A" render four.yaml --at 4 --format ansi
is 0
same out mono.ansi
run env NO_COLOR= "$A" render four.yaml --at 4 --format ansi
is 0
same out shown.ansi
run "$A" render four.yaml --at 4 --format ansi --theme light
is 0
differ out shown.ansi
run env COLORTERM=truecolor "$A" render four.yaml --at 4 --format ansi
is 0
same out shown.ansi
run "$A" render four.yaml --at 4 --format ansi --colors 256
is 0
same out shown.ansi
run env NO_COLOR=1 "$A" render four.yaml --at 4 --format ansi --colors 256
is 0
same out shown.ansi
run "$A" render four.yaml --at 4 --format ansi --colors none
is 0
same out mono.ansi
run "$A" render four.yaml --at 4 --format ansi --colors true --no-color
is 0
same out mono.ansi
run "$A" render four.yaml --at 4 --format ansi --colors true
is 0
out ';38;2;45;141;251m'
check "an index among true colours" sh -c "! grep -q '38;5;' out"
run "$A" render four.yaml --at 4 --format ansi --colors 8
is 0
check "more than eight colours" sh -c "! grep -q '38;' out"
run "$A" render four.yaml --at 4 --ascii
is 0
differ out shown.text
check "not ASCII" sh -c "! LC_ALL=C grep -q '[^ -~]' out"
run "$A" render four.yaml --at 4 --lang zh
is 0
out "四个块"
cp out chinese
run env LANG=zh_CN.UTF-8 LC_ALL= LC_MESSAGES= "$A" render four.yaml --at 4
is 0
same out chinese
run "$A" render four.yaml --at 4 --lang zh --ascii # there is no Chinese in ASCII
is 0
out "Four blocks"
run "$A" render four.yaml --at 4 --big
is 0
out "pool 0:0: 4 of 253 blocks of 16 B"
for size in 1x1 2x2 10x3 20x5 40x12 59x15 60x16 100x30 120x36 160x48 300x100 1000x1000; do
	run "$A" render four.yaml --at 4 --size "$size"
	is 0
	check "not ${size#*x} rows" [ "$(wc -l <out)" -eq "${size#*x}" ]
	run "$A" render four.yaml --at 4 --size "$size" --big
	is 0
	check "not ${size#*x} rows" [ "$(wc -l <out)" -eq "${size#*x}" ]
done
what="render - <four.yaml"
"$A" render - --at 4 <four.yaml >out 2>err
status=$?
is 0
same out shown.text

# A place that does not exist must not cost the file that is there.
echo precious >precious
refused render four.yaml --at nowhere -o precious
check "the file is gone" [ "$(cat precious)" = precious ]

# -- WHERE

at() { # WHERE OPERATION STEP OF
	run "$A" render four.yaml --format json --at "$1"
	is 0
	out "\"position\":{\"operation\":$2,\"operations\":7,"
	out "\"step\":$3,\"steps\":$4,"
}

at 0 0 0 0
at 1 1 9 9
at 3 3 4 4
at 3.1 3 1 4
at 3.2 3 2 4
at 3.4 3 4 4
at 7 7 3 3
at filled 4 4 4
at "two are free" 6 3 3
at end 7 3 3
at stop:1 0 0 0
nowhere() { # WHERE WORDS
	refused render four.yaml --at "$1"
	err "$1"
	err "$2"
}
nowhere 8 "it has 7"
nowhere 99 "it has 7"
nowhere 99.1 "it has 7"
nowhere 3.5 "it has 4"
nowhere 3.99 "it has 4"
nowhere 0.3 "the beginning of the run, which has no steps"
nowhere 0.0 "the beginning of the run, which has no steps"
nowhere 3.0 "no such step"
nowhere 3.4294967297 "no such step"
nowhere 3.99999999999999999999 "it has 4"
nowhere 18446744073709551616 "the run has no operation"
nowhere 18446744073709551617.1 "the run has no operation"
nowhere stop:2 "it has 1 stop"
nowhere stop:0 "counted from 1"
nowhere stop:18446744073709551617 "it has 1 stop"
nowhere stop: "no mark is called"
nowhere stop:1x "no mark is called"
nowhere Stop:1 "no mark is called"
nowhere nonsense "no mark is called"
nowhere filed "did you mean 'filled'?"
nowhere End "no mark is called"
for where in 3x 3. .3 3.x 3.1.1 -1 +1 ' 3' '3 ' '' 0x3 1e3; do
	nowhere "$where" "no mark is called"
done

# The same place, reached in different ways.
for pair in "4 filled" "6 6.3" "end 7"; do
	"$A" render four.yaml --format json --at "${pair% *}" >one 2>&1
	"$A" render four.yaml --format json --at "${pair#* }" >two 2>&1
	what="render --at ${pair% *}, --at ${pair#* }"
	same one two
done

# Stops are told apart by their number: words and questions, in the order of the run.  A mark of
# such a name goes first.
cat >stops.yaml <<'YAML'
steps:
  - repeat: {times: 2, steps: [{alloc: {name: a$i, size: 16}}, {say: hello}]}
  - ask: {question: Which pool?, about: pool}
  - alloc: {name: b, size: 16}
  - mark: stop:1
YAML
stop() { # WHERE OPERATION
	run "$A" render stops.yaml --format json --at "$1"
	is 0
	out "\"position\":{\"operation\":$2,\"operations\":3,"
}
stop stop:1 3
stop stop:2 2
stop stop:3 2
out '"event":5'
refused render stops.yaml --at stop:4
err "--at: the run has no stop:4"
err "it has 3 stops"

# Chinese that was folded over several lines has no blanks where they ended.
cat >folded.yaml <<'YAML'
title:
  zh: >
    池满了，
    再开一个
    池。
steps:
  - say:
      zh: >-
        第一
        第二
YAML
run "$A" render folded.yaml --format json
is 0
out '池满了，再开一个池。'
run "$A" render folded.yaml --lang zh --at end
is 0
out '第一第二'

# -- JSON: is it, and are the numbers those that are known?

parses() {
	python3 -m json.tool out /dev/null 2>/dev/null
}

is_json() {
	! command -v python3 >/dev/null || check "not JSON" parses
}

run "$A" render four.yaml --format json --at filled
is 0
is_json
out '"format":1,"file":"four.yaml","title":"Four blocks"'
out '"model":{"name":"cpython-3.6","alignment":8,"pool_size":4096,"arena_size":262144,"small_request_threshold":512,"keep_last_arena":false}'
out '"ntimes_arena_allocated":1,"narenas_currently_allocated":1,"narenas_highwater":1,"maxarenas":16,'
out '"blocks":4,"block_bytes":64,'
out '"usable_arenas":[0],'
out '{"szidx":1,"size":16,"pools":["0:0"]}'
out '{"index":0,"state":"used","szidx":1,"block_size":16,"ref_count":4,"freeblock":112,"nextoffset":128,"maxnextoffset":4080,"free_list":[112],"free_list_broken":false,'
out '{"offset":48,"name":"b0","requested":16},{"offset":64,"name":"b1","requested":16}'
out '{"index":1,"state":"virgin"}'
out '"nfreepools":63,"ntotalpools":64,"freepools":[],'
out '"findings":[]'
run "$A" render four.yaml --format json --at "two are free"
out '"ref_count":2,"freeblock":96,"nextoffset":128,"maxnextoffset":4080,"free_list":[96,64,112],'
out '"last":{"operation":"free(b3)"'
run "$A" render four.yaml --format json --at 0
is_json
out '"last":null,"steps":[]'
out '"arenas":['
run "$A" render four.yaml --format json --at 1.3
is_json
out '"kind":"ARENA_NEEDED"'
check "findings in the middle of an operation" sh -c '! grep -q findings out'

# Another model, another geometry.
run "$A" render four.yaml --format json --model toy --at filled
is 0
is_json
out '"model":{"name":"toy","alignment":16,"pool_size":256,"arena_size":1024,"small_request_threshold":96,"keep_last_arena":false}'
out '"szidx":0,"block_size":16,"ref_count":4,"freeblock":112,"nextoffset":128,"maxnextoffset":240,'
out '"nfreepools":3,"ntotalpools":4,'
run "$A" render four.yaml --format json --model cpython-3.13 --at filled
is_json
out '"pool_size":16384,"arena_size":1048576,'
out '"maxnextoffset":16368,'

# -- two models: the same operations, the other one's places

run "$A" render four.yaml --beside cpython-3.13 --format json --at filled
is 0
is_json
out '[{"format":1,'
out '"maxnextoffset":4080,'
out '"model":{"name":"cpython-3.13","alignment":16,'
out '"maxnextoffset":16368,'
run "$A" render four.yaml --beside cpython-3.13 --at filled --size 120x36
is 0
out 'cpython-3.6 | cpython-3.13'
out 'of 253 blocks of 16 B'
out 'of 1021 blocks of 16 B'
refused render four.yaml --beside cpython-3.66
err "unknown model 'cpython-3.66'"
err "did you mean 'cpython-3.6'?"
refused check four.yaml --beside toy
err "it belongs to 'arenawalk play'"
# What is expected was written for the file's own model.
printf 'title: t\nmodel: cpython-3.6\nsteps: [{alloc: {name: a, size: 9}}, {expect: {pools: [{at: "0:0", szidx: 1}]}}]\n' >own.yaml
run "$A" render own.yaml --beside cpython-3.13 --at end
is 0
no_err

# Names and texts of every kind, a name that is not even UTF-8.
name=$(printf 'quo"te\\tab\there \377.yaml')
printf 'title: "\\"\\\\ \\e \\x9b \\u2028 \\U0001F40D"\nsteps: [{alloc: {name: 块, size: 1}}, {write: {name: 块, offset: 1, text: "\\""}}]\n' >"$name"
run "$A" render "$name" --format json --at end
is 0
is_json
out '"name":"块"'
out '"kind":"WRITE_PAST_END","text":"the program writes past the end of 0:0:48"'

# What went wrong says where, still when other operations have followed.
cat >twice.yaml <<'EOF'
model: cpython-3.6
steps:
  - alloc: {name: a, size: 16}
  - alloc: {name: b, size: 16}
  - alloc: {name: c, size: 16}
  - free: b
  - double_free: b
  - mark: freed twice
  - alloc: {name: x, size: 16}
  - write: {name: a, offset: 0, text: ok}
EOF
for at in "freed twice" end; do
	run "$A" render twice.yaml --format json --at "$at"
	is 0
	is_json
	out '{"kind":"DOUBLE_FREE","text":"0:0:64 is freed although it is free already"}'
	out '"freeblock":64,"nextoffset":112,"maxnextoffset":4080,"free_list":[64],"free_list_broken":true,'
done

# A pool larger than any of our models has: its free list is looked at to the end.
{
	printf '# arenawalk-trace 1\n# alignment 8\n# pool-size 65536\n# arena-size 1048576\n'
	printf '# threshold 512\nA 1048576 0x7f0000000000\n'
	awk 'BEGIN {
		for (i = 0; i < 8186; i++)
			printf "m 8 0x7f%010x\n", 48 + 8 * i
		for (i = 0; i < 8185; i++)
			printf "f 0x7f%010x\n", 48 + 8 * i
	}'
} >large.txt
run "$A" import large.txt -o large.awtrace
is 0
run "$A" render large.awtrace --format json --at end
is 0
is_json
out '"free_list":[65520,'
out ',56,48],"free_list_broken":false,'
out '"findings":[]'

# A list that leads out of its pool.
cat >stray.yaml <<'EOF'
model: cpython-3.6
steps:
  - alloc: {name: a, size: 16}
  - alloc: {name: b, size: 16}
  - free: a
  - write: {name: a, offset: 0, value: 0x10}
EOF
run "$A" render stray.yaml --format json --at end
is 0
is_json
out '"free_list":[48],"free_list_broken":true,'
out '"kind":"STRAY_LINK"'

summary
