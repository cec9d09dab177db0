#!/bin/sh
# Makes sure that a virtual environment exists and holds what it should.
#
#   sh tools/venv.sh DIRECTORY SET [PYTHON]
#
# SET is "demo", "dev" or "docs": requirements/SET.txt (pinned, hashed) and this project, editable. "dev" holds
# everything that "demo" does. A stamp file keeps the checksum of what was installed, so that a second call
# costs a few milliseconds, and a change to the pins or to pyproject.toml installs again.
set -eu

venv=$1
set=$2
wanted=${3:-}
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

stamp=$venv/.stamp-$set
# The folder's own path is part of it: an environment does not survive being moved.
now=$(cat "requirements/$set.txt" pyproject.toml | cksum)" $(pwd)"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] && [ -z "$wanted" ] && "$venv/bin/python" -c "" 2>/dev/null; then
    exit 0
fi

# Prints nothing when the interpreter "$1" will do, else the reason why not. (Some version managers put a
# command on the PATH for versions that are not active: only running it tells.)
why_not() {
    "$1" -c "" >/dev/null 2>&1 || { echo "it does not start"; return; }
    "$1" -c "import sys; sys.exit(sys.version_info < (3, 11))" || {
        echo "it is $("$1" -c 'import platform; print(platform.python_version())'), and 3.11 or newer is needed"
        return
    }
    "$1" -c "import venv, ensurepip" 2>/dev/null || {
        echo "its modules venv and ensurepip are missing (Debian and Ubuntu keep them apart: apt install python3-venv)"
    }
}

find_python() {
    tried=
    for candidate in $wanted ${wanted:+--} python3 python3.13 python3.12 python3.11 python3.14 python; do
        [ "$candidate" != "--" ] || break
        command -v "$candidate" >/dev/null 2>&1 || continue
        reason=$(why_not "$candidate")
        if [ -z "$reason" ]; then
            python=$candidate
            return
        fi
        tried="$tried
  $(command -v "$candidate"): $reason"
    done
    if [ -n "$wanted" ] && [ -z "$tried" ]; then
        tried="
  $wanted: there is no such command"
    fi
    say "No suitable Python was found. Needed: Python 3.11, 3.12 or 3.13 with the venv module."
    if [ -n "$tried" ]; then
        say "Looked at:$tried"
    else
        say "There is no python3 on the PATH."
    fi
    say "Install one, or name one that is elsewhere: make demo PYTHON=/path/to/python3.12"
    exit 1
}

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo none; }

if [ -n "$wanted" ] || ! "$venv/bin/python" -c "import pip" >/dev/null 2>&1; then
    find_python
    if [ "$(version_of "$venv/bin/python")" != "$(version_of "$python")" ] \
        || ! "$venv/bin/python" -c "import pip" >/dev/null 2>&1; then
        say "Creating $venv with Python $(version_of "$python")."
        rm -rf "$venv"
        mkdir -p "$(dirname "$venv")"
        "$python" -m venv "$venv" >&2 || {
            say "$python -m venv failed (see above). On Debian and Ubuntu: apt install python3-venv"
            exit 1
        }
    fi
fi
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
    exit 0
fi

log=$venv/install.log
rm -f "$venv"/.stamp-*
say "Installing the packages of requirements/$set.txt into $venv (once; about half a minute) ..."
run_pip() {  # bytecode is left to the first import: installing takes a third less time
    "$venv/bin/python" -m pip --disable-pip-version-check --no-input install --quiet --no-compile "$@" >>"$log" 2>&1
}
: >"$log"
# --no-deps: the file names every package; --only-binary: nothing is compiled, nothing unpinned is fetched to build.
if ! run_pip --no-deps --only-binary :all: --require-hashes -r "requirements/$set.txt"; then
    grep -v '^WARNING: Location' "$log" | tail -n 15 >&2
    say ""
    say "pip could not install the packages (everything it said: $log)."
    if grep -qi "hashes" "$log" && grep -qi "do not match" "$log"; then
        say "A downloaded file is not the one that was pinned: the package index or a proxy on the way changed it."
    elif grep -qiE "No matching distribution|Could not find a version" "$log"; then
        say "Either this Python or this platform has no ready-made wheel of the package named above"
        say "(supported: CPython 3.11 to 3.13 on Linux and macOS), or pip does not reach a package index."
        say "Without a network, copy wheels from a machine that has one:"
        say "    python3 -m pip download --only-binary :all: -r requirements/$set.txt -d wheels"
        say "and run here: PIP_NO_INDEX=1 PIP_FIND_LINKS=\"\$PWD/wheels\" make ..."
    else
        say "If a proxy or a package mirror is in use, pip reads HTTPS_PROXY, PIP_INDEX_URL and PIP_CERT."
    fi
    exit 1
fi
if ! run_pip --no-deps --no-build-isolation --no-index -e .; then
    tail -n 15 "$log" >&2
    say "pip could not install the project itself (everything it said: $log)."
    exit 1
fi
printf '%s\n' "$now" >"$stamp"
if [ "$set" = dev ]; then
    printf '%s\n' "$(cat requirements/demo.txt pyproject.toml | cksum) $(pwd)" >"$venv/.stamp-demo"
fi
