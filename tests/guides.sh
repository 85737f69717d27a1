#!/bin/sh
# guides.sh - the guides are complete, and name nothing that there is not.
#
# scenarios/README.md: its table of keys has every key of the schema and no other, each with whether
# it must be there; its table of words has every word. src/README.md: the files it names exist, its
# table of folders has every folder. README.md, tests/README.md: the links lead somewhere.
#
# usage: guides.sh GENERATOR SOURCE-ROOT
set -u
pages=$1
root=$2
. "$(dirname "$0")/cli/assert.sh"
cd "$tmp" || exit 1

# -- scenarios: what there is ("key alloc.name must"), against what is told

echo "@scenario@" >scenario.in
run "$pages" scenario.in
is 0
sort out >there
check "few keys" [ "$(grep -c '^key ' there)" -gt 60 ]

# The rows of both tables as such lines; in other rows there are no such words.
told() { # GUIDE
	awk -F ' [|] ' '
		/^## / { part = $0 }
		{ row = $0; sub(/^[|] /, "", row); count = split(row, cell, " [|] ") }
		part == "## All keys" && /^[|] `/ {
			gsub(/^`|`$/, "", cell[1])
			many = split(cell[1], keys, "` `")
			for (i = 1; i <= many; i++)
				print "key", keys[i], cell[2]
		}
		part == "## All words" && /^[|] `/ {
			kind = cell[1]
			sub(/^`/, "", kind)
			sub(/`.*/, "", kind)
			sub(/s$/, "", kind)
			sub(/ [|]$/, "", cell[2])
			gsub(/`/, "", cell[2])
			many = split(cell[2], words, " ")
			for (i = 1; i <= many; i++)
				print kind, words[i]
		}' "$1" | sort
}

compare() { # GUIDE: says what is missing (<), and what there is not (>)
	told "$1" >told
	diff there told | grep '^[<>]' >differences
}

guide=$root/scenarios/README.md
what="scenarios/README.md"
compare "$guide"
check "keys or words: < is not told, > does not exist: $(cat differences)" [ ! -s differences ]

# This test can fail: it finds what a careless hand takes away, adds or changes.
what="a careless hand"
refuses() { # SED-SCRIPT DIFFERENCE
	sed "$1" "$guide" >careless.md
	compare careless.md
	check "'$1' goes unnoticed" grep -qxF "$2" differences
}
refuses '/^| `arena_limit`/d' '< key arena_limit may'
refuses 's/`- random.min` //' '< key - random.min may'
refuses 's/^| `arenas` /| `arenas` `arenas_limit` /' '> key arenas_limit may'
refuses 's/^| `- ask.about` | must/| `- ask.about` | may/' '> key - ask.about may'
refuses 's/ `link_cycle`//' '< finding link_cycle'
refuses 's/ `blocks` `/ `blocks` `bricks` `/' '> counter bricks'
refuses 's/`pool_full`/`pool_fill`/' '> step pool_fill'

# -- the code: what is named as a file is one, below src/ or the root

named() { # GUIDE: its `words` that can only be files and folders
	grep -oE '`[a-z0-9_.-]*/?[A-Za-z0-9_./-]+`' "$1" | tr -d '`' |
		grep -E '/|\.(c|h|def|sh|yaml|build|in|md|keys|screen|po)$' | grep -v '^\.' | sort -u
}

missing() { # GUIDE
	named "$1" | while read -r file; do
		[ -e "$root/src/$file" ] || [ -e "$root/$file" ] || echo "$file"
	done
}

guide=$root/src/README.md
what="src/README.md"
check "few files" [ "$(named "$guide" | wc -l)" -gt 60 ]
missing "$guide" >nowhere
check "there is no $(tr '\n' ' ' <nowhere)" [ ! -s nowhere ]
sed 's/heap\/steps\.def/heap\/paces.def/' "$guide" >careless.md
missing careless.md >nowhere
check "a file that is not there goes unnoticed" grep -qxF heap/paces.def nowhere

# Functions, too, are what they are called: `name()`.
grep -oE '`[a-z_]+\(\)`' "$guide" | tr -d '`()' | sort -u >functions
check "few functions" [ "$(wc -l <functions)" -gt 15 ]
while read -r function; do
	check "there is no $function()" grep -rqE --include='*.[ch]' "(^|[^a-z_])$function\(|define $function\(" "$root/src"
done <functions
sed -n 's/^| `\([a-z]*\)` | .*/\1/p' "$guide" | sort >told
(cd "$root/src" && for folder in */; do echo "${folder%/}"; done) | sort >there
check "its table of folders: $(diff there told | grep '^[<>]')" cmp -s there told

# -- links

for guide in README.md scenarios/README.md src/README.md tests/README.md; do
	what=$guide
	folder=$(dirname "$root/$guide")
	grep -oE '\]\([^)]*\)' "$root/$guide" | sed 's/](//; s/)$//' >links
	while read -r link; do
		case $link in
		http*) continue ;;
		'#'*)
			# A heading in lower case, without signs, blanks as hyphens.
			sed -n 's/^##* //p' "$root/$guide" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9_\n-' >headings
			check "no heading for $link" grep -qxF -e "${link#\#}" headings
			;;
		*) check "no $link" [ -e "$folder/${link%%#*}" ] ;;
		esac
	done <links
done
summary
