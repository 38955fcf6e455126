#!/usr/bin/env bash
# Installs Debian's Chromium and a font for Japanese, for the browser tests; does nothing where they are.
set -euo pipefail
if command -v chromium >/dev/null 2>&1; then
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "browser: no apt-get here; install Chromium yourself and put it on PATH as 'chromium'" >&2
    exit 1
fi
run=()
if [ "$(id -u)" != 0 ]; then
    echo "browser: the tests need Chromium; this will run: sudo apt-get install chromium fonts-noto-cjk"
    read -r -p "go on? [y/N] " answer || answer=n
    [ "$answer" = y ] || exit 1
    run=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${run[@]}" apt-get update -qq
"${run[@]}" apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
