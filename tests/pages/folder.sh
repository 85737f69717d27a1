# shellcheck shell=sh
# folder.sh - to be read with '.', after assert.sh: a folder in which there is something to complete.
#
# A, page              the program and the completions, from the arguments; `arenawalk` is on PATH
# offered WORD...      each is a line of $tmp/out
# not_offered WORD...  none is

A=$1
page=$2
mkdir "$tmp/bin" "$tmp/lessons" "$tmp/work" "$tmp/work/sub"
ln -s "$A" "$tmp/bin/arenawalk"
printf 'title: One lesson\nsteps: [{alloc: {name: a, size: 1}}]\n' >"$tmp/lessons/01-one-lesson.yaml"
printf 'title: Another\nsteps: [{alloc: {name: a, size: 1}}]\n' >"$tmp/lessons/02-another.yaml"
cp "$tmp/lessons/02-another.yaml" "$tmp/work/mine.yaml"
cp "$tmp/lessons/02-another.yaml" "$tmp/work/two words.yaml"
: >"$tmp/work/words.awtrace"
: >"$tmp/work/notes.txt"
export PATH="$tmp/bin:$PATH" ARENAWALK_SCENARIOS="$tmp/lessons" HOME="$tmp"
cd "$tmp/work" || exit 1

offered() {
	for word; do
		check "'$word' is not offered" grep -qxF -e "$word" "$tmp/out"
	done
}

not_offered() {
	for word; do
		check "'$word' is offered" [ "$(grep -cxF -e "$word" "$tmp/out")" -eq 0 ]
	done
}
