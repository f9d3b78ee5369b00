"""Reference numbers for the penalty of a ResNet: mpmath at 60 digits, by minimisation and root search.

    pip install -r requirements.txt
    python make_representation_cost.py > representation_cost.json

The penalty is the minimum over the growth t of one block, found by bisection of its stationarity
condition. The proximal operator is found without any of the library's thresholds: all sign changes of
the derivative of the objective on a grid, each refined, and the best of them and 0 taken.
"""

import json
import random

from mpmath import mp

mp.dps = 60
infinity = None


def bisect(f, low, high):
    low, high = mp.mpf(low), mp.mpf(high)
    for _ in range(230):
        middle = (low + high) / 2
        if f(middle) > 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def growth(block, L, s):
    """u >= 0: log t of one block, or the logarithm of the whole growth c at infinite depth."""
    if block == 2:
        if s <= 1:
            return mp.mpf(0)
        return mp.log(s) if L is infinity else mp.log(s) / (L + 1)
    if L is infinity:
        return bisect(lambda w: w * mp.exp(w) - s, 0, mp.log(1 + s) + 1)
    return bisect(lambda u: mp.expm1(u) * mp.exp((L + 1) * u) - s / L, 0, mp.log(1 + s) + 1)


def penalty(block, L, sigma, lam):
    """Value, derivative, residual part."""
    u = growth(block, L, sigma / lam)
    if L is infinity:
        c = mp.exp(u)
        residual = lam / 2 * u**2 if block == 1 else lam * u
        return sigma / c + residual, 1 / c, residual
    slope = mp.exp(-L * u)
    x = mp.expm1(u)
    residual = lam / 2 * (L * x) ** 2 if block == 1 else lam * L * x
    return sigma * slope + residual, slope, residual


def prox(block, L, lam, tau, y):
    def slope(x):
        return x + tau * penalty(block, L, x, lam)[1] - y

    def objective(x):
        return (x - y) ** 2 / 2 + tau * penalty(block, L, x, lam)[0]

    grid = [y * mp.mpf(k) / 80 for k in range(1, 81)] + [y * mp.mpf(10) ** (-k) for k in range(3, 15, 2)]
    grid = sorted(grid + [lam, lam * (1 + mp.mpf(10) ** -9)])
    signs = [slope(x) for x in grid]
    candidates = [mp.mpf(0)]
    for a, b, fa, fb in zip(grid, grid[1:], signs, signs[1:]):
        if fa <= 0 < fb:
            candidates.append(bisect(slope, a, b))
    if signs[0] > 0:  # a root below the grid, if 0 is not a minimiser
        if y > tau:
            candidates.append(bisect(slope, 0, grid[0]))
    return min(candidates, key=objective)


depths = [1, 2, 7, 100, 100000, infinity]
penalties = []
for block in (1, 2):
    for L in depths:
        for e in (-12, -6, -2, -0.5, 0, 0.01, 0.5, 2, 5, 9, 12):
            lam = mp.mpf(random.Random(f"{block}{L}{e}").choice(["0.37", "1", "2500"]))
            sigma = mp.mpf(float(lam * mp.mpf(10) ** e))
            value, derivative, residual = penalty(block, L, sigma, lam)
            penalties.append([block, L, float(lam), float(sigma), float(value), float(derivative), float(residual)])

rng = random.Random(20250119)
proximal = []
for block in (1, 2):
    for L in (1, 2, 10, 1000, infinity):
        for r in (0.03, 0.5, 1, 1.3, 3, 4.9, 5.2, 9, 63):
            for _ in range(2):
                lam = rng.choice([0.05, 1.0, 40.0])
                tau = r * lam
                y = tau * 10 ** rng.uniform(-0.3, 0.9)
                x = prox(block, L, mp.mpf(lam), mp.mpf(tau), mp.mpf(y))
                proximal.append([block, L, lam, tau, y, float(x)])

print(json.dumps({"penalty": penalties, "prox": proximal}, indent=None, separators=(",", ":")).replace("],[", "],\n["))
