#!/bin/sh
# Installs what the tests in a browser need and the machine lacks, and says what
# it does. Where it may not, it says what is missing and ends well: those tests
# fail then, each with the same message, and all others run.
set -eu
cd "$(dirname "$0")"

has() { command -v "$1" >/dev/null 2>&1; }

if [ -z "${CHROME_PATH:-}" ] && ! has chromium && ! has chromium-browser && ! has chromium-headless-shell && ! has google-chrome; then
  if has apt-get && [ "$(id -u)" = 0 ]; then
    echo "browser tests: installing Chromium, and a font with Japanese"
    apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk || echo "browser tests: that failed; they will fail too"
  else
    echo "browser tests: Chromium is missing. On Debian and Ubuntu: apt-get install chromium fonts-noto-cjk. CHROME_PATH names one that stands elsewhere."
  fi
fi

if ! has node || ! has npm; then
  echo "browser tests: Node.js is missing (version 20 or newer, with npm): https://nodejs.org, or apt-get install nodejs npm."
elif [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  echo "browser tests: installing axe-core, html-validate, Lighthouse and TypeScript (no install scripts are run)"
  npm ci --ignore-scripts || echo "browser tests: that failed; they will fail too"
  [ ! -f node_modules/.package-lock.json ] || touch node_modules/.package-lock.json
fi
