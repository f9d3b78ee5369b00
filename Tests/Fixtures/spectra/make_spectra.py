"""Reference numbers for the tests of Spectra, from NumPy in double precision.

    pip install -r requirements.txt
    python make_spectra.py > spectra.json
"""

import json

import numpy as np

SEED = 20230301


def rows(matrix):
    return [[float(x) for x in row] for row in matrix]


def rounded(generator, *shape):
    return np.round(generator.standard_normal(shape), 6)


def entropy(values):
    shares = values[values > 1e-13 * values.max()] / values.sum()
    return float(-(shares * np.log(shares)).sum())


def measures(a):
    s = np.linalg.svd(a, compute_uv=False)
    return {
        "matrix": rows(a),
        "singular_values": [float(x) for x in s],
        "spectral_entropy": entropy(s),
        "threshold_rank_of_sum": int((s / s.sum() >= 0.1).sum()),
        "threshold_rank_of_largest": int((s / s[0] >= 0.1).sum()),
        "stable_rank": float(np.linalg.norm(a, "fro") ** 2 / np.linalg.norm(a, 2) ** 2),
        "nuclear_norm": float(np.linalg.norm(a, "nuc")),
    }


def symmetric(a):
    return {"matrix": rows(a), "eigenvalues": [float(x) for x in np.linalg.eigvalsh(a)]}


def kernels(f):
    """The formulas of FeatureKernel, written with broadcasting."""
    norms = np.linalg.norm(f, axis=1, keepdims=True)
    unit = np.divide(f, norms, out=np.zeros_like(f), where=norms > 0)
    difference = f[:, None, :] - f[None, :, :]
    distance = np.linalg.norm(difference, axis=2)
    bandwidth = np.median(distance[np.triu_indices(len(f), 1)])
    matrices = {
        "linear-gram": f @ f.T,
        "cosine-similarity": unit @ unit.T,
        "cosine-distance": 1 - unit @ unit.T,
        "l1": np.abs(difference).sum(axis=2),
        "l2": distance,
        "squared-l2": distance**2,
        "rbf": np.exp(-(distance**2) / (2 * bandwidth**2)),
        "laplacian": np.exp(-distance / bandwidth),
        "polynomial": (f @ f.T / f.shape[1] + 1) ** 2,
    }
    return [
        {
            "kernel": name,
            "matrix": rows(k),
            "absolute_eigenvalues": sorted((float(abs(x)) for x in np.linalg.eigvalsh(k)))[::-1],
            "spectral_entropy": entropy(np.abs(np.linalg.eigvalsh(k))),
        }
        for name, k in matrices.items()
    ]


def main():
    generator = np.random.default_rng(SEED)
    square = rounded(generator, 5, 5)
    features = rounded(generator, 8, 3)
    with_zero = features.copy()
    with_zero[4] = 0
    graded = rounded(generator, 6, 4) * np.array([1, 1e-1, 1e-2, 1e-3])
    print(
        json.dumps(
            {
                "numpy": np.__version__,
                "measures": [
                    measures(rounded(generator, 7, 4)),
                    measures(rounded(generator, 3, 6)),
                    measures(square),
                    measures(graded),
                ],
                "symmetric": [symmetric(square + square.T), symmetric(square @ square.T)],
                "features": [
                    {"matrix": rows(f), "zero_features": zeros, "kernels": kernels(f)}
                    for f, zeros in [(features, 0), (with_zero, 1), (features[:3], 0)]
                ],
            }
        )
    )


main()
