#!/bin/sh
# Writes requirements/demo.txt, dev.txt and docs.txt: every package with its version and hashes, for
# Python 3.11 and newer on Linux and macOS. For maintainers; needs uv on the PATH (or in $UV).
# Pinned versions stay as they are; `sh tools/lock.sh --upgrade` moves them to the newest allowed.
set -eu
cd "$(dirname "$0")/.."
UV=${UV:-uv}
command -v "$UV" >/dev/null 2>&1 || {
    echo "tools/lock.sh: uv was not found. Install it (pipx install uv), or name it: UV=/path/to/uv sh tools/lock.sh" >&2
    exit 1
}

compile() {  # compile OUTPUT INPUT... : one file of pins
    output=$1
    shift
    "$UV" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
        --no-emit-index-url --no-emit-find-links --no-emit-build-options --no-config \
        --custom-compile-command "sh tools/lock.sh" --output-file "$output" $upgrade "$@"
}

upgrade=${1:-}
compile requirements/demo.txt pyproject.toml requirements/demo.in --extra sandbox
# The constraint in dev.in (-c demo.txt) keeps both files at the same versions.
compile requirements/dev.txt pyproject.toml requirements/demo.in requirements/dev.in --extra sandbox --extra cli --extra opentelemetry
compile requirements/docs.txt pyproject.toml requirements/demo.in requirements/docs.in --extra sandbox
