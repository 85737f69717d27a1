#!/usr/bin/env bash
# Verdicts where they are difficult: the system refuses arenas; frames as large as an arena come from
# where arenas do; interpreters side by side.  Every interpreter that is found is asked
# (common.sh).
#
#	hard.sh ARENAWALK
set -u
# shellcheck source=tests/judge/common.sh
. "$(dirname "$0")/common.sh"

judge() { # PYTHON PROGRAM: leaves what verify said in $said
	checks=$((checks + 1))
	if ! PYTHONHASHSEED=1 "$arenawalk" record -q -o "$folder/r.awtrace" -- "$1" "$here/hard.py" "$2" \
		>"$folder/out" 2>&1 || [ "$(cat "$folder/out")" != True ]; then
		complain "$1 $2: not recorded: $(head -3 "$folder/out")"
		return 1
	fi
	said=$("$arenawalk" verify "$folder/r.awtrace" 2>&1) || complain "$1 $2: $said"
	case $said in
	*"every placement equal"*"number of calls, equal"*) ;;
	*) complain "$1 $2: a judge is missing: $said" ;;
	esac
}

says() { # PATTERN: in what verify said
	printf '%s\n' "$said" | grep -qE "$1" || complain "$python: no '$1' in: $said"
}

find_pythons '3.*'
for python in "${pythons[@]}"; do
	minor=$("$python" -c 'import sys, sysconfig
free = sysconfig.get_config_var("Py_GIL_DISABLED")
print(0 if free or sys.implementation.name != "cpython" else sys.version_info[1])')
	[ "$minor" -ge 8 ] || continue
	found=$((found + 1))
	if judge "$python" refused; then
		"$arenawalk" export "$folder/r.awtrace" -o "$folder/text"
		grep -qE '^A [0-9]+ 0x0$' "$folder/text" || complain "$python: nothing was refused"
		grep -q '^# refusals 1$' "$folder/text" || complain "$python: the head does not say so"
	fi
	judge "$python" loaded && says 'statistics text, equal'
	[ "$minor" -ge 11 ] && judge "$python" frames
	[ "$minor" -ge 12 ] && judge "$python" interpreters && says '; 31 interpreters$'
done
summary
