# shellcheck shell=sh disable=SC2154
# files.sh - scenarios that several scripts here try; to be read with '.' after assert.sh, with the
# program in $A.  The current folder is $tmp from then on.

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

refused() { # COMMAND...: status 2, a message, nothing else
	run "$A" "$@"
	is 2
	no_out
	check "the message does not begin with the program's name" grep -q '^arenawalk' err
}
