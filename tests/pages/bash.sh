#!/bin/sh
# bash.sh - what bash completes.
#
# usage: bash.sh PROGRAM COMPLETIONS
set -u
. "$(dirname "$0")/../cli/assert.sh"
command -v bash >/dev/null || { echo "no bash here"; exit 77; }
. "$(dirname "$0")/folder.sh"

run bash -n "$page"
is 0

# Calls the function as readline does: words are divided at blanks, and '=' stands alone.
cat >"$tmp/ask" <<'BASH'
set -u
source "$1"
[[ $(complete -p arenawalk) == "complete -F _arenawalk arenawalk" ]] || exit 9
_command_offset() { echo "offset $1"; }
[[ ${3-} != alone ]] || unset -f _command_offset
line=${2//=/ = }
[[ ${3-} != whole ]] || line=$2
read -ra COMP_WORDS <<<"$line"
[[ $line != *' ' || $line == *'= ' ]] || COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_arenawalk arenawalk "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
BASH
ask() { # LINE [whole: '=' divides no words | alone: without bash-completion]
	run bash --norc "$tmp/ask" "$page" "$@"
	is 0
}

ask "arenawalk "
offered play check render record live verify import export lessons models keys \
	01-one-lesson 02-another mine.yaml words.awtrace sub "two words.yaml"
not_offered notes.txt --model
ask "arenawalk re"
offered render record
not_offered play mine.yaml
ask "arenawalk 0"
offered 01-one-lesson
ask "arenawalk --"
offered --model --beside --linear --version --help
not_offered --format --at
ask "arenawalk --v"
offered --version
ask "arenawalk render --"
offered --model --format --at --speed --help
not_offered --version --linear --sample
ask "arenawalk render --f"
offered --format --from --force
check "more" [ "$(wc -l <"$tmp/out")" -eq 3 ]
ask "arenawalk models --"
offered --help --lang
check "more" [ "$(wc -l <"$tmp/out")" -eq 2 ]

# Values, in both forms, also where '=' divides no words.
ask "arenawalk render --format "
offered text ansi svg json words cast film storyboard
not_offered mine.yaml play
ask "arenawalk render --format=s"
offered svg storyboard
not_offered text
ask "arenawalk render --format=s" whole
offered --format=svg --format=storyboard
ask "arenawalk render --format="
offered text storyboard
ask "arenawalk play --model cpython-3.15"
offered cpython-3.15 cpython-3.15-hugepages
not_offered cpython-3.14
ask "arenawalk --beside t"
offered toy
ask "arenawalk play --theme "
offered any dark light
ask "arenawalk play --colors "
offered true 256 16 8 none
ask "arenawalk play --lang "
offered en zh
ask "arenawalk render --detail "
offered op step write
ask "arenawalk render --at "
check "something" [ ! -s "$tmp/out" ]
ask "arenawalk render -o "
offered notes.txt mine.yaml sub
ask "arenawalk render --output=no"
offered notes.txt

# Files, by what the command takes.
ask "arenawalk render mine.yaml --at 3 "
offered mine.yaml words.awtrace
ask "arenawalk check "
offered mine.yaml sub 01-one-lesson
not_offered words.awtrace notes.txt
ask "arenawalk verify "
offered words.awtrace sub
not_offered mine.yaml 01-one-lesson notes.txt
ask "arenawalk export w"
offered words.awtrace
ask "arenawalk import "
offered notes.txt words.awtrace
ask "arenawalk models "
check "something" [ ! -s "$tmp/out" ]
ask "arenawalk check -- --"
check "options behind --" [ ! -s "$tmp/out" ]
ask "arenawalk check -- m"
offered mine.yaml

# A program to record: first its name, then all is its own.
ask "arenawalk record -- s"
offered sh
ask "arenawalk record s"
offered sh
not_offered --sample
ask "arenawalk record --s"
offered --sample
for line in "sh " "-- sh " "--sample 5 sh -c --" "--sample=5 -v sh --f" "-o out.awtrace -- sh "; do
	ask "arenawalk record $line"
	case $line in
	"sh ") offered "offset 2" ;;
	"-- sh ") offered "offset 3" ;;
	"--sample 5"*) offered "offset 4" ;;
	"--sample=5"*) offered "offset 6" ;;
	*) offered "offset 5" ;;
	esac
	not_offered --sample
done
ask "arenawalk record sh --s" alone
check "ours are offered to a program" [ ! -s "$tmp/out" ]
ask "arenawalk live w"
offered words.awtrace

# The same with real keys, in a terminal.
if command -v script >/dev/null; then
	cat >"$tmp/rc" <<-RC
		source "$page"
		bind 'set bell-style none'
		told() { printf '%s\n' "\$READLINE_LINE" >>"$tmp/lines"; READLINE_LINE= READLINE_POINT=0; }
		bind -x '"\C-t": told'
		PS1='ready> '
	RC
	: >"$tmp/lines"
	: >"$tmp/screen"
	mkfifo "$tmp/keys"
	script -qfec "bash --noprofile --rcfile $tmp/rc -i" "$tmp/screen" <"$tmp/keys" >/dev/null 2>&1 &
	shell=$!
	exec 3>"$tmp/keys"
	wait_for() { # COMMAND...: ten seconds at most
		tries=0
		until "$@"; do
			tries=$((tries + 1))
			[ $tries -lt 200 ] || return 1
			sleep 0.05
		done
	}
	wait_for grep -q 'ready> ' "$tmp/screen"
	typed=0
	typed() { # KEYS LINE: what is typed before Tab, and what the line is then
		typed=$((typed + 1))
		what="keys: $1 Tab"
		printf '%s\t\024' "$1" >&3
		wait_for sh -c "[ \$(wc -l <'$tmp/lines') -ge $typed ]"
		check "the line is '$(sed -n ${typed}p "$tmp/lines")'" \
			[ "$(sed -n ${typed}p "$tmp/lines")" = "$2" ]
	}
	typed "arenawalk rend" "arenawalk render "
	typed "arenawalk render --forma" "arenawalk render --format "
	typed "arenawalk render --format=sv" "arenawalk render --format=svg "
	typed "arenawalk check 01" "arenawalk check 01-one-lesson "
	typed "arenawalk check tw" "arenawalk check two\\ words.yaml "
	typed "arenawalk check su" "arenawalk check sub/"
	printf 'exit\n' >&3
	exec 3>&-
	wait $shell
fi
summary
