#!/bin/sh
# SPDX-License-Identifier: MIT
# pkg_config.sh COMPILER FLAGS SOURCE PROGRAM: one compiler call, told by pkg-config alone what beckon needs.
set -eux
pkg-config --validate beckon-core beckon-service beckon-testing beckon-sqlite beckon-postgres beckon-smtp
flags=$(pkg-config --cflags --libs beckon-service beckon-sqlite beckon-postgres beckon-smtp)
# shellcheck disable=SC2086 # the flags are words
"$1" -std=c++20 $2 "$3" $flags -o "$4"
