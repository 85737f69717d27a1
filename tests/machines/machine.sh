#!/bin/sh
# machine.sh - the README's two commands, word for word, on a machine that has nothing yet.
#
#	sh tests/machines/machine.sh RELEASE [OPTION...]
#
# RELEASE is one of Debian (bookworm, trixie, sid).  debootstrap makes a minimal root of it, the
# tree is copied in as it stands here (committed or not), and what the README says is typed there.
#
#	--as root|sudo|both   who types it: root (the default), a user with sudo, or first one and
#	                      then the other, each on a machine of its own
#	--only first|second   one of the two commands
#	--then SCRIPT         afterwards, in the tree: a script of this folder, whose last word is ok
#	--base FOLDER         a minimal root to be copied instead of making one
#	--keep                leave the roots where they are and say where
#
#	ARENAWALK_MIRROR      where packages come from (http://deb.debian.org/debian)
#	ARENAWALK_MACHINES    a folder for roots, logs and downloaded packages, which the next run
#	                      uses again (build-machines in the tree)
#
# Needs root, or sudo, and debootstrap; no systemd, no container.  All mounts and processes live in
# namespaces of their own, so they end with this script, whatever ends it.
# Exit status: 0 both commands and all tests passed, 1 something failed, 2 it could not be tried.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tree=$(cd "$here/../.." && pwd)
mirror=${ARENAWALK_MIRROR:-http://deb.debian.org/debian}
machines=${ARENAWALK_MACHINES:-$tree/build-machines}
limit=2400 # seconds for one command

fail() # MESSAGE
{
	echo "machine.sh: $1" >&2
	exit 2
}

release='' who=root only='' then='' base='' keep=''
needs() # OPTION COUNT-LEFT
{
	[ "$2" -gt 1 ] || fail "$1 needs a value"
}
while [ $# -gt 0 ]; do
	case $1 in
	--as) needs "$1" $#; who=$2; shift ;;
	--only) needs "$1" $#; only=$2; shift ;;
	--then) needs "$1" $#; then=$2; shift ;;
	--base) needs "$1" $#; base=$2; shift ;;
	--keep) keep=--keep ;;
	-*) fail "no such option: $1" ;;
	*) [ -z "$release" ] || fail "one release, please"; release=$1 ;;
	esac
	shift
done
[ -n "$release" ] || fail "which release? (bookworm, trixie, sid)"
case $who in root | sudo | both) ;; *) fail "--as root, sudo or both" ;; esac
case $only in '' | first | second) ;; *) fail "--only first or second" ;; esac
[ -z "$then" ] || [ -f "$here/$then" ] || fail "no $here/$then"
[ -z "$base" ] || [ -d "$base/etc" ] || fail "no root in $base"

if [ "${ARENAWALK_INSIDE:-}" = "" ]; then
	if [ "$(id -u)" != 0 ]; then
		exec sudo ARENAWALK_MIRROR="$mirror" ARENAWALK_MACHINES="$machines" sh "$0" "$release" \
			--as "$who" ${only:+--only "$only"} ${then:+--then "$then"} ${base:+--base "$base"} $keep
	fi
	PATH=$PATH:/usr/sbin:/sbin
	[ -n "$base" ] || command -v debootstrap >/dev/null || fail "needs the package debootstrap"
	mkdir -p "$machines/packages/$release" || exit 2
	room=$(mktemp -d "$machines/$release-XXXXXX") || exit 2
	# In the background: a shell that waits for a command in front hears no signal before it ends.
	ARENAWALK_INSIDE=$room unshare --mount --propagation private --pid --fork --kill-child \
		sh "$0" "$release" --as "$who" ${only:+--only "$only"} ${then:+--then "$then"} \
		${base:+--base "$base"} $keep &
	inside=$!
	clean_up() { [ -n "$keep" ] || rm -rf --one-file-system "$room"; }
	trap 'kill -9 $inside 2>/dev/null; wait $inside 2>/dev/null; clean_up; exit 2' HUP INT TERM
	wait $inside
	status=$?
	clean_up
	[ -z "$keep" ] || echo "kept: $room"
	exit $status
fi

room=$ARENAWALK_INSIDE
packages=$machines/packages/$release
unset ARENAWALK_INSIDE
worst=0

# The n-th block of shell commands of the README.
readme()
{
	awk -v n="$1" '/^```sh$/ { block++; next } /^```$/ { if (block == n) exit; next } block == n' \
		"$tree/README.md"
}

now() { date +%s; }

make_base() # FOLDER
{
	started=$(now)
	if [ -n "$base" ]; then
		cp -a "$base" "$1" || exit 2
	else
		debootstrap --variant=minbase --cache-dir="$packages" "$release" "$1" "$mirror" \
			>"$machines/$release-debootstrap.log" 2>&1 ||
			{ tail -5 "$machines/$release-debootstrap.log"; fail "debootstrap failed"; }
	fi
	cp -L /etc/resolv.conf "$1/etc/resolv.conf"
	# What the host needs to reach the mirror the root needs, too; and a mirror may be days behind.
	{
		echo 'Acquire::Check-Valid-Until "false";'
		[ -z "${http_proxy:-}" ] || echo "Acquire::http::Proxy \"$http_proxy\";"
	} >"$1/etc/apt/apt.conf.d/99machine"
	echo "$release: a minimal root in $(($(now) - started)) s"
}

# What a kernel and a container give to any system: processes, terminals, shared memory.
mount_in() # ROOT
{
	mount -t proc proc "$1/proc" &&
		mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$1/dev/pts" &&
		mount --bind "$1/dev/pts/ptmx" "$1/dev/ptmx" &&
		mount -t tmpfs -o mode=1777 shm "$1/dev/shm" &&
		mount --bind "$packages" "$1/var/cache/apt/archives" || fail "cannot mount: needs a container that may"
}

copy_tree() # FOLDER
{
	mkdir -p "$1"
	cd "$tree" || exit 2
	if git -c safe.directory='*' rev-parse >/dev/null 2>&1; then
		git -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
			tar --null --ignore-failed-read -T - -cf - 2>/dev/null
	else
		tar --exclude='./build*' -cf - .
	fi | tar -xf - -C "$1"
}

# Run a command of the root as one of its users, in the tree.  Nothing of our environment is there.
as_user() # ROOT USER COMMAND
{
	timeout --kill-after=10 $limit env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=xterm-256color \
		chroot "$1" runuser -l "$2" -c "cd ~/arenawalk && $3"
}

# The first command opens the menu: it needs a terminal (this one has no size), and somebody who quits.
first() # ROOT USER LOG
{
	menu='small-object allocator at work'
	started=$(now)
	: >"$3"
	{
		while ! grep -aq "$menu" "$3" && [ ! -e "$room/done" ]; do sleep 0.5; done
		while [ ! -e "$room/done" ]; do printf q; sleep 0.5; done
	} | {
		as_user "$1" "$2" "script -qec 'sh /machine/first' /dev/null" >"$3" 2>&1
		echo $? >"$room/done"
	} 2>/dev/null
	status=$(cat "$room/done")
	rm -f "$room/done"
	took=$(($(now) - started))
	if [ "$status" = 0 ] && grep -aq "$menu" "$3"; then
		echo "$name: first command: the menu opens ($took s)"
		return
	fi
	tail -c 1500 "$3" | cat -v
	echo "$name: first command: FAILED ($took s)"
	worst=1
}

second() # ROOT USER LOG FOLDER
{
	started=$(now)
	as_user "$1" "$2" "sh /machine/second" >"$3" 2>&1 </dev/null
	status=$?
	took=$(($(now) - started))
	tests=$4/build/meson-logs/testlog.txt
	[ ! -f "$tests" ] || cp "$tests" "$3.tests"
	awk -v name="$name" -v took=$took '
		/^(Fail|Timeout|Unexpected Pass): /  { failed += $NF }
		/^Ok: /      { passed = $NF }
		/^Skipped: / { skipped = $NF }
		END { printf "%s: second command: %d passed, %d failed, %d skipped (%d s)\n",
		      name, passed, failed, skipped, took }' "$3"
	[ "$status" = 0 ] && grep -q '^Ok: ' "$3" && return
	sed -n '/^Summary of Failures/,/^Ok:/p' "$3" | sed '$d'
	grep -q '^Ok: ' "$3" || tail -15 "$3"
	echo "$name: second command: FAILED, see $3"
	worst=1
}

machine() # USER
{
	root=$room/$1
	user=$1
	name="$release, as $1"
	home=/root
	log=$machines/$release-$1
	cp -a "$room/base" "$root" || exit 2
	mount_in "$root"
	if [ "$user" != root ]; then
		home=/home/$user
		chroot "$root" sh -ec "apt-get update; apt-get install -y --no-install-recommends sudo
			useradd -m -s /bin/bash $user; echo '$user ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/$user" \
			>"$log-sudo.log" 2>&1 || { tail -5 "$log-sudo.log"; fail "cannot have a user with sudo"; }
	fi
	copy_tree "$root$home/arenawalk"
	chroot "$root" chown -R "$user:" "$home/arenawalk"
	mkdir "$root/machine"
	readme 1 >"$root/machine/first"
	readme 2 >"$root/machine/second"
	[ -s "$root/machine/first" ] && [ -s "$root/machine/second" ] || fail "no commands in the README"
	[ "$only" = second ] || first "$root" "$user" "$log-first.log"
	[ "$only" = first ] || second "$root" "$user" "$log-second.log" "$root$home/arenawalk"
	if [ -n "$then" ]; then
		cp "$here/$then" "$root/machine/then"
		as_user "$root" "$user" "sh /machine/then" 2>&1 | tee "$log-then.log"
		[ "$(tail -1 "$log-then.log")" = ok ] || worst=1
	fi
	[ -n "$keep" ] || for place in proc dev/ptmx dev/pts dev/shm var/cache/apt/archives; do
		umount -l "$root/$place"
	done
	[ -n "$keep" ] || rm -rf --one-file-system "$root"
}

make_base "$room/base"
case $who in root | both) machine root ;; esac
case $who in sudo | both) machine teacher ;; esac
exit $worst
