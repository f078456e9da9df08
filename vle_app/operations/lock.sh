#!/bin/sh
# Pins every package with its hashes, for every platform and Python that we support, in requirements.lock and requirements-dev.lock.
# The files name no package index, so any mirror of your own works. `make lock` keeps versions that still fit; delete a lock first to renew it.
set -eu

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    made=$(mktemp -d)
    trap 'rm -rf "$made"' EXIT
    python3 -m venv "$made/venv" && "$made/venv/bin/python" -m pip install --quiet --disable-pip-version-check uv
    uv=$made/venv/bin/uv
fi

pin() {
    into=$1
    shift
    UV_CUSTOM_COMPILE_COMMAND="make lock" "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links "$@" pyproject.toml -o "$into"
}

pin requirements.lock
pin requirements-dev.lock --group dev --constraints requirements.lock
