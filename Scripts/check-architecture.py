#!/usr/bin/env python3
"""Compares the declared dependencies of every target with the table in Documentation/ARCHITECTURE.md.

The build refuses undeclared and cyclic imports; this refuses declared ones that the table does not name.
It also keeps `print` where it belongs.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

root = Path(__file__).resolve().parent.parent
package = json.loads(subprocess.check_output(["swift", "package", "dump-package"], cwd=root))

declared = {}
for target in package["targets"]:
    if target["type"] != "test" and not target["name"].startswith("_"):
        declared[target["name"]] = {
            (edge.get("byName") or edge.get("target") or edge.get("product"))[0]
            for edge in target["dependencies"]
        }

documented = {}
for line in (root / "Documentation/ARCHITECTURE.md").read_text().splitlines():
    row = re.match(r"\| `(\w+)` \| ([^|]*) \|", line)
    if row:
        documented[row[1]] = set(re.findall(r"\w+", row[2]))

findings = [
    f"{name}: declared {sorted(declared.get(name, ['no such target']))},"
    f" documented {sorted(documented.get(name, ['not in the table']))}"
    for name in sorted(declared.keys() | documented.keys())
    if declared.get(name) != documented.get(name)
]
for path in sorted((root / "Sources").rglob("*.swift")):
    if "LowRankCommands" not in path.parts:
        # What stands in a string of several lines is not Swift.
        code = re.sub(r'""".*?"""', lambda s: "\n" * s[0].count("\n"), path.read_text(), flags=re.S)
        for number, line in enumerate(code.splitlines(), start=1):
            if re.match(r"\s*(print|debugPrint|dump)\(", line):
                findings.append(f"{path.relative_to(root)}:{number}: only LowRankCommands prints")

if findings:
    sys.exit("\n".join(["Package.swift and Documentation/ARCHITECTURE.md disagree:", *findings]))
print(f"{len(declared)} targets as documented")
