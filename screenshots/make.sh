#!/bin/sh
# make.sh - the README's pictures of the program as it is.
#
#	make.sh BUILD/arenawalk [FOLDER]    writes them here, or into FOLDER
#
# The program draws them itself, from a virtual clock: the same sources give the same bytes on
# every machine.  A test makes them anew and fails when these are stale.
set -eu
arenawalk=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "${2:-$here}" && pwd)
cd "$here/.."
unset LANGUAGE NO_COLOR COLORTERM
export LC_ALL=C.UTF-8 XDG_CONFIG_HOME=/nonexistent

draw() # NAME FILE OPTIONS...
{
	name=$1 file=$2
	shift 2
	"$arenawalk" render "$file" -o "$folder/$name" --lang en "$@"
}

draw four-blocks.svg scenarios/07-four-blocks.yaml --format film --poster four
draw four-blocks.cast scenarios/07-four-blocks.yaml --format cast
draw arena-full.svg scenarios/10-arena-full.yaml --format film --to arena-full --poster arena-full --length 20
draw scattered.svg scenarios/19-one-survivor.yaml --format svg --at scattered --size 100x30
draw together.svg scenarios/19-one-survivor.yaml --format svg --at together --size 100x30
draw recording.svg tests/traces/3.12.1-small.awtrace --format svg --at 60000 --size 120x36
draw beside.svg scenarios/12-seven-arenas.yaml --format svg --beside cpython-3.13 --at end --size 120x36
draw chinese.svg scenarios/08-pool-states.yaml --format svg --at full --size 100x30 --lang zh
