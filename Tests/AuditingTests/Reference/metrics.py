"""Every metric of the audit that does not depend on a draw, written from its formula, in NumPy and float64.

`metrics(names, …)` gives, for a name, a number, a whole-number interval `Count`, `None` where the metric is undefined, or
raises KeyError for a name that it does not know.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

import laws

CLOSE = 1e-6  # what the audit promises, relative


@dataclass
class Count:
    """How many values lie above a level. Those within the promised accuracy of the level may count or not."""

    low: int
    high: int

    @staticmethod
    def above(values, level, inclusive=False):
        up, down = level * (1 + CLOSE), level * (1 - CLOSE)
        return Count(int((values > up).sum()), int((values >= down if inclusive else values > down).sum()))


@dataclass
class Near:
    """A number that is known to `tolerance` only, relative to `scale`."""

    value: float
    scale: float


def ratio(a, b):
    return a / b if b > 0 else None


def entropy(shares):
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum())


def storage_floor(a, epsilon, largest):
    rows, columns = np.sqrt((a**2).sum(1)).max(), np.sqrt((a**2).sum(0)).max()
    return max(epsilon / math.sqrt(12) * (rows + columns), largest * max(a.shape) * 2.0**-52)


# Power law


def tail_at(ascending, start):
    """Exponent and distance of the law fitted to ascending[start:]."""
    tail = ascending[start:]
    n = len(tail)
    logs = np.log(tail / tail[0])
    if logs.sum() <= 0:
        return math.inf, math.inf
    alpha = 1 + n / logs.sum()
    law = 1 - np.exp((1 - alpha) * logs)
    steps = np.arange(n + 1) / n
    return alpha, float(max(np.abs(law - steps[:-1]).max(), np.abs(law - steps[1:]).max()))


def power_law(s, floor, least, told):
    """The fit of smallest distance; where the told xmin is as good to the promised accuracy, the fit there."""
    above = np.sort(s[s > floor] ** 2)
    names = "alpha alpha_sigma alpha_D alpha_xmin alpha_n_tail alpha_tail_fraction alpha_on_sigma".split()
    names += [f"alpha_vs_{law}{suffix}" for law in ("lognormal", "exponential") for suffix in ("", "_p")]
    if len(above) < least:
        return dict.fromkeys(names)
    starts = [i for i in range(len(above) - least + 1) if i == 0 or above[i] > above[i - 1]]
    distances = [tail_at(above, i)[1] for i in starts]
    if not np.isfinite(distances).any():
        return dict.fromkeys(names)
    best = starts[int(np.argmin(distances))]
    if told is not None:
        near = min(starts, key=lambda i: abs(above[i] - told))
        if tail_at(above, near)[1] <= min(distances) * (1 + CLOSE):
            best = near
    tail = above[best:]
    n = len(tail)
    alpha, distance = tail_at(above, best)
    values = {
        "alpha": alpha,
        "alpha_sigma": (alpha - 1) / math.sqrt(n),
        "alpha_D": distance,
        "alpha_xmin": float(tail[0]),
        "alpha_n_tail": n,
        "alpha_tail_fraction": n / len(above),
        "alpha_on_sigma": 2 * alpha - 1,
    }
    y = np.log(tail / tail[0])
    power = math.log(alpha - 1) - (alpha - 1) * y
    rate = n / np.expm1(y).sum()
    others = {"lognormal": laws.half_normal(y), "exponential": math.log(rate) - rate * np.expm1(y) + y}
    for name, other in others.items():
        if other is None:
            vuong, p = 0.0, 1.0
        else:
            d = power - other
            vuong = float(d.sum() / (math.sqrt(n) * d.std()))
            p = math.erfc(abs(vuong) / math.sqrt(2))
        values[f"alpha_vs_{name}"], values[f"alpha_vs_{name}_p"] = Near(vuong, 1), Near(p, 1)
    return values


# Marchenko-Pastur


def bulk(s, shape, probability):
    big, small = max(shape), min(shape)
    beta = small / big
    t = laws.tracy_widom_quantile(1 - probability)

    def noise(values, n, m):
        return float(np.median(values)) / math.sqrt(n * laws.marchenko_pastur_median(m / n))

    def threshold(sigma, n, m):
        a, b = math.sqrt(n - 1), math.sqrt(m)
        return sigma**2 * ((a + b) ** 2 + (a + b) * (1 / a + 1 / b) ** (1 / 3) * t)

    sigma = noise(s, big, small)
    edge, level = sigma**2 * (math.sqrt(big) + math.sqrt(small)) ** 2, threshold(sigma, big, small)
    spikes = s[s**2 > level]
    rest = np.sort(s[len(spikes) :] ** 2) / (big * sigma**2)
    law, steps = laws.marchenko_pastur(rest, beta), np.arange(len(rest) + 1) / len(rest)
    excess = (spikes / (sigma * math.sqrt(big))) ** 2 - 1 - beta
    with np.errstate(invalid="ignore"):
        strengths = sigma * math.sqrt(big) * np.sqrt((excess + np.sqrt(excess**2 - 4 * beta)) / 2)
    count, trimmed = len(spikes), None
    for _ in range(20):
        if 2 * count > small:
            break
        n, m = big - count, small - count
        guess = noise(s[count:], n, m)
        again = int((s**2 > threshold(guess, n, m)).sum())
        if again == count:
            trimmed = guess
            break
        count = again
    shape_factor = (beta + 1) + math.sqrt(beta**2 + 14 * beta + 1)
    omega = math.sqrt((2 * (beta + 1) + 8 * beta / shape_factor) / laws.marchenko_pastur_median(beta))
    return {
        "mp_sigma": sigma,
        "mp_edge": edge,
        "mp_edge_lower": Near(sigma**2 * (math.sqrt(big) - math.sqrt(small)) ** 2, edge),
        "mp_edge_sigma": math.sqrt(edge),
        "tw_threshold": level,
        "mp_num_above_edge": Count.above(s**2, edge),
        "mp_num_spikes": Count.above(s**2, level),
        "mp_spikes": list(zip(spikes.tolist(), strengths.tolist())),
        "mp_sigma_trimmed": trimmed,
        "mp_edge_trimmed": trimmed and trimmed**2 * (math.sqrt(big) + math.sqrt(small)) ** 2,
        "mp_ks": float(max(np.abs(law - steps[:-1]).max(), np.abs(law - steps[1:]).max())),
        "mp_bulk_fraction": 1 - len(spikes) / small,
        "mp_soft_rank": min(1.0, edge / float(s[0]) ** 2),
        "gd_rank": Count.above(s, omega * float(np.median(s))),
    }


# All of them


def fixed(a, s, epsilon):
    m, n = a.shape
    largest, total, squares = float(s[0]), float(s.sum()), float((s**2).sum())
    frobenius = float(np.sqrt((a**2).sum()))
    floor = storage_floor(a, epsilon, largest)
    eps64 = Count.above(s, largest * max(m, n) * 2.0**-52)
    shares = s**2 / squares
    cumulative = np.cumsum(shares)
    h = entropy(s / total)
    rounding = 64 * 2.0**-52 * largest  # of any backward stable method; the smallest value has no better
    values = {
        "spectral_entropy": h,
        "effective_rank": math.exp(h),
        "effective_rank_sq": math.exp(entropy(shares)),
        "spectral_entropy_norm": entropy(shares) / math.log(eps64.low) if eps64.low >= 2 else None,
        "stable_rank": squares / largest**2,
        "participation_ratio": squares**2 / float((s**4).sum()),
        "rank@eps64": eps64,
        "rank@storage": Count.above(s, floor),
        "storage_floor": floor,
        "sigma_min": Near(float(s[-1]), float(s[-1]) + rounding / CLOSE),
        "condition_number": None if s[-1] == 0 else Near(largest / s[-1], largest / s[-1] * (1 + rounding / CLOSE / s[-1])),
        "spectral_norm": largest,
        "frobenius_norm": frobenius,
        "nuclear_norm": total,
        "log10_spectral_norm": Near(math.log10(largest), 1),
        "log10_frobenius_norm": Near(math.log10(frobenius), 1),
        "mean_abs": float(np.abs(a).mean()),
        "rms": frobenius / math.sqrt(m * n),
        "max_abs": float(np.abs(a).max()),
        "n_zero": int((a == 0).sum()),
        "n_nan": 0,
        "n_inf": 0,
        "fro_check": Near(0.0, 1e-10 / CLOSE),  # at most 1e-10
        "break_even_rank": m * n // (m + n),
    }
    for percent in (90, 95, 99):
        ends = [int(np.searchsorted(cumulative, percent / 100 - slack)) + 1 for slack in (1e-9, -1e-9)]
        values[f"energy_rank_{percent}"] = Count(ends[0], min(ends[1], len(s)))
    return values, floor


def number(text):
    return float(Fraction(text))


def parametrised(name, a, s):
    kind, parameter = name.split("@")
    m, n = a.shape
    x = number(parameter)
    if kind == "rank":
        return Count.above(s, x * float(s[0]))
    if kind == "rank_share":
        return Count.above(s / s.sum(), x, inclusive=True)
    if kind == "schatten_p":
        # Of the p-th powers' sum, so that the accuracy of the sum is asked for.
        return float(s[0] * ((s / s[0]) ** x).sum() ** (1 / x))
    if kind == "schatten_p_sum":
        return float((s**x).sum())
    if kind == "compress_ratio":
        return x * (m + n) / (m * n)
    if kind == "rel_error":
        return Near(math.sqrt(float((s[int(x) :] ** 2).sum()) / float((a**2).sum())), 1e-2)
    raise KeyError(name)


def metrics(names, a, s, epsilon, settings, told_minimum):
    """Values of the named metrics of a matrix with singular values s."""
    if s[0] == 0:
        raise KeyError("the zero matrix has its own rules")
    values, floor = fixed(a, s, epsilon)
    values |= power_law(s, floor, settings["alpha_min_tail"], told_minimum)
    noise = bulk(s, a.shape, settings["tw_p"])
    # Noise below what rounding to the stored type can do is no noise of the matrix.
    values |= noise if noise["mp_edge_sigma"] > floor else dict.fromkeys(noise) | {"gd_rank": noise["gd_rank"]}
    found = {}
    for name in names:
        found[name] = values[name] if name in values else parametrised(name, a, s) if "@" in name else values[name]
    return found
