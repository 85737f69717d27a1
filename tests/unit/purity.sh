#!/bin/sh
# purity.sh - the engine computes and does nothing else.
#
#	purity.sh NM SANITIZED HEAP STORE
#
# What libheap and libstore need from outside is compared with short lists: no stdio, no files,
# no clock, no randomness; the heap takes no memory of its own.  And neither has a variable
# that outlives a call: state lies in the store or in what the caller passes.
# SANITIZED: "none", or sanitizers are linked in and bring symbols of their own.

nm=$1 sanitized=$2 heap=$3 store=$4
failed=0

# Names a library needs that none of its own files has.
needs()
{
	"$nm" "$1" 2>/dev/null | awk '
		NF == 2 && $1 == "U" { wanted[$2] = 1 }
		NF == 3 && $2 != "U" { own[$3] = 1 }
		END { for (name in wanted) if (!(name in own)) print name }' | sort
}

# What compilers call on their own: copies, hardening, position independence, sanitizers.
compiler='^(mem(cpy|set|move|cmp)|bcmp|strlen|__mem(cpy|set|move)_chk|__assert_fail|__stack_chk_fail'
compiler="$compiler"'|_GLOBAL_OFFSET_TABLE_)$'
sanitizers='^(__asan_|__ubsan_|__tsan_|__msan_|__sanitizer_|__sancov_|__gcov_|__llvm_)'

# $1 library, $2 name, $3 the names it may use beside those of the compiler
check()
{
	needed=$(needs "$1" | grep -Ev "$compiler" | grep -Ev "^($3)\$")
	if [ "$sanitized" != none ]; then
		needed=$(printf '%s\n' "$needed" | grep -Ev "$sanitizers")
	fi
	if [ -n "$needed" ]; then
		echo "not ok - $2 needs:" $needed
		failed=1
	else
		echo "ok - $2 needs nothing but what it may"
	fi
}

# Writable data: sections .data and .bss (.data.rel.ro is constant once loaded).
check_state()
{
	if [ "$sanitized" != none ]; then
		echo "ok - $2 # SKIP sanitizers have variables of their own"
		return
	fi
	state=$("$nm" -f sysv "$1" 2>/dev/null | awk -F'|' '
		{ gsub(/ /, "", $1); gsub(/ /, "", $7) }
		$7 == ".data" || $7 == ".bss" || $7 ~ /^\.(data|bss)\.[^r]/ { print $1 }')
	if [ -n "$state" ]; then
		echo "not ok - $2 has variables:" $state
		failed=1
	else
		echo "ok - $2 has no variables"
	fi
}

# An empty answer would look like purity.
if [ -z "$("$nm" "$heap" 2>/dev/null)" ] || [ -z "$("$nm" "$store" 2>/dev/null)" ]; then
	echo "Bail out! nm shows nothing of $heap, $store"
	exit 1
fi

echo 1..4
check "$heap" libheap 'lang_text|str(cmp|ncmp|casecmp|chr|str|spn|cspn)|str_[a-z]+|(store|journal|ranges)_[a-z_]+'
check "$store" libstore 'm(map|map64|unmap|advise)|calloc|realloc|free|(mem|array)_[a-z]+'
check_state "$heap" libheap
check_state "$store" libstore
exit $failed
