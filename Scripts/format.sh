#!/usr/bin/env bash
# Formats every Swift file in place; with --check it changes nothing and fails on a finding.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
places=(Sources Tests Snippets Fuzzing Package.swift)
case ${1:-} in
  --check) swift format lint --strict -r -p "${places[@]}" ;;
  "") swift format -i -r -p "${places[@]}" ;;
  *) echo "usage: Scripts/format.sh [--check]" >&2; exit 64 ;;
esac
