#!/bin/sh
# readme.sh ARENAWALK README: what the README shows as output is what the program prints.
# A line "<!-- output: ARGUMENTS -->" stands before a fenced block; the block must equal the
# output of `arenawalk ARGUMENTS`, run in the README's folder. UPDATE=1 rewrites the README.
# A fenced block behind "<!-- file: NAME -->" is a scenario, which must be right. Output about it is
# marked "<!-- output: ARGUMENTS, after SCRIPT -->": what sed makes of it, messages included.
set -eu
program=$(realpath "$1")
readme=$(realpath "$2")
cd "$(dirname "$readme")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fresh=$folder/README.md
mkdir "$folder/files" "$folder/changed"
LC_ALL=C.UTF-8 PROGRAM=$program FOLDER=$folder awk '
    function inside(text) { # what stands in a mark
        sub(/^<!-- [a-z]*: /, "", text)
        sub(/ -->$/, "", text)
        return text
    }
    # The command that changes the files and runs the program beside them.
    function changed(arguments, at) {
        at = index(arguments, ", after ")
        return "cd \"$FOLDER/files\" && for f in *; do sed \"" substr(arguments, at + 8) \
               "\" \"$f\" >\"$FOLDER/changed/$f\"; done && cd \"$FOLDER/changed\" && \"$PROGRAM\" " \
               substr(arguments, 1, at - 1) " 2>&1"
    }
    /^<!-- file: / {
        name = ENVIRON["FOLDER"] "/files/" inside($0)
        print
        getline
        print
        while ((getline line) > 0 && line !~ /^```$/) {
            print line
            print line >name
        }
        close(name)
        print line
        next
    }
    /^<!-- output: / {
        arguments = inside($0)
        print
        getline
        print
        command = arguments ~ /, after / ? changed(arguments) : "\"$PROGRAM\" " arguments
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
for file in "$folder"/files/*; do
    "$program" check "$file" >/dev/null || exit 1
done
