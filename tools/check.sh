#!/bin/sh
# `make check`: every check runs, also after one has failed; the last lines say which.
#
#   sh tools/check.sh .venv/bin
set -u
cd "$(dirname "$0")/.."
bin=$(cd "$1" && pwd)
PATH=$bin:$PATH
export PATH

failed=
step() {  # step NAME COMMAND...: quiet when it passes
    name=$1
    shift
    output=$("$@" 2>&1)
    status=$?
    if [ $status -eq 0 ]; then
        printf 'ok      %s\n' "$name"
    else
        printf '%s\nFAILED  %s  (%s)\n' "$output" "$name" "$*"
        failed="$failed $name"
    fi
}

step format ruff format --check --quiet .
step lint ruff check --quiet .
step mypy mypy
# With the wheel of node that is pinned; else pyright would take or download some other one.
step pyright pyright
step imports lint-imports --no-cache
step sync python tools/generate_sync.py --check
step house python tools/check_house.py

if [ -n "$failed" ]; then
    echo "make check failed:$failed" >&2
    exit 1
fi
