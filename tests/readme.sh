#!/bin/sh
# readme.sh ARENAWALK GUIDE: what a guide shows as output is what the program prints.
# A line "<!-- output: ARGUMENTS -->" stands before a fenced block; the block must equal the
# output of `arenawalk ARGUMENTS`, run in the guide's folder. UPDATE=1 rewrites the guide.
# A fenced block behind "<!-- file: NAME -->" is a scenario, which must be right; all of a guide lie
# in one folder, NAME may say in which below it. Output about them, messages included, is marked
# "<!-- beside: ARGUMENTS -->", which is run in that folder and may begin with NAME=VALUE, or
# "<!-- output: ARGUMENTS, after SCRIPT -->": what sed makes of the files.
# In a fenced block behind "<!-- run -->" the lines "$ arenawalk render ..." must work beside the files.
# No YAML is shown that is not tried: every ```yaml stands behind a file's mark.
set -eu
program=$(realpath "$1")
readme=$(realpath "$2")
cd "$(dirname "$readme")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fresh=$folder/README.md
mkdir "$folder/files" "$folder/changed"
if ! LC_ALL=C.UTF-8 PROGRAM=$program FOLDER=$folder awk '
    function inside(text) { # what stands in a mark
        sub(/^<!-- [a-z]*: /, "", text)
        sub(/ -->$/, "", text)
        return text
    }
    # The command that changes the files and runs the program beside them.
    function changed(arguments, at) {
        at = index(arguments, ", after ")
        return "cd \"$FOLDER/files\" && find . -type f | while read -r f; do " \
               "mkdir -p \"$FOLDER/changed/${f%/*}\" && sed \"" substr(arguments, at + 8) \
               "\" \"$f\" >\"$FOLDER/changed/$f\"; done && cd \"$FOLDER/changed\" && \"$PROGRAM\" " \
               substr(arguments, 1, at - 1) " 2>&1"
    }
    # The command that runs the program beside the files as they are.
    function beside(arguments, settings) {
        while (match(arguments, /^[A-Z_]+=[^ ]* /)) {
            settings = settings substr(arguments, 1, RLENGTH)
            arguments = substr(arguments, RLENGTH + 1)
        }
        return "cd \"$FOLDER/files\" && " settings "\"$PROGRAM\" " arguments " 2>&1"
    }
    /^<!-- file: / {
        name = ENVIRON["FOLDER"] "/files/" inside($0)
        print
        getline
        print
        system("mkdir -p \"$(dirname \"" name "\")\"")
        while ((getline line) > 0 && line !~ /^```$/) {
            print line
            print line >name
        }
        close(name)
        print line
        next
    }
    /^<!-- (output|beside): / {
        arguments = inside($0)
        is_beside = /^<!-- beside/
        print
        getline
        print
        command = is_beside ? beside(arguments) : \
                  arguments ~ /, after / ? changed(arguments) : "\"$PROGRAM\" " arguments
        while ((command | getline line) > 0)
            print line
        close(command)
        while ((getline line) > 0 && line !~ /^```$/)
            ;
        print line
        next
    }
    /^<!-- run -->$/ {
        while ((getline line) > 0) {
            print
            $0 = line
            if (line ~ /^```$/)
                break
            if (line ~ /^[$] arenawalk render /) {
                sub(/^[$] arenawalk /, "", line)
                if (system("cd \"$FOLDER/files\" && \"$PROGRAM\" " line " >/dev/null") != 0) {
                    print FILENAME ": fails: " line >"/dev/stderr"
                    wrong = 1
                }
            }
        }
    }
    /^```yaml/ {
        print FILENAME ":" NR ": YAML that is not tried: <!-- file: NAME --> is missing" >"/dev/stderr"
        wrong = 1
    }
    { print }
    END { exit wrong }
' "$readme" >"$fresh"; then
    exit 1
fi
if [ "${UPDATE:-}" ]; then
    cp "$fresh" "$readme"
elif ! diff -u "$readme" "$fresh"; then
    echo "the guide is stale: UPDATE=1 $0 $1 $2" >&2
    exit 1
fi
find "$folder/files" -name '*.yaml' | sort >"$folder/list"
if [ ! -s "$folder/list" ]; then
    echo "$readme shows no scenario at all" >&2
    exit 1
fi
wrong=0
while read -r file; do
    "$program" check "$file" >/dev/null || wrong=1
done <"$folder/list"
exit $wrong
