#!/usr/bin/env python3
"""Fuzzes the parsers of Sources/Checkpoints: see README.md beside this file.

    python3 Fuzzing/fuzz.py pickle --seconds 600
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import zipfile

root = pathlib.Path(__file__).resolve().parent.parent
build = root / ".build-fuzzing"
fixtures = root / "Tests" / "Fixtures"

# The longest input of each fuzzer: what its seeds need, and little more.
lengths = {"safetensors": 4096, "npy": 1024, "zip": 10240, "pickle": 8192, "index": 1024}

index = b'{"metadata":{"total_size":8},"weight_map":{"a":"a.safetensors","b":"b.safetensors"}}'


def files(*patterns):
    return [path for pattern in patterns for path in fixtures.rglob(pattern)]


def pickles():
    for path in files("*.pt", "*.ckpt"):
        if not zipfile.is_zipfile(path):
            continue
        archive = zipfile.ZipFile(path)
        for entry in archive.infolist():
            # Without checksums Python's reader refuses the entry.
            if entry.filename.endswith("/data.pkl") and entry.CRC:
                yield path.name, archive.read(entry)


def seeds(target):
    """Names and contents of what a fuzzer begins with."""
    if target == "pickle":
        return list(pickles())
    if target == "index":
        return [("index", index), ("json", b'{"a":[1,-2.5e3,true,null,"\\u00e9\\n"],"b":{}}')]
    patterns = {
        "safetensors": ["*.safetensors"],
        "npy": ["*.npy"],
        "zip": ["*.npz", "*.pt", "*.ckpt"],
    }[target]
    return [(path.name, path.read_bytes()) for path in files(*patterns)]


def main():
    parser = argparse.ArgumentParser(description="Fuzzes one parser.")
    parser.add_argument("target", choices=sorted(lengths))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2, help="processes of the build")
    options = parser.parse_args()
    product = "fuzz-" + options.target
    command = ["swift", "build", "-c", "release", "--sanitize", "fuzzer", "--product", product]
    command += ["--scratch-path", build, "-j", str(options.jobs)]
    subprocess.run(command, cwd=root, env={**os.environ, "LOWRANK_FUZZING": "1"}, check=True)

    corpus, start, crashes = (build / name / options.target for name in ("corpus", "seeds", "found"))
    for folder in (corpus, start, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    for number, (name, contents) in enumerate(seeds(options.target)):
        if len(contents) <= lengths[options.target]:
            (start / f"{number}-{name}").write_bytes(contents)
    command = [build / "release" / product, f"-max_total_time={options.seconds}"]
    command += ["-timeout=10", "-rss_limit_mb=2048", f"-max_len={lengths[options.target]}"]
    command += [f"-artifact_prefix={crashes}/", corpus, start]
    began = time.monotonic()
    run = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True)
    last = ""
    for line in run.stderr:
        if re.match(r"#\d", line):
            last = line
        else:
            sys.stderr.write(line)
    status = run.wait()
    shutil.rmtree(f"/dev/shm/lowrank-fuzzing-{run.pid}", ignore_errors=True)
    numbers = re.findall(r"#(\d+)|cov: (\d+)|ft: (\d+)|corp: (\d+)", last)
    values = [next(filter(None, found)) for found in numbers]
    names = ["inputs", "edges", "features", "corpus"]
    print(options.target, *(f"{n} {v}" for n, v in zip(names, values)), end=" ")
    print(f"seconds {time.monotonic() - began:.0f} status {status}")
    return status


sys.exit(main())
