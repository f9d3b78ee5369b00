"""The spectra of a whole checkpoint by other programs: audit_peer.py METHOD, one process each, so that its memory is its own.

weightwatcher  WeightWatcher's `analyze` on a loaded module, with the arguments of the request
svdvals        `torch.linalg.svdvals` of every matrix in float32, nothing else

With a model file as second argument the program does its work once and ends: import and loading included. Otherwise the
checkpoint is loaded, and WeightWatcher imported, before the clock starts.

WeightWatcher is given a module of bare layers: as a state dict, or as a folder of safetensors, it copies every weight more
often and takes half as long again. It knows a layer by its class, hence the classes.
"""

import contextlib
import json
import os
import platform
import sys
import warnings

import torch
from safetensors.torch import load_file

import peer

THREADS = int(os.environ.get("PEER_THREADS", "2"))
torch.set_num_threads(THREADS)
torch.set_grad_enabled(False)


def is_matrix(tensor):
    """What ours audits: kernels, and matrices of more than one row and column."""
    return tensor.is_floating_point() and tensor.dim() >= 2 and min(tensor.shape[0], tensor[0].numel()) > 1


def bare_layer(name, weight):
    if weight.dim() == 4:
        layer = torch.nn.Conv2d(1, 1, 1, bias=False)
    elif "embedding" in name:
        layer = torch.nn.Embedding(1, 1)
    else:
        layer = torch.nn.Linear(1, 1, bias=False)
    layer.weight = torch.nn.Parameter(weight)
    return layer


def module(tensors):
    """A tree of modules with the matrices as layers under their names."""
    root = torch.nn.Module()
    for name, tensor in tensors.items():
        *path, last, _ = name.split(".")
        node = root
        for part in path:
            if part not in node._modules:
                node.add_module(part, torch.nn.Module())
            node = node._modules[part]
        node.add_module(last, bare_layer(name, tensor))
    return root


class WeightWatcher:
    def __init__(self):
        warnings.simplefilter("ignore")
        import matplotlib

        matplotlib.use("Agg")
        import logging

        import weightwatcher

        logging.getLogger("weightwatcher").setLevel(logging.CRITICAL)
        self.package = weightwatcher
        self.versions = {"weightwatcher": weightwatcher.__version__}

    def load(self, tensors):
        return module(tensors)

    def analyse(self, model, arguments):
        with contextlib.redirect_stdout(sys.stderr):  # it prints where it finds no power law
            return self.package.WeightWatcher(model=model).analyze(**arguments)

    def norms(self, details):
        """The largest singular value of every layer; of kernels it is that of slices, and scaled, so not compared."""
        return {
            row.longname + ".weight": None if row.layer_type == "conv2d" else float(row.sv_max)
            for row in details.itertuples()
            if row.status == "success"
        }


class SingularValues:
    versions = {}

    def load(self, tensors):
        return {name: tensor.flatten(1) for name, tensor in tensors.items()}

    def analyse(self, model, arguments):
        return {name: torch.linalg.svdvals(matrix) for name, matrix in model.items()}

    def norms(self, spectra):
        return {name: float(values[0]) for name, values in spectra.items()}


method = {"weightwatcher": WeightWatcher, "svdvals": SingularValues}[sys.argv[1]]()
loaded = (None, None)


def load(path):
    global loaded
    if loaded[0] != path:
        loaded = (path, method.load({name: t for name, t in load_file(path).items() if is_matrix(t)}))
    return loaded[1]


def audit(request):
    model = load(request["data_file"])
    peer.reset_peak_memory()
    held = peer.peak_memory()
    seconds, found = peer.timed(lambda: method.analyse(model, request.get("arguments", {})))
    return {
        "seconds": seconds,
        "results": {"norms": method.norms(found), "peak_mib": peer.peak_memory(), "held_mib": held},
    }


if len(sys.argv) > 2:
    print(json.dumps(method.norms(method.analyse(load(sys.argv[2]), {}))))
else:
    versions = {"python": platform.python_version(), "torch": torch.__version__} | method.versions
    blas = "MKL" if sys.argv[1] == "svdvals" else "OpenBLAS of SciPy's wheel"
    about = {"contender": sys.argv[1], "versions": versions, "threads": THREADS, "blas": [blas]}
    peer.serve(about, {"audit": audit})
