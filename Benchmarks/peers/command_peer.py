"""Whole commands from start to finish: runs a program, waits for its end, and tells time, peak memory and what it printed.

Its own memory is small on purpose: what the kernel tells of a child includes what the parent held when it started it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time


def command(request):
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        process = subprocess.Popen(request["command"], stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(request['command'])} ended with status {process.returncode}.")
        output.seek(0)
        document = json.load(output)
    # A document of ours, or the norms themselves.
    rows = document.get("tensors")
    norms = document if rows is None else {row["name"]: row["spectral_norm"] for row in rows}
    results = {
        "norms": norms,
        "peak_mib": usage.ru_maxrss / 1024,
        "processor_seconds": usage.ru_utime + usage.ru_stime,
    }
    return {"seconds": seconds, "results": results}


print(json.dumps({"contender": "command", "versions": {}, "threads": os.cpu_count()}), flush=True)
for line in sys.stdin:
    print(json.dumps(command(json.loads(line))), flush=True)
