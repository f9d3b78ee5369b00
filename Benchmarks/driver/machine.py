"""What the run was made on: processor, memory, the environment variables that choose kernels, the revision."""

import os
import platform
import re
import subprocess

VARIABLES = ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "LIBXSMM_TARGET")


def output(*command):
    """What a command prints, or nothing where it cannot run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def processor():
    for line in output("lscpu").splitlines():
        if line.startswith("Model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def describe(here):
    flags = output("lscpu")
    return {
        "processor": processor(),
        "vectors": [f for f in ("avx2", "avx512f") if re.search(rf"\b{f}\b", flags)],
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "swift": output("swift", "--version").splitlines()[0],
        "revision": output("git", "-C", str(here), "describe", "--always", "--dirty"),
        "environment": {name: os.environ[name] for name in VARIABLES if name in os.environ},
        "load": os.getloadavg()[0],
    }


def slug(about):
    """A folder name from processor and cores."""
    name = re.sub(r"\(.*?\)|processor|CPU.*", "", about["processor"], flags=re.IGNORECASE)
    return re.sub(r"[^a-z0-9]+", "-", f"{name}-{about['cores']}-cores".lower()).strip("-")
