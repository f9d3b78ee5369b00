"""The line protocol of one contender, and the arithmetic that all peers share.

A contender is a process that lives for the whole benchmark. It prints one JSON line about itself, then answers each
request line with one JSON line. What a peer imports or compiles happens before the first timed request.
"""

import json
import math
import sys
import time

import numpy

DEPTHS = (1, 2, 4, 8, 16)
ACTIVATIONS = ("linear", "relu")
WEIGHTS = ("normal", "uniform")


class Stages:
    """Seconds per stage; `mark` books the time since the previous mark."""

    def __init__(self):
        self.seconds = {}
        self.last = time.perf_counter()

    def start(self):
        self.last = time.perf_counter()

    def mark(self, stage):
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self.last
        self.last = now


def panels(depths):
    """The 20 panels of the rank-density figure: activation, weights, depth."""
    return [(a, w, d) for a in ACTIVATIONS for w in WEIGHTS for d in depths]


def standard_deviation_of_weights(activation, layer, depth, width):
    """Variance 1/n; gain sqrt 2 on the hidden layers of a ReLU network."""
    hidden = activation == "relu" and layer < depth - 1
    return math.sqrt((2.0 if hidden else 1.0) / width)


def summary(values):
    """Count, mean and standard deviation of one panel: what proves equal work."""
    count = len(values)
    mean = float(sum(values)) / count
    square = float(sum((v - mean) ** 2 for v in values))
    return {"count": count, "mean": mean, "sd": math.sqrt(square / max(1, count - 1))}


def fleet(request):
    """This process's share of the networks in the request's file: weights (networks, depth, n, n), each (out, in), inputs
    and targets (networks, m, n), float32."""
    part, parts = request.get("part", (0, 1))
    with numpy.load(request["data_file"]) as arrays:
        weights, inputs, targets = (arrays[name] for name in ("weights", "inputs", "targets"))
    share = slice(len(weights) * part // parts, len(weights) * (part + 1) // parts)
    return weights[share], inputs[share], targets[share]


def reset_peak_memory():
    """What `peak_memory` tells begins anew, at what the process holds now."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak_memory():
    """The most physical memory of this process since the last reset, in MiB."""
    with open("/proc/self/status") as file:
        line = next(line for line in file if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def timed(call):
    """Seconds of one call and its result."""
    begin = time.perf_counter()
    result = call()
    return time.perf_counter() - begin, result


def serve(about, workloads):
    """Answers requests from stdin until it ends. `workloads`: name -> function(request) -> reply."""
    print(json.dumps(about | {"workloads": sorted(workloads)}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        reply = workloads[request["workload"]](request)
        print(json.dumps(reply), flush=True)
