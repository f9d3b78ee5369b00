#!/usr/bin/env python3
"""Measures `lowrank` beside JAX, PyTorch, NumPy, SciPy and WeightWatcher on the same work and records the run.

    python3 Benchmarks/run.py --quick     a few minutes, reduced work; a check that everything runs
    python3 Benchmarks/run.py --full      the recorded measurement
    python3 Benchmarks/run.py --full --only products spectrum

Needs Python 3.11 and a Swift toolchain. Makes its own virtual environment with the pinned peers, builds our side in
release mode, and writes `Runs/DATE-MACHINE/{README.md,raw.json,summary.txt}`. Run it on an idle machine.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = (HERE / ".venv").resolve()  # may be a link to one that several checkouts share
REQUIREMENTS = HERE / "peers" / "requirements.txt"
ALONE = HERE / "peers" / "requirements-alone.txt"  # the same, but without what they depend on


def enter_environment():
    """Goes on in the virtual environment, which is made anew when the pins change."""
    stamp = ENVIRONMENT / "requirements.sha256"
    digest = hashlib.sha256(REQUIREMENTS.read_bytes() + ALONE.read_bytes()).hexdigest()
    python = ENVIRONMENT / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != digest:
        print("Installing the peers into", ENVIRONMENT.name, file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", ALONE], check=True)
        stamp.write_text(digest)
    if Path(sys.prefix).resolve() != ENVIRONMENT:
        os.execv(python, [python, __file__, *sys.argv[1:]])


if __name__ == "__main__":
    enter_environment()
    from driver import main

    sys.exit(main.main(HERE))
