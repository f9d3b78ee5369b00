"""The laws that the reference needs, each by another way than ours.

The Marchenko-Pastur law by its antiderivative; the Tracy-Widom law by the Fredholm determinant of Ferrari and Spohn (A
determinantal formula for the GOE Tracy-Widom distribution, 2005) with quadrature as in Bornemann (2010); the log-normal tail by
Newton's method on moments from quadrature.
"""

import functools
import math

import numpy as np


def marchenko_pastur(x, beta):
    """The distribution function of ratio β ≤ 1 and variance 1."""
    low, high = (1 - math.sqrt(beta)) ** 2, (1 + math.sqrt(beta)) ** 2
    x = np.asarray(x, float)
    inside = np.clip(x, low + 1e-15 * high, high - 1e-15 * high)
    root = np.sqrt((high - inside) * (inside - low))
    r = np.sqrt((high - inside) / (inside - low))
    value = math.pi * beta + root - (1 + beta) * np.arctan((r * r - 1) / (2 * r))
    if beta < 1:
        value += (1 - beta) * np.arctan((low * r * r - high) / (2 * (1 - beta) * r))
    return np.where(x <= low, 0.0, np.where(x >= high, 1.0, value / (2 * math.pi * beta)))


def bisect(function, low, high):
    """The root of a growing function."""
    for _ in range(200):
        middle = (low + high) / 2
        if function(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@functools.cache
def marchenko_pastur_median(beta):
    low, high = (1 - math.sqrt(beta)) ** 2, (1 + math.sqrt(beta)) ** 2
    return bisect(lambda x: float(marchenko_pastur(x, beta)) - 0.5, low, high)


def airy(x):
    """Ai by the trapezoidal rule on the line t + i, where the integrand decays as exp(−t²)."""
    t = np.linspace(-9, 9, 1201) + 1j
    return (np.exp(1j * (t**3 / 3 + np.multiply.outer(x, t))).sum(-1) * (18 / 1200) / (2 * math.pi)).real


def tracy_widom(s):
    """F₁(s) = det(1 − V), V(x, y) = ½ Ai((x + y)/2) on (s, ∞)."""
    nodes, weights = np.polynomial.legendre.leggauss(48)
    end = max(s + 2, 16.0)
    x = s + (nodes + 1) * (end - s) / 2
    root = np.sqrt(weights * (end - s) / 2)
    kernel = airy((x[:, None] + x[None, :]) / 2) / 2
    return float(np.linalg.det(np.eye(len(x)) - root[:, None] * kernel * root[None, :]))


@functools.cache
def tracy_widom_quantile(probability):
    return bisect(lambda s: tracy_widom(s) - probability, -6.0, 10.0)


def half_normal_moments(a, b):
    """ln Z and E yᵏ, k = 0 … 4, of the density exp(−ay − by²)/Z on y ≥ 0, b ≥ 0."""
    peak = max(0.0, -a / (2 * b)) if b > 0 else 0.0
    slope, height = a + 2 * b * peak, a * peak + b * peak**2
    width = 45 / slope if b * 1600 < slope**2 else (-slope + math.sqrt(slope**2 + 180 * b)) / (2 * b)
    low = max(0.0, peak - width)
    nodes, weights = np.polynomial.legendre.leggauss(40)
    cuts = np.linspace(low, peak + width, 33)
    y = (cuts[:-1, None] + (nodes + 1) * np.diff(cuts)[:, None] / 2).ravel()
    density = np.exp(height - a * y - b * y**2) * (weights * np.diff(cuts)[:, None] / 2).ravel()
    moments = [float((density * y**k).sum()) for k in range(5)]
    return math.log(moments[0]) - height, [m / moments[0] for m in moments]


def half_normal(y):
    """Log-densities at y of the normal law cut off below 0 that is likeliest, or None where there is none."""
    first, second = y.mean(), (y**2).mean()
    if second >= 2 * first**2:
        return None
    scale = first
    target = np.array([1.0, second / scale**2])

    def objective(p):
        return half_normal_moments(*p)[0] + p @ target

    p = np.array([0.5, 0.25])
    for _ in range(500):
        _, m = half_normal_moments(*p)
        gradient = np.array([m[1], m[2]]) - target
        hessian = np.array([[m[2] - m[1] ** 2, m[3] - m[1] * m[2]], [m[3] - m[1] * m[2], m[4] - m[2] ** 2]])
        step = np.linalg.solve(hessian, gradient)
        length, before = 1.0, objective(p)
        while (p + length * step)[1] <= 0 or objective(p + length * step) > before + 1e-13 * abs(before):
            length /= 2
            if length < 1e-12:
                break
        p = p + length * step
        if np.abs(length * step).max() <= 1e-13 * np.abs(p).max():
            break
    log_z, _ = half_normal_moments(*p)
    z = y / scale
    return -p[0] * z - p[1] * z**2 - log_z - math.log(scale)
