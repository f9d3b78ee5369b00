"""Fits of power-law tails: the package `powerlaw` where its definitions are ours, and a plain scan in NumPy.

    pip install -r requirements.txt
    python make_power_law.py > power_law.json

`powerlaw` measures the distance to the lower steps of the empirical distribution only; so the choice of the smallest
value of the tail is compared with the scan below, and everything else with `powerlaw` at that value.
"""

import json
import warnings

import numpy as np
import powerlaw

MINIMUM_TAIL = 50


def scan(values):
    """The definition, candidate by candidate."""
    values = np.sort(values)
    best = None
    for minimum in np.unique(values):
        tail = values[values >= minimum]
        n = len(tail)
        logs = np.log(tail / minimum)
        if n < MINIMUM_TAIL or logs.sum() == 0:
            continue
        alpha = 1 + n / logs.sum()
        f = 1 - (tail / minimum) ** (1 - alpha)
        i = np.arange(n)
        distance = np.maximum(abs(f - i / n), abs(f - (i + 1) / n)).max()
        if best is None or distance < best["distance"]:
            best = {
                "exponent": float(alpha),
                "standard_error": float((alpha - 1) / np.sqrt(n)),
                "distance": float(distance),
                "minimum": float(minimum),
                "tail": n,
            }
    return best


def compare(values, best):
    fit = powerlaw.Fit(values, xmin=best["minimum"], verbose=0)
    result = {"package_exponent": float(fit.power_law.alpha), "package_error": float(fit.power_law.sigma)}
    for name in ["lognormal", "exponential"]:
        ratio, p = fit.distribution_compare("power_law", name, normalized_ratio=True)
        result[name] = {"ratio": float(ratio), "p": float(p)}
    return result


def cases(rng):
    yield "pareto", 1.3 * rng.pareto(1.5, 400) + 1.3
    yield "lognormal", np.exp(rng.normal(0.5, 0.8, 500))
    yield "wishart", np.linalg.svd(rng.standard_normal((300, 200)), compute_uv=False) ** 2
    yield "heavy", np.linalg.svd(rng.standard_t(2.2, (400, 250)), compute_uv=False) ** 2
    yield "exponential", rng.exponential(2, 300)
    yield "ties", np.round(rng.pareto(2, 300) + 1, 1)
    yield "mixture", np.concatenate([rng.uniform(0, 2, 700), 2 * rng.pareto(2, 300) + 2])


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(20230301)
    rows = []
    for name, values in cases(rng):
        best = scan(values)
        rows.append({"name": name, "values": values.tolist(), "fit": best, "package": compare(values, best)})
    print(json.dumps({"numpy": np.__version__, "powerlaw": powerlaw.__version__, "cases": rows}, indent=1))


main()
