#!/usr/bin/env bash
# Programs that nobody here wrote, recorded and verified: the tests of CPython's library, its modules
# that can be called, tools that a system has.  Not part of `meson test`: it takes long, and what
# there is differs from machine to machine.
#
#	strangers.sh ARENAWALK [LIST]
#
# LIST is strangers.txt otherwise.  All interpreters of this machine run it, or those in
# ARENAWALK_PYTHONS (programs, with blanks between them); STRANGERS_ROOT is a folder to chroot into
# for them, in which ARENAWALK and this folder must be found under the names they have here.  A
# program gets STRANGERS_SECONDS (60); what is recorded until then is verified, too.
#
# One line a program, totals last; exit status 1 if anything differs, 2 if verify could not judge, or
# nothing could be recorded.
set -u
if [ -n "${STRANGERS_ROOT:-}" ]; then
	root=$STRANGERS_ROOT
	unset STRANGERS_ROOT
	export ARENAWALK_PYTHONS STRANGERS_SECONDS
	exec chroot "$root" bash "$(realpath "$0")" "$(realpath "$1")" ${2:+"$(realpath "$2")"}
fi
arenawalk=$(realpath "$1")
list=${2:-$(dirname "$0")/strangers.txt}
seconds=${STRANGERS_SECONDS:-60}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
list=$(realpath "$list")
mkdir "$folder/work" && cd "$folder/work" || exit 2
recorded=0 skipped=0 equal=0 different=0 unjudged=0 calls=0 interpreters=0

number() { # PATTERN: what it finds in what verify said, without commas
	printf '%s\n' "$said" | sed -nE "s/$1/\\1/p" | head -1 | tr -d ,
}

line() { # INTERPRETER PROGRAM CALLS ARENAS INTERPRETERS VERDICT
	printf '%-16s %-34.34s %12s %7s %5s  %s\n' "$@"
}

# Record COMMAND, verify, tell.
judge() { # NAME PROGRAM COMMAND...
	local name=$1 program=$2 verdict status made many obtained
	shift 2
	rm -rf "$folder/r" "$folder"/r.*
	timeout -k 5 "$seconds" "$arenawalk" record -q -o "$folder/r" -- "$@" \
		>"$folder/out" 2>"$folder/err" </dev/null
	status=$?
	if grep -qE "No module named|not found" "$folder/err" "$folder/out" && [ "$status" != 0 ] ||
		[ "$status" = 127 ]; then
		skipped=$((skipped + 1))
		return
	fi
	if [ ! -s "$folder/r" ]; then
		skipped=$((skipped + 1))
		line "$name" "$program" - - - "not recorded: $(tail -n 1 "$folder/err" | cut -c1-60)"
		return
	fi
	recorded=$((recorded + 1))
	said=$("$arenawalk" verify "$folder/r" 2>&1)
	case $? in
	0) verdict=equal equal=$((equal + 1)) ;;
	1) verdict="DIFFERENT: $(printf '%s\n' "$said" | grep -iE 'difference|different' | head -1)"
		different=$((different + 1))
		cp "$folder/r" "${STRANGERS_KEEP:-$folder}/different.$different.awtrace" ;;
	*) verdict="NOT JUDGED: $(printf '%s\n' "$said" | grep error | head -1)"
		unjudged=$((unjudged + 1)) ;;
	esac
	[ "$status" != 124 ] && [ "$status" != 137 ] || verdict="$verdict (stopped after $seconds s)"
	made=$(number '^ *([0-9,]+) calls?:.*') obtained=$(number '^ *([0-9,]+) arenas? obtained.*')
	many=$(number '.*; ([0-9,]+) interpreters.*')
	calls=$((calls + ${made:-0})) interpreters=$((interpreters + ${many:-1}))
	line "$name" "$program" "${made:-0}" "${obtained:-0}" "${many:-1}" "$verdict"
}

# Each line of the list with one interpreter.
run_list() { # PYTHON NAME SAMPLE
	local kind rest words
	while read -r kind rest; do
		words=${rest//SAMPLE/$3}
		case $kind in
		test) judge "$2" "-m test $rest" "$1" -m test "$rest" ;;
		call) judge "$2" "$rest" "$1" $words ;;
		esac
	done < <(grep -E '^(test|call) ' "$list")
}

line interpreter program calls arenas inter- verdict
sample=
for python in ${ARENAWALK_PYTHONS:-/usr/bin/python3 "$HOME"/.pyenv/versions/3.*/bin/python}; do
	[ -x "$python" ] || continue
	name=$("$python" -c 'import sys, sysconfig
free = sysconfig.get_config_var("Py_GIL_DISABLED")
print("" if free or sys.version_info < (3, 6) else "%d.%d.%d" % sys.version_info[:3])') || continue
	[ -n "$name" ] || continue
	cp "$("$python" -c 'import textwrap; print(textwrap.__file__)')" sample.py
	run_list "$python" "$name" sample.py
	sample=sample.py
done
while read -r kind tool rest; do
	command -v "$tool" >/dev/null 2>&1 || { skipped=$((skipped + 1)); continue; }
	judge system "$tool" "$tool" ${rest//SAMPLE/$sample}
done < <(grep '^tool ' "$list")

printf '%d programs recorded, %d calls, %d interpreters: %d equal, %d different, %d not judged' \
	"$recorded" "$calls" "$interpreters" "$equal" "$different" "$unjudged"
printf ' (%d are not there, or could not be recorded)\n' "$skipped"
[ "$unjudged" = 0 ] && [ "$recorded" -gt 0 ] || exit 2
[ "$different" = 0 ]
