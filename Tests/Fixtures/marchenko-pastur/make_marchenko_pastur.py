"""Spectra of planted matrices, and what a fit of the Marchenko-Pastur law must say about them.

    pip install -r requirements.txt
    OPENBLAS_NUM_THREADS=1 python make_marchenko_pastur.py

Writes planted.f64 (float64, little-endian: six spectra of 1024 x 1024 matrices, noise of variance 1/1024 and planted
directions of given strengths, in this order of draws) and marchenko_pastur.json (spectra of other shapes; sigma, edges, counts and
strengths of both; the constants mu and omega). The law is integrated numerically here; the library has a closed form.
The Tracy-Widom quantile is a constant of the literature (Bejan 2005).
"""

import json

import numpy as np
import scipy
from scipy import integrate, optimize

TRACY_WIDOM_99 = 2.02345


def qr(matrix):
    return np.linalg.qr(matrix)[0]


def spectrum(matrix):
    return np.linalg.svd(matrix, compute_uv=False)


def planted():
    rng = np.random.default_rng(1)
    g = rng.standard_normal((1024, 1024)) / 32
    q1 = qr(rng.standard_normal((1024, 20)))
    q2 = qr(rng.standard_normal((1024, 20)))
    yield g
    for theta in [1.2, 1.5, 3]:
        yield g + theta * q1[:, :5] @ q2[:, :5].T
    yield g + (q1[:, :3] * [30, 20, 10]) @ q2[:, :3].T
    yield g + 10 * q1 @ q2.T


def shaped(rng, rows, columns, strengths, variance):
    long = max(rows, columns)
    k = len(strengths)
    noise = np.sqrt(variance) * rng.standard_normal((rows, columns))
    q1 = qr(rng.standard_normal((rows, k)))
    q2 = qr(rng.standard_normal((columns, k)))
    return noise + np.sqrt(variance * long) * (q1 * strengths) @ q2.T


def cumulative(x, beta):
    """The integral over theta of (2 sqrt(beta) sin)^2 / (2 pi beta x), x = 1 + beta + 2 sqrt(beta) cos theta."""
    root = np.sqrt(beta)
    cosine = np.clip((x - 1 - beta) / (2 * root), -1, 1)

    def integrand(t):
        if beta == 1:
            return (1 - np.cos(t)) / np.pi
        return 4 * beta * np.sin(t) ** 2 / (2 * np.pi * beta * (1 + beta + 2 * root * np.cos(t)))

    return integrate.quad(integrand, np.arccos(cosine), np.pi, epsabs=1e-13, epsrel=1e-13, limit=400)[0]


def median(beta):
    low, high = (1 - np.sqrt(beta)) ** 2, (1 + np.sqrt(beta)) ** 2
    return optimize.brentq(lambda x: cumulative(x, beta) - 0.5, low, high, xtol=1e-14, rtol=1e-14)


def omega(beta):
    best = np.sqrt(2 * (beta + 1) + 8 * beta / ((beta + 1) + np.sqrt(beta**2 + 14 * beta + 1)))
    return best / np.sqrt(median(beta))


def law(values, long, short):
    sigma = np.median(values) / np.sqrt(long * median(short / long))
    a, b = np.sqrt(long - 1), np.sqrt(short)
    threshold = sigma**2 * ((a + b) ** 2 + (a + b) * (1 / a + 1 / b) ** (1 / 3) * TRACY_WIDOM_99)
    return sigma, threshold


def fit(values, rows, columns):
    long, short = max(rows, columns), min(rows, columns)
    beta = short / long
    sigma, threshold = law(values, long, short)
    edges = [sigma**2 * (np.sqrt(long) + sign * np.sqrt(short)) ** 2 for sign in [1, -1]]
    count = int((values**2 > threshold).sum())
    strengths = []
    for value in values[:count]:
        excess = (value / (sigma * np.sqrt(long))) ** 2 - 1 - beta
        strengths.append(float(sigma * np.sqrt(long * (excess + np.sqrt(excess**2 - 4 * beta)) / 2)))
    rest = np.sort(values[count:] ** 2) / (long * sigma**2)
    f = np.array([cumulative(x, beta) for x in rest])
    steps = np.arange(len(rest) + 1) / len(rest)
    ks = max((steps[1:] - f).max(), (f - steps[:-1]).max())
    trimmed, spikes = sigma, count
    for _ in range(20):
        trimmed, threshold_trimmed = law(values[spikes:], long - spikes, short - spikes)
        again = int((values**2 > threshold_trimmed).sum())
        if again == spikes:
            break
        spikes = again
    return {
        "rows": rows,
        "columns": columns,
        "sigma": float(sigma),
        "edge": float(edges[0]),
        "lower_edge": float(edges[1]),
        "threshold": float(threshold),
        "above_edge": int((values**2 > edges[0]).sum()),
        "strengths": strengths,
        "kolmogorov_smirnov": float(ks),
        "trimmed_sigma": float(trimmed),
        "trimmed_spikes": spikes,
        "gavish_donoho": int((values > omega(beta) * np.median(values)).sum()),
    }


def main():
    spectra = np.array([spectrum(m) for m in planted()])
    spectra.astype("<f8").tofile("planted.f64")
    rng = np.random.default_rng(2)
    shapes = []
    for rows, columns, strengths, variance in [
        (300, 100, [4.0, 2.0], 1e-4),
        (100, 300, [1.6], 9.0),
        (2000, 500, [30.0, 20.0, 10.0, 5.0, 2.5], 1.0),
        (64, 2048, [1.0, 0.8], 0.25),
        (129, 128, [], 1.0),
    ]:
        values = spectrum(shaped(rng, rows, columns, strengths, variance))
        shapes.append({"spectrum": values.tolist(), "fit": fit(values, rows, columns)})
    betas = [1, 0.75, 0.5, 0.2, 0.1, 0.01]
    document = {
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "constants": [{"ratio": b, "median": median(b), "omega": float(omega(b))} for b in betas],
        "planted": [fit(values, 1024, 1024) for values in spectra],
        "shapes": shapes,
    }
    with open("marchenko_pastur.json", "w") as file:
        json.dump(document, file, indent=1)
        file.write("\n")


main()
