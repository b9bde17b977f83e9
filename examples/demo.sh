#!/bin/sh
# What `make demo` runs: an engine for English to Spanish, then the three steps on the articles of examples/.
# Everything it makes lies in build/demo; the committed catalogs of locales/ are left alone.
set -eu
cd "$(dirname "$0")/.."

has_engine() { pinglot engine list --quiet --from en --to es >/dev/null 2>&1; }

if ! has_engine; then
    echo "== no engine for English to Spanish yet; trying Argos's package index"
    pinglot engine install en es --timeout 8 || true
fi
if ! has_engine && command -v apt-get >/dev/null; then
    echo "== installing Debian's apertium-eng-spa"
    as_root=""
    if [ "$(id -u)" != 0 ]; then as_root=sudo; fi
    if [ -z "$as_root" ] || command -v sudo >/dev/null; then
        { $as_root apt-get update -qq && $as_root apt-get install -y -qq apertium-eng-spa >/dev/null; } || true
    fi
fi
if ! has_engine; then
    echo "No engine for English to Spanish could be installed. Install one of these, then run 'make demo' again:" >&2
    echo "    sudo apt-get install apertium-eng-spa" >&2
    echo "    pinglot engine install FILE.argosmodel     (a package fetched on a connected machine)" >&2
    exit 3
fi

out=build/demo
articles="examples/regional-aid.md examples/notice.html examples/bulletin.txt"
# Exit code 1 says "done, and a person should look": no reason to stop.
step() { echo; echo "== pinglot $*"; pinglot "$@" || [ $? -eq 1 ]; }
# shellcheck disable=SC2086  # the articles are several words
step translate $articles --to es --locales $out/locales --out $out
step check $out/locales --glossary glossary
step compile $out/locales

echo
echo "== the Spanish article, its first lines"
sed -n '1,24p' $out/regional-aid.es.md
echo "…"
echo
echo "article   $out/regional-aid.es.md"
echo "catalog   $out/locales/es/LC_MESSAGES/examples/regional-aid.po"
echo "compiled  $out/locales/es/LC_MESSAGES/examples/regional-aid.mo"
