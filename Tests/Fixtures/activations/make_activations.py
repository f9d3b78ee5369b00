"""Reference numbers for the comparison of representations, from NumPy and from the definitions: kernels are
formed in full, centred by H = I − 11ᵀ/n, and their diagonals set to zero.

    pip install -r requirements.txt
    python make_activations.py        writes activations.json and the npz files beside itself
"""

import hashlib
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
RNG = np.random.default_rng(20210517)


def hsic_unbiased(k, l):
    n = np.longdouble(len(k))
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    one = np.ones(len(k), np.longdouble)
    total = np.trace(k @ l) + (one @ k @ one) * (one @ l @ one) / ((n - 1) * (n - 2)) - 2 / (n - 2) * (one @ k @ l @ one)
    return float(total / (n * (n - 3)))


def hsic_biased(k, l):
    n = np.longdouble(len(k))
    h = np.eye(len(k), dtype=np.longdouble) - 1 / n
    return float(np.trace(h @ k @ h @ l) / (n - 1) ** 2)


def compared(x, y):
    # A large common offset costs twice its digits, which extended precision has to spare.
    x, y = x.astype(np.longdouble), y.astype(np.longdouble)
    k, l = x @ x.T, y @ y.T
    pairs = {"cross": (k, l), "first": (k, k), "second": (l, l)}
    terms = {name: {"biased": hsic_biased(*p), "unbiased": hsic_unbiased(*p)} for name, p in pairs.items()}
    ratio = {
        kind: terms["cross"][kind] / np.sqrt(terms["first"][kind] * terms["second"][kind])
        for kind in ("biased", "unbiased")
    }
    return terms | {
        "ckaBiased": float(ratio["biased"]),
        "ckaUnbiased": float(ratio["unbiased"]),
        "distance": float(np.arccos(np.clip(ratio["biased"], -1, 1))),
    }


def rounded(*shape, scale=1.0, offset=0.0):
    return np.round(offset + scale * RNG.standard_normal(shape), 4)


def pair(name, x, y):
    return {"name": name, "x": x.tolist(), "y": y.tolist()} | compared(x, y)


def pairs():
    shared = rounded(16, 3)
    yield pair("both narrow", rounded(12, 5), rounded(12, 7))
    yield pair("both wide", rounded(8, 20), rounded(8, 30))
    yield pair("narrow and wide", rounded(10, 4), rounded(10, 25))
    yield pair("four samples", rounded(4, 3), rounded(4, 6))
    yield pair("related", shared @ rounded(3, 9), shared @ rounded(3, 40) + 0.1 * rounded(16, 40))
    yield pair("large offset", rounded(14, 6, offset=1000), rounded(14, 18, offset=-500))


# Kernels


def normalised(z):
    return z / np.linalg.norm(z, axis=1, keepdims=True)


def kernel(z, name):
    if name == "linear":
        return z @ z.T
    cosines = normalised(z) @ normalised(z).T
    if name == "cosine":
        return cosines
    if name == "cosine_distance":
        return 1 - cosines
    gamma = float(name.removeprefix("rbf:"))
    distances = ((z[:, None, :] - z[None, :, :]) ** 2).sum(-1)
    return np.exp(-gamma * distances)


def measures(values):
    values = np.sort(np.abs(values))[::-1]
    p, s = values / values.sum(), values**2 / (values**2).sum()
    p, s = p[p > 1e-15], s[s > 1e-30]
    entropy = float(-(p * np.log(p)).sum())
    return {
        "spectral_entropy": entropy,
        "effective_rank": float(np.exp(entropy)),
        "effective_rank_sq": float(np.exp(-(s * np.log(s)).sum())),
        "stable_rank": float((values**2).sum() / values[0] ** 2),
        "participation_ratio": float((values**2).sum() ** 2 / (values**4).sum()),
        "energy_rank_90": int(np.searchsorted(np.cumsum(values**2) / (values**2).sum(), 0.9)) + 1,
        "rank@1e-2": int((values > 1e-2 * values[0]).sum()),
    }


def rankme_paper(z):
    s = np.linalg.svd(z, compute_uv=False)
    p = s / s.sum() + 1e-7
    return float(np.exp(-(p * np.log(p)).sum()))


def kernel_cases(z, centered):
    n = len(z)
    h = np.eye(n) - 1 / n if centered else np.eye(n)
    for name in ("linear", "cosine", "cosine_distance", "rbf:0.1"):
        yield {
            "kernel": name,
            "centered": centered,
            "gram": measures(np.linalg.eigvalsh(h @ kernel(z, name) @ h)),
            "feature": measures(np.linalg.svd(h @ z, compute_uv=False)),
            "rankmePaper": rankme_paper(z),
        }


def digest(ids):
    return hashlib.sha256("".join(f"{i}\n" for i in ids).encode()).hexdigest()


def main():
    first = rounded(24, 6).astype(np.float32)
    second = np.round(np.maximum(first @ rounded(6, 40), 0) + 0.1 * rounded(24, 40), 4)
    ids = np.array([f"sample {i} é" for i in range(24)])
    order = np.arange(24)
    order[[3, 7]] = [7, 3]
    np.savez(HERE / "same.npz", first=first, second=second, ids=ids)
    np.savez_compressed(HERE / "numbered.npz", first=first, second=second, ids=np.arange(100, 124, dtype=np.int32))
    np.savez(HERE / "reordered.npz", first=first, first_ids=ids, second=second[order], second_ids=ids[order])
    np.savez(HERE / "bytes.npz", first=first, ids=np.array([f"b{i}" for i in range(24)], dtype="S"))
    document = {
        "pairs": list(pairs()),
        "file": compared(first.astype(np.float64), second),
        "ids": {"same": digest(ids), "numbered": digest(range(100, 124)), "none": digest(range(24))},
        "kernels": [*kernel_cases(first.astype(np.float64), False), *kernel_cases(first.astype(np.float64), True)],
    }
    (HERE / "activations.json").write_text(json.dumps(document) + "\n")


main()
