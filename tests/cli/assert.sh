# shellcheck shell=sh
# assert.sh - what the scripts here have in common; to be read with '.'.
#
# run COMMAND...       run it; its status goes to $status, its output to $tmp/out and $tmp/err
# is STATUS            the status was that; 0 came with an empty standard error, 2 with a hint
# out WORDS, err WORDS the output has these words, as they are, in one line
# no_out, no_err       nothing was written there

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
checks=0
failures=0
what=

fail() {
	failures=$((failures + 1))
	printf 'FAILED: %s\n  %s\n' "$what" "$1"
	head -c 1000 "$tmp/err" | sed 's/^/  err: /'
}

check() { # MESSAGE COMMAND...: the command must succeed
	checks=$((checks + 1))
	message=$1
	shift
	"$@" || fail "$message"
}

run() {
	what=$*
	"$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
}

is() {
	check "status $status instead of $1" [ "$status" -eq "$1" ]
	[ "$1" -ne 0 ] || no_err
	[ "$1" -ne 2 ] || ! grep -q 'error: ' "$tmp/err" || check "no hint" grep -q '^  hint: ' "$tmp/err"
}

out() {
	check "standard output has no '$1'" grep -qF -e "$1" "$tmp/out"
}

err() {
	check "standard error has no '$1'" grep -qF -e "$1" "$tmp/err"
}

no_out() {
	check "something on standard output" [ ! -s "$tmp/out" ]
}

no_err() {
	check "something on standard error" [ ! -s "$tmp/err" ]
}

same() { # FILE FILE
	check "$1 and $2 differ" cmp -s "$1" "$2"
}

differ() { # FILE FILE
	checks=$((checks + 1))
	! cmp -s "$1" "$2" || fail "$1 and $2 are the same"
}

summary() {
	printf '%s: %d checks, %d failures\n' "${0##*/}" "$checks" "$failures"
	[ "$failures" -eq 0 ]
}
