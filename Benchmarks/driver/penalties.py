"""The penalty cases: costs and points of the proximal operator of many singular values."""

import numpy

from driver.cases import Case, Contestant

SEED = 2106
LAMBDA, STEP, BLOCKS = 0.7, 0.35, 8
TOLERANCE = 1e-11  # relative, of the sums: both sides are accurate to some 1e-15 a value


def data(count):
    """log-uniform from 1e-3 to 1e3."""
    generator = numpy.random.Generator(numpy.random.PCG64(SEED))
    return 10 ** generator.uniform(-3, 3, count)


def complaints(case, replies):
    ours = replies["lowrank"][0]["results"]
    found = []
    for label, turns in replies.items():
        for turn in turns:
            if turn["results"]["count"] != case.request["count"]:
                found.append(f"{label}: {turn['results']['count']:.0f} values, not {case.request['count']}")
            for name in ("sum", "roots"):
                value = turn["results"][name]
                if not abs(value - ours[name]) <= TOLERANCE * ours[name]:
                    found.append(f"{label}: {name} {value!r}, ours {ours[name]!r}")
    return found


def penalty_cases(full, folder):
    count = 1_000_000
    path = folder / "singular-values.npy"
    numpy.save(path, data(count))
    for quantity in ("cost", "prox"):
        for kind in ("depth-1", "depth-2"):
            for blocks in (BLOCKS, 0):
                for cores in (1, 2):
                    name = f"penalty-{quantity}-{kind}-{blocks or 'inf'}-{cores}-core"
                    request = {
                        "workload": "penalty",
                        "data_file": str(path),
                        "quantity": quantity,
                        "kind": kind,
                        "blocks": blocks,
                        "lambda": LAMBDA,
                        "step": STEP,
                        "count": count,
                    }
                    contestants = [
                        Contestant("lowrank", "lowrank", {"threads": cores}),
                        Contestant("numpy", "numpy" if cores == 1 else "numpy x2", {}),
                    ]
                    yield Case(name, request, contestants, 9 if full else 2, complaints)
