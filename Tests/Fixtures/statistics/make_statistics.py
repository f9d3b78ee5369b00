"""Reference numbers for the tests of Statistics, from NumPy and SciPy.

    pip install -r requirements.txt
    python make_statistics.py > statistics.json
"""

import json

import numpy as np
import scipy
from scipy import signal, stats

SEED = 20230301


def floats(values):
    return [float(v) for v in values]


def savitzky_golay(generator):
    cases = []
    for count, window, order in [(12, 5, 2), (40, 11, 3), (31, 31, 4), (9, 1, 0), (399, 151, 3)]:
        y = np.round(np.sin(np.arange(count) / 4) + 0.1 * generator.standard_normal(count), 6)
        smooth = signal.savgol_filter(y, window, order, mode="interp")
        cases.append({"window": window, "order": order, "y": floats(y), "smooth": floats(smooth)})
    return cases


def quantiles(sample):
    ps = [0, 0.025, 0.1, 1 / 3, 0.5, 0.75, 0.975, 1]
    return [{"p": p, "value": float(np.quantile(sample, p))} for p in ps]


def density(generator):
    """The estimator written once more: cumulative share at 400 points, difference, filter."""
    values = np.round(generator.normal(2.0, 0.05, 300), 6)
    mean, sd = values.mean(), values.std(ddof=1)
    grid = np.linspace(mean - 4 * sd, mean + 4 * sd, 400)
    cumulative = np.searchsorted(np.sort(values), grid, side="right") / len(values)
    raw = np.diff(cumulative) / np.diff(grid)
    smooth = signal.savgol_filter(raw, 151, 3, mode="interp")
    middle = (grid[1:] + grid[:-1]) / 2
    best = int(np.argmax(smooth))
    return {
        "values": floats(values),
        "density": floats(smooth),
        "mode": float(middle[best]),
        "peak": float(smooth[best]),
    }


def line(generator):
    x = np.round(np.sort(generator.uniform(0.5, 9, 15)), 6)
    y = np.round(1.5 - 0.7 * x + 0.3 * generator.standard_normal(15), 6)
    plain = stats.linregress(x, y)
    weights = np.round(generator.uniform(0.2, 3, 15), 6)
    # np.polyfit weighs residuals, hence the square root; it scales the covariance by chi^2/(n-2).
    (slope, intercept), covariance = np.polyfit(x, y, 1, w=np.sqrt(weights), cov=True)
    return {
        "x": floats(x),
        "y": floats(y),
        "weights": floats(weights),
        "plain": floats([plain.slope, plain.intercept, plain.stderr, plain.intercept_stderr]),
        "weighted": floats([slope, intercept, *np.sqrt(np.diag(covariance))]),
    }


def ranks(generator):
    """Pairs without and with ties, and of opposite order."""
    x = np.round(generator.standard_normal(20), 6)
    y = np.round(0.6 * x + generator.standard_normal(20), 6)
    pairs = [(x, y), (np.round(x), np.round(y)), (np.round(x), y), (x, -np.exp(x))]
    return [
        {
            "x": floats(a),
            "y": floats(b),
            "ranks": floats(stats.rankdata(a)),
            "correlation": float(stats.spearmanr(a, b).statistic),
        }
        for a, b in pairs
    ]


def main():
    generator = np.random.default_rng(SEED)
    sample = np.round(generator.standard_normal(50), 6)
    heights, edges = np.histogram(sample, bins=7, density=True)
    zs = [-37, -8, -3, -1, -0.1, 0, 0.5, 2, 5]
    ps = [1e-300, 1e-20, 1e-6, 0.02425, 0.3, 0.5, 0.8, 0.999, 1 - 1e-12]
    print(
        json.dumps(
            {
                "numpy": np.__version__,
                "scipy": scipy.__version__,
                "sample": floats(sample),
                "mean": float(sample.mean()),
                "standard_deviation": float(sample.std(ddof=1)),
                "quantiles": quantiles(sample),
                "kolmogorov_smirnov": float(stats.kstest(sample, "norm").statistic),
                "histogram": {"edges": floats(edges), "densities": floats(heights)},
                "normal_cumulative": [{"x": x, "value": float(stats.norm.cdf(x))} for x in zs],
                "normal_quantile": [{"x": p, "value": float(stats.norm.ppf(p))} for p in ps],
                "savitzky_golay": savitzky_golay(generator),
                "density": density(generator),
                "line": line(generator),
                "ranks": ranks(generator),
            }
        )
    )


main()
