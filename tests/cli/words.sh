#!/bin/sh
# words.sh - the run told in sentences: render --format words, and play --linear.
#
# usage: words.sh PROGRAM LESSONS
set -u
A=$(realpath "$1")
lessons=$(realpath "$2")
. "$(dirname "$0")/assert.sh"
cd "$tmp" || exit 1
export ARENAWALK_SCENARIOS="$lessons" LC_ALL=C.UTF-8

cat >four.yaml <<'END'
title: {en: Four blocks, zh: 四个块}
about: {en: About four., zh: 说四个。}
model: cpython-3.6
steps:
- say: {en: "Here it begins (▹). (→ goes on.)", zh: 从 nextoffset（▹）开始（▹）。}
- repeat: {times: 4, steps: [{alloc: {name: b$i, size: 16}}]}
- mark: filled
- ask: {question: {en: Which pool?, zh: 哪个池？}, about: pool, because: {en: It has room., zh: 它有空位。}}
- alloc: {name: c, size: 16}
- free: b1
- double_free: b1
END

none() { # WORDS: they are not there
	check "standard output has '$1'" sh -c '! grep -qF -e "$1" out' sh "$1"
}

# What was typed is read from the file that [lines] makes.
lines() {
	printf '%b' "$1" >typed
	shift
	what="$* <typed"
	"$A" --linear "$@" <typed >out 2>err
	status=$?
}

# -- words

run "$A" render --format words --lang en four.yaml
is 0
cp out whole
for words in "Four blocks" "Model cpython-3.6: arenas of 256 KiB" "About: About four." \
	"Places: 0:3 is pool 3 of arena 0" "Narration: Here it begins." \
	"    arena objects 0 to 15: nextarena links each to the next" \
	"    usedpools[1] first pool: from itself to 0:0" "    pool 0:0 szidx: from none to 1" \
	"    pool 0:0 maxnextoffset: from 0 to 4080" "Operation 2: b1 = malloc(16) returns 0:0:64" \
	"  Step 3 of 4: hand out 0:0:64; freeblock follows its link to NULL" \
	"    pool 0:0 ref.count: from 1 to 2" "    usable_arenas: from NULL to arena 0" "Mark: filled" \
	"Question: Which pool?" "Because: It has room." "Operation 6: free(b1)" \
	"    first word of 0:0:64: from 0 to 0:0:128" "Finding: 0:0:64 is freed although it is free already"; do
	out "$words"
done
check "not in order" sh -c 'grep -n "^Question\|^Operation 5\|^Because" out | cut -d: -f2 |
	cut -c1-7 | tr "\n" " " | grep -q "^Questio Operati Because $"'
run "$A" render --format words --lang zh four.yaml
is 0
out "解说：从 nextoffset 开始。"
out "    池 0:0 ref.count：从 1 变为 2"
out "原因：它有空位。"
run "$A" render --format words --lang en --ascii four.yaml
is 0
out "b1 = malloc(16) returns 0:0:64"
check "not ASCII" sh -c '! LC_ALL=C grep -q "[^ -~]" out'
run "$A" render --format words --lang en "$lessons/10-arena-full.yaml"
is 0
out "    arena 0 pool_address: from 0:63 to the arena's end"
none "pool_address: from 0:63 to 1:0"
# A part of it is that part of the whole, a head in front.
run "$A" render --format words --lang en --from 2 --to 3 four.yaml
is 0
sed -n '/^Operation 2/,/link virgin block 0:0:96/p' whole >part
sed -n '/^Operation 2/,/link virgin block 0:0:96/p' out >told
same told part
out "Operation 3"
none "Operation 4"
none "Operation 1:"
run "$A" render --format words --lang en --at 2.3 four.yaml
is 0
out "Operation 2: b1 = malloc(16)"
none "Step 4"
out "    pool 0:0 ref.count: from 1 to 2"
run "$A" render --format words --lang en --to 2.3 four.yaml
is 0
out "Step 3 of 4: hand out 0:0:64"
none "Step 4 of 4"
run "$A" render --format words --lang en --from filled --to end four.yaml
is 0
none "Operation 3"
out "Operation 7"
run "$A" render --format words four.yaml -o told.txt
is 0
no_out
run "$A" render --format words --from nowhere four.yaml
is 2
err "--from: no mark is called 'nowhere'"
run "$A" render --format words --to 99 four.yaml
is 2
err "--to: the run has no operation 99"
run "$A" render --format words --at 2 --to 3 four.yaml
is 2
err "--to does not go with --at"
run "$A" render --format words --from 5 --to 3 four.yaml
is 2
err "--to 3 lies before --from 5"
run "$A" render --from 2 four.yaml
is 2
err "--from is for words, casts, films and storyboards"
run "$A" render --format words -o /dev/full four.yaml
is 2
err "No space left on device"
# Every lesson, in both languages; what is told can be read aloud: no arrows, no shapes.
for lesson in "$lessons"/*.yaml; do
	for lang in en zh; do
		run "$A" render --format words --lang $lang "$lesson"
		is 0
		for sign in → ← ↑ ↓ ⇄ ▹ ▶ ▲ ■ □ ○ █; do
			none $sign
		done
	done
done

# -- a long run is told as it goes: neither memory nor time grow before the first line

printf 'title: long\nmodel: cpython-3.11\nsteps:\n- repeat: {times: 5000000, steps: [{alloc: {name: a, size: 32}}, {free: a}]}\n' >long.yaml
what="render --format words long.yaml | head"
(ulimit -S -v 2000000
	"$A" --version >/dev/null 2>&1 || ulimit -S -v unlimited # a sanitizer takes all there is
	timeout 200 "$A" render --format words --lang en long.yaml 2>/dev/null | head -100) >out
out "Operation 2: free(a)"

# -- lines

lines '\n\n\n\nq\n' --lang en four.yaml
is 0
out "Enter: next step; ?: all commands; q: quit."
out "Narration: Here it begins."
out "Step 4 of 9"
none "Step 5 of 9"
check "a control character" sh -c '! LC_ALL=C tr -d "\n" <out | grep -q "[[:cntrl:]]"'
check "told twice" [ "$(grep -c '^Operation 1: ' out)" -eq 1 ]
lines '' --lang en four.yaml # nothing is typed: the input ends
is 0
out "Narration: Here it begins."
lines 'g 2\nb\nback 2\n' --lang en four.yaml
is 0
out "Operation 2: b1 = malloc(16) returns 0:0:64"
out "Operation 2 of 7, step 3 of 4."
out "Operation 2 of 7, step 1 of 4."
lines 'd op\n\n3\nw\n' --lang en four.yaml
is 0
out "Operation by operation."
out "Operation 4: b3 = malloc(16) returns 0:0:96"
out "Pool 0:0: used, 4 of 253 blocks of 16 bytes in use"
out "  nextoffset: 128"
out "usedpools[1], 16 bytes: 0:0"
lines 'n\n3\n\n' --lang en four.yaml
is 0
out "Question: Which pool?"
out "  3: none: the system"
out "No. It is: pool 0:0."
out "So far: 0 of 1 right."
out "Because: It has room."
lines 'n\n2\nn\n' --lang en four.yaml
out "Right: pool 0:0."
check "explained twice" [ "$(grep -c '^Because' out)" -eq 1 ]
lines ']\ng 6.2\ng filled\ng nowhere\ng end\n\nb 99\ng\n' --lang en four.yaml
is 0
out "Mark: filled"
out "Step 2 of 3: freeblock points to 0:0:64"
out "there is no such place"
out "Finding: 0:0:64 is freed although it is free already"
out "This is the end."
out "Before operation 1 of 7."
lines '/ b2\n/ pool_full\n/ (\nnonsense\n?\n' --lang en four.yaml
is 0
out "Operation 3: b2 = malloc(16)"
out "not after this: pool_full"
out "Not understood: ? lists the commands."
out "Commands, each followed by Enter:"
lines 'e\n\ne\n' --lang en four.yaml
is 0
out "在操作 1 之前，共 7。"
out "  步 1/9："
lines 'nnn\0nn\n\033[2J\n' --lang en four.yaml
is 0
check "a control character" sh -c '! LC_ALL=C tr -d "\n" <out | grep -q "[[:cntrl:]]"'
lines '2\nn\nq\n99\n1\nq\nq\n' --lang en
is 0
out "1: Who asks whom"
out "1-"
check "two lessons" [ "$(grep -c '^Enter: next step' out)" -eq 2 ]
lines '/ b2\nr\n' --lang en four.yaml
is 0
check "not told again" [ "$(grep -c '^Operation 3: b2 = malloc(16)' out)" -eq 2 ]
out "The file has been read again."
lines 'r\n' --lang zh four.yaml
out "文件已重新读入。"

# -- the file changes while a command is waited for: through a pipe that stays open

saved() { # WORDS: wait until they are told, and count that
	what="the file is saved: $1"
	for i in $(seq 200); do
		grep -qF -e "$1" out && break
		sleep 0.05
	done
	out "$1"
}

cp four.yaml changing.yaml
mkfifo commands
"$A" --linear --lang en changing.yaml <commands >out 2>err &
player=$!
exec 3>commands
printf 'd op\ng 2\n/ b' >&3 # half a command, too
saved "Operation 2: b1 = malloc(16)"
sed 's/b$i, size: 16/n$i, size: 24/' four.yaml >next.yaml
mv next.yaml changing.yaml
saved "changing.yaml:10:9: error: free of 'b1', which no step allocates"
out "Saved. The file cannot be read; the run before goes on:"
printf '2\n' >&3
saved "Operation 3: b2 = malloc(16)"
sed 's/b$i, size: 16/b$i, size: 24/' four.yaml >changing.yaml
saved "Saved. The file has been read again."
saved "Operation 3 of 7, step 4 of 4."
saved "Operation 3: b2 = malloc(24)"
rm changing.yaml
saved "the file is gone: this is what it held"
printf '\nq\n' >&3
saved "Operation 4: b3 = malloc(24)"
exec 3>&-
wait $player
status=$?
what="--linear, and the file is saved"
is 0
no_err

# -- what a question's answer was, in a run that is no more

cat >asked.yaml <<'END'
title: {en: Asked, zh: 问}
about: {en: A question., zh: 一个问题。}
model: toy
steps:
  - alloc: {name: a, size: 16}
  - ask: {question: {en: How many?, zh: 几个？}, about: pool, because: {en: It was one., zh: 一个。}}
  - alloc: {name: b, size: 16}
END
"$A" --linear --lang en asked.yaml <commands >out 2>err &
player=$!
exec 3>commands
printf 'd op\n\n\n' >&3
saved "How many?"
sed '/How many/d' asked.yaml >next.yaml
mv next.yaml asked.yaml
saved "Saved. The file has been read again."
printf 'g 2\nq\n' >&3
exec 3>&-
wait $player
status=$?
what="--linear, a question, and the file is saved"
is 0
none "Because:"

# -- the menu

last=$(ls "$lessons"/*.yaml | wc -l)
what="the last of the lessons"
printf '%s\n%s\nq\n' $((last + 1)) "$last" | "$A" --linear --lang en >out 2>err
status=$?
is 0
out "1-$last, q"
check "the last one is played" grep -qx "Writing after free" out

what="--linear -"
"$A" --linear - <four.yaml >out 2>err
status=$?
is 2
err "standard input cannot be both"
run env TERM=dumb "$A" --lang en four.yaml
is 0
out "TERM=dumb: no screen, but line by line (as with --linear)"
out "Narration: Here it begins."
run env TERM=dumb LC_ALL=xx.ISO-8859-1 "$A" --lang zh four.yaml
is 0
check "not ASCII" sh -c '! LC_ALL=C grep -q "[^ -~]" out'
run "$A" --linear no.yaml
is 2

summary
