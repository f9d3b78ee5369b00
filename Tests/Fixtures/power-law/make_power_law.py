"""Fits of power-law tails: the package `powerlaw` where its definitions are ours, and a plain scan in NumPy.

    pip install -r requirements.txt
    python make_power_law.py > power_law.json

`powerlaw` measures the distance to the lower steps of the empirical distribution only; so the choice of the smallest
value of the tail is compared with the scan below, and everything else with `powerlaw` at that value. Its likelihoods
of other laws come from a simplex search that stops early, and at extreme parameters they lose their digits; so there
are also ratios from maximum likelihood to rounding ("exact").
"""

import json
import warnings

import numpy as np
import powerlaw
import scipy
from scipy import optimize, special

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


def log_density_lognormal(y):
    """The likeliest density exp(-ay - by^2)/Z, b > 0, of y = log(x/xmin): a concave problem, started from many points."""
    mean, square = y.mean(), (y**2).mean()

    def loss(p):
        a, b = p[0] / mean, np.exp(p[1]) / mean**2
        return a * mean + b * square + np.log(np.sqrt(np.pi / b) / 2 * special.erfcx(a / (2 * np.sqrt(b))))

    starts = [(a, c) for a in [-1, 0, 1] for c in [-6, -3, 0, 2]]
    best = min(
        (optimize.minimize(loss, s, method="Nelder-Mead", options={"xatol": 1e-11, "fatol": 1e-15, "maxiter": 20000}) for s in starts),
        key=lambda r: r.fun,
    )
    a, b = best.x[0] / mean, np.exp(best.x[1]) / mean**2
    return -a * y - b * y**2 - np.log(np.sqrt(np.pi / b) / 2 * special.erfcx(a / (2 * np.sqrt(b))))


def vuong(difference):
    n = len(difference)
    ratio = difference.sum() / (np.sqrt(n) * difference.std())
    return {"log_ratio": float(difference.sum()), "ratio": float(ratio), "p": float(special.erfc(abs(ratio) / np.sqrt(2)))}


def exact(values, best):
    """Vuong's test with maximum likelihood to rounding; for a log-normal law only where it has a maximum."""
    u = values[values >= best["minimum"]] / best["minimum"]
    y = np.log(u)
    power = np.log(best["exponent"] - 1) - (best["exponent"] - 1) * y
    rate = 1 / (u - 1).mean()
    result = {"exponential": vuong(power - (np.log(rate) - rate * (u - 1) + y)), "lognormal": None}
    if (y**2).mean() < 2 * y.mean() ** 2:
        result["lognormal"] = vuong(power - log_density_lognormal(y))
    return result


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
        rows.append({"name": name, "values": values.tolist(), "fit": best, "package": compare(values, best), "exact": exact(values, best)})
    versions = {"numpy": np.__version__, "scipy": scipy.__version__, "powerlaw": powerlaw.__version__}
    print(json.dumps({**versions, "cases": rows}, indent=1))


main()
