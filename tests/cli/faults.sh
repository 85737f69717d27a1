#!/bin/sh
# faults.sh - is every fault of meaning reported where it is, in the words that are expected?
#
# usage: faults.sh PROGRAM FOLDER
#
# Each FOLDER/*.yaml says in its first comment lines what `arenawalk check` must report, all of it
# and in this order, and how it must exit (2 if nothing is said):
#
#	# expect: 7:5: error: the beginning of a message
#	# hint: the beginning of its hint, if it matters
#	# exit: 1
#
# Every error must have a hint.
set -u
A=$1
. "$(dirname "$0")/assert.sh"
cd "$2" || exit 1

# Diagnostics without the file's name, source lines and carets.
for file in *.yaml; do
	run "$A" check "$file"
	expected=$(sed -n 's/^# exit: //p' "$file")
	check "status $status instead of ${expected:-2}" [ "$status" -eq "${expected:-2}" ]
	awk -v name="$file:" '
		FNR == NR && /^# expect: / { expected[++n] = substr($0, 11); next }
		FNR == NR && /^# hint: / { hint[n] = substr($0, 9); next }
		FNR == NR { next }
		index($0, name) == 1 && / (error|warning): / { got[++m] = substr($0, length(name) + 1) }
		/^  hint: / { hinted[m] = substr($0, 9) }
		END {
			if (n == 0)
				print "the file does not say what to expect"
			for (i = 1; i <= n || i <= m; i++) {
				if (i > n)
					print "not expected: " got[i]
				else if (index(got[i], expected[i]) != 1)
					print "expected: " expected[i] "\n  got:      " got[i]
				else if (hinted[i] == "" && expected[i] ~ /: error: /)
					print "no hint: " got[i]
				else if (index(hinted[i], hint[i]) != 1)
					print "expected hint: " hint[i] "\n  got:           " hinted[i]
			}
		}' "$file" "$tmp/err" >"$tmp/wrong"
	[ "$status" -ne 2 ] || no_out
	check "$(cat "$tmp/wrong")" [ ! -s "$tmp/wrong" ]
done
[ "$checks" -gt 0 ] || fail "no files"
summary
