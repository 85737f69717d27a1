#!/bin/sh
# readme.sh ARENAWALK README: what the README shows as output is what the program prints.
# A line "<!-- output: ARGUMENTS -->" stands before a fenced block; the block must equal the
# output of `arenawalk ARGUMENTS`, run in the README's folder. UPDATE=1 rewrites the README.
set -eu
program=$(realpath "$1")
readme=$(realpath "$2")
cd "$(dirname "$readme")"
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
LC_ALL=C.UTF-8 PROGRAM=$program awk '
    /^<!-- output: / {
        arguments = $0
        sub(/^<!-- output: /, "", arguments)
        sub(/ -->$/, "", arguments)
        print
        getline
        print
        command = ENVIRON["PROGRAM"] " " arguments
        while ((command | getline line) > 0)
            print line
        close(command)
        while ((getline line) > 0 && line !~ /^```$/)
            ;
        print line
        next
    }
    { print }
' "$readme" >"$fresh"
if [ "${UPDATE:-}" ]; then
    cp "$fresh" "$readme"
elif ! diff -u "$readme" "$fresh"; then
    echo "the README is stale: UPDATE=1 $0 $1 $2" >&2
    exit 1
fi
