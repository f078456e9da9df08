#!/bin/sh
# Makes .venv from requirements-dev.lock, and finds a browser for the journeys. Plain sh, because there may be no Python yet.
# Usage, in the project's folder:  environment.sh python   |   environment.sh browser
set -eu

say() { printf '%s\n' "$*" >&2; }

fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'

stamp() { pwd; cat requirements-dev.lock; }  # the folder too: what pip writes into .venv/bin breaks when it is moved

is_ready() { .venv/bin/python -c "$fits" 2>/dev/null && stamp | cmp -s - .venv/made-from; }

pick_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$candidate" -c "$fits" 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    say "This needs Python 3.11, 3.12 or 3.13; here we found $(${PYTHON:-python3} --version 2>/dev/null || echo 'none')." \
        "Install one of them, or name it: make PYTHON=/path/to/python3.12 ${GOAL:-run}"
    exit 2
}

why_pip_failed() {
    if grep -qiE 'hashes? (are|do not|mismatch)|DO NOT MATCH' .venv/install.log; then
        say "A downloaded package is not the one that requirements-dev.lock names, so nothing was installed. Try again; if it happens again, do not go on."
    elif grep -qiE 'No space left' .venv/install.log; then
        say "There is no room left on this disk for .venv, which takes about 800 MB."
    else
        say "The packages could not be fetched. Check that this machine reaches the internet (behind a proxy: set HTTPS_PROXY; with a mirror of your own: PIP_INDEX_URL)," \
            "then run the same command again. What pip said is in .venv/install.log."
    fi
    exit 2
}

make_python() {
    is_ready && return
    if .venv/bin/python -c "$fits" 2>/dev/null && [ "$(head -n 1 .venv/made-from 2>/dev/null)" = "$(pwd)" ]; then
        say "Bringing the Python packages in .venv up to date …"
    else
        python=$(pick_python)
        if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
            say "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv. Then run the same command again."
            exit 2
        fi
        say "Fetching the Python packages into .venv (about a minute, once) …"
        "$python" -m venv --clear .venv >/dev/null || { say "The folder .venv cannot be made here. Check that you may write in $(pwd)."; exit 2; }
    fi
    pwd >.venv/made-from  # not yet the whole stamp: the next run carries on from here
    .venv/bin/python -m pip install --quiet --no-compile --disable-pip-version-check --retries 2 --require-hashes -r requirements-dev.lock >.venv/install.log 2>&1 || why_pip_failed
    printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m vle_app "$@"\n' >.venv/bin/vle
    chmod +x .venv/bin/vle
    stamp >.venv/made-from
}

find_browser() {
    for candidate in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$candidate" >/dev/null && "$candidate" --version >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
    .venv/bin/python -c 'import os
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    path = p.chromium.executable_path
print(path if os.access(path, os.X_OK) else "")' 2>/dev/null
}

make_browser() {
    browser=$(find_browser)
    if [ -z "$browser" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing Chromium with apt-get, for the journeys in a browser …"
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y chromium; } >.venv/browser.log 2>&1 </dev/null || true
        browser=$(find_browser)
    fi
    if [ -z "$browser" ]; then
        say "Fetching Playwright's Chromium, for the journeys in a browser …"
        .venv/bin/python -m playwright install chromium >>.venv/browser.log 2>&1 || true
        browser=$(find_browser)
    fi
    if [ -z "$browser" ]; then
        say "There is no Chromium here and it could not be fetched, so the journeys in a browser cannot run. Install chromium or google-chrome, then run the same command again." \
            "What was tried is in .venv/browser.log."
        exit 2
    fi
    echo "$browser"
}

case "${1:-}" in
    python) make_python ;;
    browser) make_browser ;;
    *) say "Usage: environment.sh python | browser"; exit 2 ;;
esac
