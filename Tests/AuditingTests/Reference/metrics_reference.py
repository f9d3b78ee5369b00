"""Every metric of twelve prescribed spectra, for MetricsReferenceTests: an independent program.

    pip install numpy==2.4.6 scipy==1.17.1
    python metrics_reference.py > metrics.json

Written from the formulas of the catalogue, in plain loops over Python floats and exact sums
(math.fsum), and sharing no code with the program. What is undefined is null.
"""

import json
import math

import numpy as np
from scipy import integrate, optimize

TOLERANCES = [1e-2, 1e-3]
SHARES = [0.01, 0.005, 0.001]
RANKS = [1, 2, 4, 8, 16, 32]
EXPONENTS = {"2/3": 2 / 3, "0.5": 0.5, "1": 1.0, "3": 3.0}
TAIL = 20


def spectra():
    """Shape, descending singular values, and norms of rows and columns for the storage floor."""
    rng = np.random.default_rng(20261121)
    yield "flat", 30, 20, [2.0] * 20
    yield "geometric", 64, 40, [10.0 ** (-i / 5) for i in range(40)]
    yield "to 1e-14", 29, 29, [10.0 ** (-i / 2) for i in range(29)]
    yield "cluster", 50, 50, [5.0] + [1.0 + 1e-9 * (49 - i) for i in range(49)]
    yield "low rank", 100, 80, [7.0, 3.0, 3.0, 1.0, 0.5] + [0.0] * 75
    yield "one value", 1, 17, [0.125]
    yield "two values", 2, 2, [3.0, 1e-3]
    noise = np.linalg.svd(rng.standard_normal((120, 90)), compute_uv=False)
    yield "noise", 120, 90, noise.tolist()
    spiked = sorted(noise.tolist()[3:] + [60.0, 45.0, 30.0], reverse=True)
    yield "spikes", 90, 120, spiked
    yield "heavy tail", 400, 300, sorted(((1 - rng.random(300)) ** -0.4).tolist(), reverse=True)
    yield "tiny", 40, 30, [1e-150 * 0.9**i for i in range(30)]
    yield "huge", 40, 33, [1e150 * 0.8**i for i in range(33)]


def ranks(m, n, s, floor, out):
    total, energy = math.fsum(s), math.fsum(x * x / s[0] / s[0] for x in s)
    p = [x / total for x in s if x > 0]
    squares = [(x / s[0]) ** 2 / energy for x in s]
    entropy = -math.fsum(x * math.log(x) for x in p)
    squared = -math.fsum(x * math.log(x) for x in squares if x > 0)
    eps = sum(x > s[0] * max(m, n) * 2.0**-52 for x in s)
    out["spectral_entropy"] = entropy
    out["effective_rank"] = math.exp(entropy)
    out["effective_rank_sq"] = math.exp(squared)
    out["spectral_entropy_norm"] = squared / math.log(eps) if eps > 1 else None
    out["stable_rank"] = energy
    out["participation_ratio"] = energy**2 / math.fsum((x / s[0]) ** 4 for x in s)
    out["rank@1e-2"] = sum(x > 1e-2 * s[0] for x in s)
    out["rank@1e-3"] = sum(x > 1e-3 * s[0] for x in s)
    out["rank@eps64"] = eps
    out["rank@storage"] = sum(x > floor for x in s)
    for share in SHARES:
        out[f"rank_share@{share}"] = sum(x / total >= share for x in s)
    for percent in (90, 95, 99):
        done, r = 0.0, 0
        while done < percent / 100 * (1 - 1e-12):
            done += squares[r]
            r += 1
        out[f"energy_rank_{percent}"] = r
    out["condition_number"] = s[0] / s[-1] if s[-1] > 0 else None
    out["sigma_min"] = s[-1]


def norms(m, n, s, out):
    scaled = [x / s[0] for x in s]
    out["spectral_norm"] = s[0]
    out["nuclear_norm"] = math.fsum(s)
    out["log10_spectral_norm"] = math.log10(s[0])
    for name, p in EXPONENTS.items():
        power = math.fsum(x**p for x in scaled if x > 0)
        out[f"schatten_p@{name}"] = s[0] * power ** (1 / p)
        total = p * math.log10(s[0]) + math.log10(power)
        out[f"schatten_p_sum@{name}"] = s[0] ** p * power if abs(total) < 300 else None
    total = math.fsum(x * x for x in scaled)
    out["break_even_rank"] = m * n // (m + n)
    for k in RANKS:
        out[f"compress_ratio@{k}"] = k * (m + n) / (m * n)
        out[f"rel_error@{k}"] = math.sqrt(math.fsum(x * x for x in scaled[k:]) / total)


def alpha(s, floor, out):
    names = ["alpha", "alpha_sigma", "alpha_D", "alpha_xmin", "alpha_n_tail", "alpha_on_sigma"]
    values = sorted((x / s[0]) ** 2 for x in s if x > floor)
    best = None
    for start in range(len(values) - TAIL + 1):
        tail = values[start:]
        n, logs = len(tail), [math.log(x / tail[0]) for x in tail]
        if math.fsum(logs) <= 0:
            continue
        a = 1 + n / math.fsum(logs)
        law = [1 - math.exp((1 - a) * x) for x in logs]
        d = max(max(abs(f - i / n), abs(f - (i + 1) / n)) for i, f in enumerate(law))
        if best is None or d < best[2]:
            best = [a, (a - 1) / math.sqrt(n), d, tail[0] * s[0] * s[0], n, 2 * a - 1]
    for i, name in enumerate(names):
        out[name] = best[i] if best else None
    if best and not 1e-305 < best[3] < 1e305:
        out["alpha_xmin"] = None


def law(beta):
    """The Marchenko-Pastur density on its support, by x = 1 + beta + 2 sqrt(beta) cos(angle)."""
    def mass(angle):
        x = 1 + beta + 2 * math.sqrt(beta) * math.cos(angle)
        if beta == 1:
            return (1 - math.cos(angle)) / math.pi
        return (2 * math.sqrt(beta) * math.sin(angle)) ** 2 / (2 * math.pi * beta * x)

    def above(angle):
        return integrate.quad(mass, 0, angle, epsabs=1e-15, epsrel=1e-13, limit=200)[0]

    middle = optimize.brentq(lambda t: above(t) - 0.5, 0, math.pi, xtol=1e-15, rtol=1e-14)
    return 1 + beta + 2 * math.sqrt(beta) * math.cos(middle)


def bulk(m, n, s, out):
    long, short = max(m, n), min(m, n)
    half = len(s) // 2
    middle = s[half] if len(s) % 2 else (s[half - 1] + s[half]) / 2
    names = ["mp_sigma", "mp_edge", "mp_edge_lower", "mp_edge_sigma", "mp_soft_rank"]
    if middle == 0 or long < 2:
        out |= dict.fromkeys(names)
        return
    sigma = middle / math.sqrt(long * law(short / long))
    edge = sigma * (math.sqrt(long) + math.sqrt(short))
    values = [sigma, edge * edge, (sigma * (math.sqrt(long) - math.sqrt(short))) ** 2, edge]
    out |= dict(zip(names, values + [min(1, (edge / s[0]) ** 2)]))
    out["mp_num_above_edge"] = sum(x > edge for x in s)
    if not 1e-305 < edge * edge < 1e305:
        out["mp_edge"] = out["mp_edge_lower"] = None


cases = []
for name, m, n, s in spectra():
    floor = s[0] * max(m, n) * 2.0**-52
    metrics = {}
    ranks(m, n, s, floor, metrics)
    norms(m, n, s, metrics)
    alpha(s, floor, metrics)
    bulk(m, n, s, metrics)
    cases.append({"name": name, "rows": m, "columns": n, "values": s, "metrics": metrics})
print(json.dumps({"cases": cases}, indent=0))
