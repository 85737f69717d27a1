#!/bin/sh
# manual.sh - the manual tells of everything, and is good roff; a template that does not is refused.
# The README's table of calls has a row for each command.
#
# usage: manual.sh PROGRAM MANUAL GENERATOR SOURCE-ROOT
set -u
A=$1
manual=$2
pages=$3
root=$4
. "$(dirname "$0")/../cli/assert.sh"
cd "$tmp" || exit 1

# -- good roff: where there is nobody to ask, only the rest is tested

if command -v mandoc >/dev/null; then
	run mandoc -T lint -W warning "$manual"
	is 0
	no_out
	LC_ALL=C.UTF-8 mandoc -T utf8 -O width=80 "$manual" | sed "s/.$(printf '\b')//g" >text
else
	echo "manual.sh: no mandoc here: the manual is not linted"
	sed 's/\\&//g; s/\\-/-/g' "$manual" >text
fi
if command -v man >/dev/null && man --version >/dev/null 2>&1; then
	run man --warnings -E UTF-8 -l -Tutf8 -Z "$manual"
	check "man is not content: $(head -1 err)" [ "$status" -eq 0 ] && no_err
fi

# -- everything is there

sed 's/\\&//g; s/\\-/-/g' "$manual" >typed # as if roff had read it

what="the manual"
told() { # WORDS
	check "it does not tell of '$1'" grep -qF -e "$1" text
}

for section in NAME SYNOPSIS DESCRIPTION COMMANDS OPTIONS KEYS SCENARIOS MODELS ENVIRONMENT FILES \
	"EXIT STATUS" EXAMPLES "SEE ALSO"; do
	check "no section $section" grep -qE "^\.Sh $section\$" "$manual"
done
commands=$("$A" --help | sed -n 's/^  arenawalk \([a-z][a-z]*\).*/\1/p')
for command in $commands; do
	check "the README has no row of $command" grep -qE "^\| \`arenawalk $command[ \`]" "$root/README.md"
	check "no command $command" grep -qE "^\.It Cm $command( |\$)" "$manual"
	"$A" "$command" --help | grep -oE '^ {2,6}(-., )?--[a-z-]+' | sed 's/.*--//' >options
	check "no options of $command" [ -s options ]
	while read -r option; do
		check "no option --$option" grep -qE "^\.It (Fl . , )?Fl -$option( |\$)" typed
	done <options
done
"$A" keys --config >config
grep -oE '^[a-z]+ =|^key [a-z0-9-]+' config | sed 's/ =//; s/^key //' >settings
check "no settings" [ "$(wc -l <settings)" -gt 40 ]
while read -r setting; do
	told "$setting"
done <settings
"$A" models | sed 1d | while read -r model rest; do echo "$model"; done >models
check "no models" [ "$(wc -l <models)" -gt 10 ]
while read -r model; do
	told "$model"
done <models

# Variables that the source asks for; those with a name of their own in C are for our own processes.
grep -rhoE 'getenv\("[A-Z_]+"\)' "$root/src" | sed 's/.*"\(.*\)".*/\1/' | sort -u >variables
check "no variables" [ "$(wc -l <variables)" -gt 8 ]
while read -r variable; do
	check "no variable $variable" grep -qE "^\.It Ev .*\b$variable\b" "$manual"
done <variables

# Examples are right: their options exist, and where they need no terminal, they work.
what="examples"
grep -E '^arenawalk .*' "$manual" | sed 's/\\-/-/g' >examples
check "too few" [ "$(wc -l <examples)" -ge 8 ]
grep render examples | while read -r name arguments; do
	# shellcheck disable=SC2086
	"$A" $arguments >/dev/null 2>>wrong || echo "$name $arguments" >>wrong
done
check "an example of render fails: $(cat wrong 2>/dev/null)" [ ! -s wrong ]
check "no pictures" [ -s four.svg ] && check "no film" [ -s film.svg ]

# -- the generator: a template that forgets something, or wants what there is not, makes no page

template=$root/src/pages/arenawalk.1.in
run "$pages" "$template"
is 0
same out "$manual"
for line in "@action realloc@" "@key view@" "@takes live@"; do
	grep -vxF "$line" "$template" >forgetful.in
	run "$pages" forgetful.in
	is 1
	err "the manual does not tell of '$(echo "$line" | sed 's/.* \(.*\)@/\1/')'"
done
for line in "@nonsense@" "@command frobnicate@" "@action frobnicate@" "@key frobnicate@"; do
	{ cat "$template"; echo "$line"; } >wrong.in
	run "$pages" wrong.in
	is 1
	err "$(echo "$line" | sed 's/.* //; s/@//g')"
done
run "$pages" nowhere.in
is 1
summary
