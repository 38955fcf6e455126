#!/usr/bin/env bash
# Makes the virtual environment and installs teinei with one extra: setup.sh PYTHON VENV EXTRA
set -euo pipefail
python=$1 venv=$2 extra=$3

if ! command -v "$python" >/dev/null 2>&1; then
    python=python3
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "setup: Python 3.11 or newer is needed, found $("$python" --version 2>&1 || echo none); try: make PYTHON=/path/to/python3.11" >&2
    exit 1
fi
free=$(df -Pk . | awk 'NR==2 {print int($4 / 1048576)}')
if [ "$free" -lt 6 ]; then
    echo "setup: 6 GB of free disk are needed here, found $free GB; free some, or clone to another disk" >&2
    exit 1
fi
if [ ! -x "$venv/bin/python" ]; then
    "$python" -m venv "$venv"
fi
echo "setup: installing teinei[$extra] into $venv (the first time takes a few minutes)"
# torch first and by exact version: a range would bring several GB of CUDA packages
if [ "$extra" = dev ] || [ "$extra" = train ]; then
    "$venv/bin/pip" install --quiet torch==2.13.0 || { echo "setup: torch==2.13.0 could not be installed; is a package index reachable? see above" >&2; exit 1; }
fi
"$venv/bin/pip" install --quiet --editable ".[$extra]" || { echo "setup: pip failed; is a package index reachable? see above" >&2; exit 1; }
touch "$venv/serve.done"
if [ "$extra" = dev ]; then
    touch "$venv/dev.done"
fi
