"""The Tracy-Widom law of real symmetric matrices (beta = 1), from a Fredholm determinant.

    pip install -r requirements.txt
    python make_tracy_widom.py > tracy_widom.json        # two minutes
    python make_tracy_widom.py --table                   # the coefficients in TracyWidomLaw.swift

F(s) = det(1 - V) on L2(0, oo), V(x, y) = Ai((x + y)/2 + s)/2 (Ferrari and Spohn, 2005), by Gauss-Legendre
quadrature (Bornemann, On the numerical evaluation of Fredholm determinants, 2010). The table: the quantile as a
Chebyshev series in the normal score z of the probability, from eigenvalues in float64. The check values: the
determinant in mpmath at 30 digits, other nodes, another length.
"""

import json
import sys

import mpmath
import numpy as np
import scipy
from mpmath import mp
from numpy.polynomial import chebyshev
from scipy import optimize, special

Z_MAX = 8.0
DEGREE = 36


def log_tails(s):
    """log F and log(1 - F), each with its relative digits: eigenvalues of the symmetrized kernel."""
    length = 28.0 + max(0.0, -2 * s)
    x, w = np.polynomial.legendre.leggauss(100)
    x, w = (x + 1) * length / 2, w * length / 2
    root = np.sqrt(w)
    kernel = root[:, None] * special.airy((x[:, None] + x[None, :]) / 2 + s)[0] / 2 * root[None, :]
    log_f = np.log1p(-np.linalg.eigvalsh(kernel)).sum()
    return log_f, np.log(-np.expm1(log_f))


def quantile(z):
    """s with F(s) = Phi(z), compared in the smaller tail."""

    def gap(s):
        lower, upper = log_tails(s)
        return special.log_ndtr(-z) - upper if z > 0 else lower - special.log_ndtr(z)

    return optimize.brentq(gap, -12, 16, xtol=1e-14, rtol=1e-14)


def coefficients():
    nodes = np.cos(np.pi * (np.arange(DEGREE + 1) + 0.5) / (DEGREE + 1))
    return chebyshev.chebfit(nodes, [quantile(Z_MAX * t) for t in nodes], DEGREE)


def exact(s):
    mp.dps = 30
    s, length, m = mp.mpf(s), 36 + max(0, -2 * mp.mpf(s)), 72
    rule = np.polynomial.legendre.leggauss(m)[0]
    nodes = [mp.findroot(lambda x: mp.legendre(m, x), mp.mpf(float(r))) for r in rule]
    weights = []
    for x in nodes:
        slope = m * (x * mp.legendre(m, x) - mp.legendre(m - 1, x)) / (x * x - 1)
        weights.append(2 / ((1 - x * x) * slope * slope))
    x = [(t + 1) * length / 2 for t in nodes]
    w = [mp.sqrt(t * length / 2) for t in weights]
    matrix = mp.matrix(m, m)
    for i in range(m):
        for j in range(i + 1):
            value = w[i] * w[j] * mp.airyai((x[i] + x[j]) / 2 + s) / 2
            matrix[i, j] = matrix[j, i] = (1 if i == j else 0) - value
    f = mp.det(matrix)
    return {"s": float(s), "cumulative": float(f), "upper_tail": float(1 - f)}


def main():
    if "--table" in sys.argv:
        for c in coefficients():
            print(f"    {c:.17g},")
        return
    points = [-7, -6, -5, -4, -3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
    print(
        json.dumps(
            {
                "mpmath": mpmath.__version__,
                "numpy": np.__version__,
                "scipy": scipy.__version__,
                "points": [exact(s) for s in points],
            },
            indent=1,
        )
    )


main()
