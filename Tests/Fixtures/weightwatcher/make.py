"""What WeightWatcher says about three small layers, for WeightWatcherTests.

    python3.11 -m venv env
    env/bin/pip install torch==2.13.0 weightwatcher==0.7.7 "powerlaw==1.5" numpy==2.4.6
    env/bin/python make.py            # writes layers.json beside itself

Three layers: one wide enough for the ordinary fit, one with fewer than 20 eigenvalues, which has an
estimator of its own, and the kernel of a convolution. Weights are multiples of 1/1024: WeightWatcher
rounds them to single precision, which changes none of them.
"""

import json
import pathlib

import numpy as np
import torch
import weightwatcher
from weightwatcher.RMT_Util import jensen_shannon_distance

COLUMNS = [
    "D", "M", "N", "Q", "alpha", "alpha_weighted", "entropy", "lambda_max", "log_alpha_norm",
    "log_norm", "log_spectral_norm", "matrix_rank", "norm", "num_evals", "num_pl_spikes",
    "rank_loss", "rf", "sigma", "spectral_norm", "stable_rank", "sv_max", "sv_min",
    "weak_rank_loss", "xmax", "xmin",
]


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.large = torch.nn.Linear(24, 40, bias=False)
        self.small = torch.nn.Linear(12, 16, bias=False)
        self.kernel = torch.nn.Conv2d(12, 8, 3, bias=False)


rng = np.random.default_rng(5)
large = np.round(rng.standard_t(2.5, (40, 24)) * 1024) / 1024
# Of full rank: WeightWatcher finds singular values by the Gram matrix, so that those of a matrix of
# low rank, and its ranks, are rounding noise.
small = np.round(rng.standard_normal((16, 12)) * 1024) / 1024
kernel = np.round(rng.standard_normal((8, 12, 3, 3)) * 1024) / 1024
weights = {"large": large, "small": small, "kernel": kernel}

net = Net().double()
with torch.no_grad():
    for name, value in weights.items():
        getattr(net, name).weight.copy_(torch.tensor(value))
details = weightwatcher.WeightWatcher(model=net).analyze(min_evals=1)

permuted = rng.permutation(large.ravel()).reshape(large.shape)
values, null = (np.sort(np.linalg.svd(a, compute_uv=False) ** 2) for a in (large, permuted))
layers = []
for _, row in details.iterrows():
    weight = weights[row["longname"]]
    layers.append({
        "name": row["longname"],
        "shape": list(weight.shape),
        "weight": weight.ravel().tolist(),
        "columns": {c: float(row[c]) for c in COLUMNS},
    })
layers[0]["permuted"] = permuted.ravel().tolist()
layers[0]["columns"] |= {
    "rand_distance": float(jensen_shannon_distance(values, null)),
    "ww_softrank": float(null[-1] / values[-1]),
    "ww_maxdist": float(values[-1] - null[-1]),
}
target = pathlib.Path(__file__).with_name("layers.json")
target.write_text(json.dumps({"weightwatcher": "0.7.7", "layers": layers}, indent=0) + "\n")
