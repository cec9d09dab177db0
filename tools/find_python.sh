#!/bin/sh
# Prints the path of a Python of one minor version that really starts, or explains and fails.
#
#   sh tools/find_python.sh 3.12
#
# Looks at python3.12 and python3 on the PATH, then at what pyenv has installed.
set -eu
version=$1
for candidate in "python$version" python3 "$(pyenv root 2>/dev/null || echo "$HOME/.pyenv")"/versions/"$version".*/bin/python; do
    # The PATH may hold stand-ins for versions that are not active: only running one tells.
    if found=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) && [ "$found" = "$version" ]; then
        "$candidate" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done
echo "Python $version was found neither on the PATH (as python$version or python3) nor among pyenv's versions." >&2
exit 1
