"""Simulated mean entropies of finite Gaussian products, for the bounds on their distance to the limit.

    pip install -r requirements.txt
    OPENBLAS_NUM_THREADS=1 python finite_width.py > finite_width.json      # about 2 minutes

Products W_d ... W_1 of n x n matrices with entries N(0, 1/n). Per width and depth: mean and
standard error of rho of the singular values ("weights") and of their squares ("gram").
"inputs": K = X W^T W X^T with N x n Gaussian X, N below and above n.
"""

import json

import numpy as np

SEED = 20230301
DRAWS = {16: 20000, 32: 20000, 64: 6000, 128: 1200, 256: 100}
DEPTHS = [1, 2, 4, 8, 16]


def entropy(values):
    share = values / values.sum(axis=-1, keepdims=True)
    return -(share * np.log(np.where(share > 0, share, 1))).sum(axis=-1)


def summary(samples):
    return {
        "mean": float(np.mean(samples)),
        "standard_error": float(np.std(samples, ddof=1) / np.sqrt(len(samples))),
    }


def main():
    generator = np.random.default_rng(SEED)
    rows = []
    for n, draws in DRAWS.items():
        weights = {d: [] for d in DEPTHS}
        gram = {d: [] for d in DEPTHS}
        for _ in range(draws):
            product = np.eye(n)
            for layer in range(1, max(DEPTHS) + 1):
                product = generator.standard_normal((n, n)) @ product / np.sqrt(n)
                if layer in weights:
                    s = np.linalg.svd(product, compute_uv=False)
                    weights[layer].append(entropy(s))
                    gram[layer].append(entropy(s**2))
        for d in DEPTHS:
            rows.append(
                {
                    "width": n,
                    "depth": d,
                    "draws": draws,
                    "weights": summary(weights[d]),
                    "gram": summary(gram[d]),
                }
            )

    inputs = []
    n, draws = 256, 20
    for d in [1, 3]:
        for count in [64, 128, 192, 256, 384, 512, 1024]:
            samples = []
            for _ in range(draws):
                features = generator.standard_normal((count, n))
                for _ in range(d):
                    features = features @ generator.standard_normal((n, n)) / np.sqrt(n)
                s = np.linalg.svd(features, compute_uv=False)
                samples.append(entropy(s**2))
            inputs.append({"width": n, "depth": d, "inputs": count, **summary(samples)})

    print(json.dumps({"numpy": np.__version__, "seed": SEED, "products": rows, "inputs": inputs}, indent=1))


main()
