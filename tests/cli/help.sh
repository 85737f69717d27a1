#!/bin/sh
# help.sh - the help of every call: complete, no wider than 80 columns, in both languages.
#
# usage: help.sh PROGRAM
set -u
A=$1
. "$(dirname "$0")/assert.sh"
unset LANGUAGE LC_MESSAGES ARENAWALK_SCENARIOS
export LC_ALL=C.UTF-8
cd "$tmp" || exit 1

commands=$("$A" --help | sed -n 's/^  arenawalk \([a-z][a-z]*\).*/\1/p')
check "not all commands" [ "$(echo "$commands" | wc -l)" -ge 11 ]

# The rows of options, one name a line.
names() {
	grep -oE '^ {2,6}(-., )?--[a-z-]+' "$1" | sed 's/.*--//'
}

narrow() { # FILE
	check "wider than 80 columns" [ "$(wc -L <"$1")" -le 80 ]
	check "blanks at the end of a line" [ "$(grep -c ' $' "$1")" -eq 0 ]
}

for language in en zh; do
	run "$A" --lang $language --help
	is 0
	narrow out
	cp out help.$language
	run "$A" --lang $language help
	is 0
	same out help.$language
	for command in $commands; do
		# All know the language of the user, and take another for this call, wherever it stands.
		run env LC_ALL=$language.UTF-8 "$A" "$command" --help
		is 0
		narrow out
		cp out usual
		run "$A" --lang $language "$command" --help
		is 0
		same out usual
		run "$A" "$command" --help --lang $language
		same out usual
		run "$A" --lang $language help "$command"
		is 0
		same out usual
		cp usual out
		grep -E '^ {2,6}(-., )?--' out >rows
		cp out "$command.$language"
		names out | sort >"$command.$language.names"
	done
done

# Both languages have the same options, each once; and those words that are not translated.
for command in $commands; do
	what="$command --help in both languages"
	same "$command.en.names" "$command.zh.names"
	check "an option stands there twice" [ -z "$(uniq -d "$command.en.names")" ]
	check "no --help" grep -qx help "$command.en.names"
	differ "$command.en" "$command.zh"
	check "English in between" [ "$(head -1 "$command.zh")" = \
		"$(head -1 "$command.en" | sed 's/^usage: /用法：/')" ]
done

# What is in the help is understood; what is not, is not.
for command in $commands; do
	# --help in front: nothing else is done, but all is parsed.
	while read -r row; do
		what="$command $row"
		name=$(echo "$row" | sed 's/.*--\([a-z-]*\).*/\1/')
		"$A" "$command" --help "--$name" >/dev/null 2>err
		status=$?
		case $(echo "$row" | sed 's/.*--[a-z-]*//') in
		" "[A-Z]* | " en|zh"* | " 2|3"*)
			check "takes no argument" [ $status -eq 2 ]
			err "requires an argument" ;;
		*) check "is not understood" [ $status -eq 0 ] ;;
		esac
	done <<-EOT
	$(grep -oE '^ {2,6}(-., )?--[a-z-]+( [A-Za-z0-9|]+)?' "$command.en")
	EOT
done
what="short options"
run "$A" check -o x --help
is 2
err "unknown option '-o'"
run "$A" play -v --help
is 2
err "unknown option '-v'"
run "$A" record -v -o x -h
is 0

# The headings, in their order: nothing is without one, none is empty.
what="headings of render --help"
run "$A" render --help
check "another order" [ "$(grep -E '^[a-z].*:$' out | tr '\n' ' ')" = \
	"what is run: which part of it: what comes out: what it looks like: pace of casts and films: about arenawalk: " ]
run "$A" models --help
check "another order" [ "$(grep -E '^[a-z].*:$' out | tr '\n' ' ')" = \
	"what it looks like: about arenawalk: " ]

# Explanations stand in one column, the folded rows, too.
column() { # the column in which the text of the row with this option begins
	awk -v name="--$1" 'index($0, name " ") { match($0, name "( [A-Za-z|0-9]+)?  +"); print RSTART + RLENGTH; exit }' out
}
run "$A" render --help
what="columns of render --help"
check "not in one column" [ "$(column model)" = "$(column cast-version)" ]
check "not in one column" [ "$(column model)" = "$(column help)" ]
check "folded text elsewhere" grep -qE "^ {$(($(column model) - 1))}[a-z]" out

# The user's language: the call's word, the settings', the locale's.
what="whose language"
run env LC_ALL=zh_CN.UTF-8 "$A" --help
same out help.zh
run env LC_ALL=C.UTF-8 LANGUAGE=zh "$A" --help # it goes first
same out help.zh
run env LC_ALL=zh_CN.UTF-8 LANGUAGE=en "$A" --help
same out help.en
run env LC_ALL=C LANGUAGE=zh "$A" --help
same out help.en
# Words are a part of the program: where the system has no locale at all they are there, too.
run env LOCPATH=/nonexistent LC_ALL=zh_CN.UTF-8 "$A" --help
same out help.zh
run env LOCPATH=/nonexistent LC_ALL=C "$A" --help --lang zh
same out help.zh
run env LC_ALL=zh_CN.UTF-8 "$A" --help --lang en
same out help.en
mkdir -p arenawalk
echo "lang = zh" >arenawalk/config
run env XDG_CONFIG_HOME="$tmp" "$A" --help
same out help.zh
run env XDG_CONFIG_HOME="$tmp" "$A" --lang en --help
same out help.en

what="--version"
run "$A" --version
is 0
check "not the version first" grep -qE '^arenawalk [0-9]+\.[0-9]+\.[0-9]+$' out
out "MIT License"
narrow out
run "$A" --lang zh --version
is 0
out "MIT 许可证"
narrow out
run "$A" render --version
is 2
err "it belongs to 'arenawalk'"
summary
