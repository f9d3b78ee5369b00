"""Two processes of one peer, each with half of the draws or networks: what a user does whose library runs on one core.

Usage: pair.py PEER.py. Speaks the same protocol; the seconds are wall-clock, from the requests to both answers.
"""

import json
import math
import os
import subprocess
import sys
import time

PROCESSES = 2


def merged(parts):
    """One summary from the summaries of disjoint samples."""
    if "sd" not in parts[0]:
        return parts[0] | {name: sum(p[name] for p in parts) for name in ("count", "sum", "roots") if name in parts[0]}
    count = sum(p["count"] for p in parts)
    mean = sum(p["count"] * p["mean"] for p in parts) / count
    square = sum((p["count"] - 1) * p["sd"] ** 2 + p["count"] * (p["mean"] - mean) ** 2 for p in parts)
    return {"count": count, "mean": mean, "sd": math.sqrt(square / max(1, count - 1))}


def main():
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), sys.argv[1])
    names = ("PEER_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NPROC")  # NPROC: what XLA goes by
    environment = os.environ | dict.fromkeys(names, "1")
    workers = [
        subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(PROCESSES)
    ]
    about = [json.loads(worker.stdout.readline()) for worker in workers][0]
    about["threads"] = f"{PROCESSES} processes of 1"
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        share = {key: request[key] // PROCESSES for key in ("draws", "count") if key in request}
        begin = time.perf_counter()
        for index, worker in enumerate(workers):
            own = {"seed": PROCESSES * request["seed"] + index, "part": [index, PROCESSES]}
            worker.stdin.write(json.dumps(request | share | own) + "\n")
            worker.stdin.flush()
        replies = [json.loads(worker.stdout.readline()) for worker in workers]
        seconds = time.perf_counter() - begin
        results = [reply["results"] for reply in replies]
        if "count" in results[0]:
            combined = merged(results)
        else:
            combined = {name: merged([r[name] for r in results]) for name in results[0]}
        reply = {"seconds": seconds, "results": combined}
        if "stages" in replies[0]:
            names = replies[0]["stages"]
            reply["stages"] = {n: sum(r["stages"][n] for r in replies) / PROCESSES for n in names}
        print(json.dumps(reply), flush=True)


main()
