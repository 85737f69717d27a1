# common.sh - how judge.sh and hard.sh begin and end; for `.` after `set -u`, with their arguments.
arenawalk=$1
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
checks=0 failures=0 found=0

complain() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# The interpreters to be asked: Debian's and those of pyenv whose versions match, or those that
# ARENAWALK_PYTHONS lists instead (programs, with blanks between them).
find_pythons() { # VERSIONS: leaves them in the array pythons
	local python
	pythons=()
	for python in ${ARENAWALK_PYTHONS:-/usr/bin/python3 "$HOME"/.pyenv/versions/$1/bin/python}; do
		[ ! -x "$python" ] || pythons+=("$python")
	done
}

summary() {
	[ "$found" -gt 0 ] || { echo "no python3 found"; exit 77; }
	echo "${0##*/}: $checks recordings of $found interpreters, $failures failures"
	[ "$failures" = 0 ]
}
