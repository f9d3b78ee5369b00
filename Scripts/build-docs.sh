#!/usr/bin/env bash
# Builds the documentation of the library from its release build; a warning is an error.
# usage: Scripts/build-docs.sh [OUTPUT]     default: .build/documentation
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
output=${1:-.build/documentation}
products=.build/release
graphs=.build/symbol-graphs

[ -e "$products/Modules/LowRankBias.swiftmodule" ] || swift build -c release --target LowRankBias

# The umbrella re-exports its modules; here their symbols are documented under its name.
modules=$(sed -n 's/^@_exported public import //p' Sources/LowRankBias/LowRankBias.swift | paste -sd,)
rm -rf "$graphs" && mkdir -p "$graphs"
"$(dirname "$(readlink -f "$(command -v swift)")")/swift-symbolgraph-extract" \
  -module-name LowRankBias -I "$products/Modules" -minimum-access-level public \
  -target "$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)".*/\1/p' | head -1)" \
  $(for map in "$products"/{CCrypto,CSystem,CZlib}.build/module.modulemap Sources/CBLAS/include/module.modulemap; do echo "-Xcc -fmodule-map-file=$map"; done) \
  -experimental-allowed-reexported-modules="$modules" -skip-synthesized-members -output-dir "$graphs"

docc convert Sources/LowRankBias/LowRankBias.docc --additional-symbol-graph-dir "$graphs" \
  --output-path "$output" --fallback-display-name LowRankBias \
  --fallback-bundle-identifier LowRankBias --warnings-as-errors
echo "documentation in $output"
