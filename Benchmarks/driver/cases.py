"""The cases: which work, which contestants, how often; and what proves that all did the same work."""

import math
from dataclasses import dataclass, field
from statistics import fmean

DEPTHS = [1, 2, 4, 8, 16]
WIDTH = 32
INPUTS = 128

# Means of the entropies at 128 inputs over 4096 draws, by depth (specification, section 4.2). They hold for one set of
# inputs; another set moves them by about 0.003.
TABLE = {
    "linear/normal": [2.148, 2.005, 1.816, 1.597, 1.373],
    "linear/uniform": [2.154, 2.013, 1.826, 1.609, 1.385],
    "relu/normal": [2.145, 2.066, 1.878, 1.660, 1.436],
    "relu/uniform": [2.153, 2.074, 1.894, 1.675, 1.454],
}
TABLE_DRAWS = 4096
TABLE_TOLERANCE = 0.005
PRODUCT_ENTROPY, PRODUCT_DRAWS = 1.800, 20_000  # n = 32, d = 16 (section 2.4)


@dataclass
class Contestant:
    """A contender with what it is asked beyond the case's own request. `equal` is false where the work is not the same
    (lower precision), so that it counts for no goal. `goal` is one for this contestant alone."""

    label: str
    contender: str
    extra: dict
    equal: bool = True
    goal: float | None = None


@dataclass
class Case:
    name: str
    request: dict
    contestants: list
    rounds: int
    check: object  # (case, results by label) -> list of complaints
    goal: float | None = None
    warm_up: dict = field(default_factory=dict)  # what the first request asks instead


def batched_peers(full):
    """Peers of the small-matrix workloads: two processes each, and in a full run also one with all threads."""
    return [name for peer in ("jax", "torch", "numpy") for name in ([peer] if full else []) + [f"{peer} x2"]]


def rank_density(draws, rounds, inputs_file, full):
    contestants = [Contestant(name, name, {}) for name in ["lowrank", *batched_peers(full)]]
    if full:
        contestants += [
            Contestant(f"{name}, all float32", name, {"precision": "float32"}, equal=False)
            for name in ("jax x2", "torch x2", "numpy x2")
        ]
    request = {
        "workload": "rank-density",
        "draws": draws,
        "width": WIDTH,
        "depths": DEPTHS,
        "inputs_file": str(inputs_file),
    }
    return Case("rank-density", request, contestants, rounds, check_rank_density, goal=5)


def products(draws, rounds, full):
    contestants = [Contestant("lowrank", "lowrank", {})]
    for name in batched_peers(full):
        for route in ("direct", "gram"):
            label = name if route == "direct" else f"{name}, Gram"
            contestants.append(Contestant(label, name, {"route": route}))
    request = {"workload": "products", "draws": draws, "width": WIDTH, "depth": 16}
    return Case("products", request, contestants, rounds, check_products, goal=5)


def spectrum(size, rounds):
    contestants = [
        Contestant("lowrank", "lowrank", {"route": "automatic"}),
        Contestant("lowrank, direct", "lowrank", {"route": "direct"}),
    ]
    for label, name, extra in (
        ("numpy", "numpy", {}),
        ("scipy", "numpy", {"library": "scipy"}),
        ("torch", "torch", {}),
        ("jax", "jax", {}),
    ):
        contestants.append(Contestant(label, name, extra | {"route": "direct"}))
        contestants.append(Contestant(f"{label}, Gram", name, extra | {"route": "gram"}))
    goal = 2 if size >= 2048 else None
    return Case(f"spectrum-{size}", {"workload": "spectrum", "size": size}, contestants, rounds, check_spectrum, goal)


def normals(precision, law, cores, count, rounds):
    ours = Contestant("lowrank", "lowrank", {"threads": cores})
    one, two = ("jax", "torch", "numpy"), ("jax x2", "torch x2", "numpy x2")
    contestants = [ours] + [Contestant(name, name, {}) for name in (one if cores == 1 else two)]
    request = {"workload": "normals", "precision": precision, "law": law, "count": count * cores, "block": 1 << 14}
    return Case(f"draws-{law}-{precision}-{cores}-core", request, contestants, rounds, check_normals)


def all_cases(full, inputs_file):
    draws = 4096 if full else 512
    yield rank_density(draws, 5 if full else 3, inputs_file, full)
    yield products(draws, 9 if full else 3, full)
    for size, rounds in ((512, 9), (1024, 7), (2048, 5), (4096, 3)) if full else ((512, 3), (1024, 3)):
        yield spectrum(size, rounds)
    for precision, law in (("float32", "normal"), ("float64", "normal"), ("float32", "uniform")):
        for cores in (1, 2):
            yield normals(precision, law, cores, 1 << (26 if full else 24), 5 if full else 3)


# Equal work


def pooled(replies, panel):
    """Draws, mean and standard deviation of one panel over the rounds of one contestant."""
    summaries = [reply["results"][panel] for reply in replies]
    return (
        sum(s["count"] for s in summaries),
        fmean(s["mean"] for s in summaries),
        fmean(s["sd"] for s in summaries),
    )


def compare(replies, draws, panel, expected, reference_draws, tolerance):
    """Complaints where a contestant's mean is off the table by more than the tolerance and four standard errors."""
    complaints = []
    for label, turns in replies.items():
        if any(turn["results"][panel]["count"] != draws for turn in turns):
            complaints.append(f"{label}: {panel} has not {draws} draws")
        count, mean, deviation = pooled(turns, panel)
        bound = tolerance + 4 * deviation * math.sqrt(1 / count + 1 / reference_draws)
        if not abs(mean - expected) <= bound:
            complaints.append(f"{label}: {panel} has mean {mean:.4f}, the table {expected:.4f}, bound {bound:.4f}")
    return complaints


def check_rank_density(case, replies):
    complaints = []
    for family, means in TABLE.items():
        for depth, expected in zip(DEPTHS, means):
            panel = f"{family}/{depth}"
            complaints += compare(
                replies, case.request["draws"], panel, expected, TABLE_DRAWS, TABLE_TOLERANCE
            )
            # Same inputs for all, hence no tolerance beyond sampling between contestants; float32 has rounding.
            ours = pooled(replies["lowrank"], panel)
            for label, turns in replies.items():
                count, mean, deviation = pooled(turns, panel)
                slack = 0.005 if "float32" in label else 0.0
                bound = slack + 4.5 * deviation * math.sqrt(1 / count + 1 / ours[0])
                if not abs(mean - ours[1]) <= bound:
                    complaints.append(f"{label}: {panel} has mean {mean:.4f}, ours {ours[1]:.4f}, bound {bound:.4f}")
    return complaints


def check_products(case, replies):
    return compare(replies, case.request["draws"], "entropy", PRODUCT_ENTROPY, PRODUCT_DRAWS, 0.0005)


def check_spectrum(case, replies):
    """The spectrum holds the Frobenius norm, and a Gaussian matrix has the norm 2 sqrt n, to a few per cent."""
    complaints = []
    for label, turns in replies.items():
        for turn in turns:
            largest = turn["results"]["largest"] / (2 * math.sqrt(case.request["size"]))
            if not (abs(turn["results"]["norm"] - 1) < 1e-9 and abs(largest - 1) < 0.05):
                complaints.append(f"{label}: norm {turn['results']['norm']}, largest over 2 sqrt n {largest}")
    return complaints


def check_normals(case, replies):
    return [
        f"{label}: {turn['results']['count']:.0f} draws, not {case.request['count']}"
        for label, turns in replies.items()
        for turn in turns
        if turn["results"]["count"] != case.request["count"]
    ]
