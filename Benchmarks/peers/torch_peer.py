"""PyTorch, batched: `torch.bmm`, `torch.linalg.eigvalsh`, `torch.linalg.svdvals` (MKL)."""

import math
import os
import platform

import numpy
import torch

import peer
from torch_training import training

CHUNK = 32  # networks at a time: weights, features and Gram matrices stay in the second-level cache
THREADS = int(os.environ.get("PEER_THREADS", "2"))
torch.set_num_threads(THREADS)
torch.set_grad_enabled(False)


def draw(out, weights, deviation, generator):
    """Fills `out` with Normal(0, deviation) or the uniform law of the same variance."""
    if weights == "normal":
        return out.normal_(0.0, deviation, generator=generator)
    bound = math.sqrt(3.0) * deviation
    return out.uniform_(-bound, bound, generator=generator)


class Panel:
    """One curve of the figure: buffers for a chunk of networks of one depth."""

    def __init__(self, inputs, width, depth, chunk, precision):
        count = len(inputs)
        self.inputs = inputs.expand(chunk, count, width)
        self.weights = [torch.empty(chunk, width, width) for _ in range(depth)]
        self.products = [torch.empty(chunk, width, width) for _ in range(2)]
        self.features = [torch.empty(chunk, count, width) for _ in range(2)]
        self.augmented = torch.ones(chunk, count, width + 1, dtype=precision)  # [normalised features, 1]
        self.gram = torch.empty(chunk, width + 1, width + 1, dtype=precision)
        self.signs = -torch.ones(width + 1, 1, dtype=precision)
        self.signs[width] = 1.0
        # The Gram matrix of a deep network is singular to rounding. This ridge moves an eigenvalue by as much, against
        # a spectrum whose absolute sum is of the order of the number of inputs.
        self.ridge = 1e-10 if precision == torch.float64 else 1e-4

    def forward(self, activation):
        if activation == "linear":
            product = self.weights[0]
            for layer, weights in enumerate(self.weights[1:]):
                product = torch.bmm(product, weights, out=self.products[layer % 2])
            return torch.bmm(self.inputs, product, out=self.features[0])
        hidden = torch.bmm(self.inputs, self.weights[0], out=self.features[0])
        for layer, weights in enumerate(self.weights[1:]):
            hidden = torch.bmm(hidden.relu_(), weights, out=self.features[(layer + 1) % 2])
        return hidden

    def entropies(self, activation, weights, generator, stages):
        depth, width = len(self.weights), self.gram.shape[-1] - 1
        stages.start()
        for layer, matrix in enumerate(self.weights):
            deviation = peer.standard_deviation_of_weights(activation, layer, depth, width)
            draw(matrix, weights, deviation, generator)
        stages.mark("generation")
        features = self.forward(activation)
        stages.mark("products")
        self.augmented[:, :, :width] = features.div_(torch.linalg.vector_norm(features, dim=-1, keepdim=True))
        torch.bmm(self.augmented.mT, self.augmented, out=self.gram)
        self.gram.diagonal(dim1=-2, dim2=-1).add_(self.ridge)
        stages.mark("gram")
        lower = torch.linalg.cholesky(self.gram)
        small = torch.bmm((lower * self.signs).mT, lower)
        stages.mark("small problem")
        eigenvalues = torch.linalg.eigvalsh(small).abs_()
        stages.mark("eigenvalues")
        return torch.special.entr(eigenvalues.div_(eigenvalues.sum(-1, keepdim=True))).sum(-1)


def rank_density(request):
    width, draws = request["width"], request["draws"]
    precision = getattr(torch, request.get("precision", "float64"))
    generator = torch.Generator().manual_seed(request["seed"])
    inputs = torch.from_numpy(numpy.load(request["inputs_file"]))
    chunk = min(CHUNK, draws)
    stages = peer.Stages()

    def run():
        results = {}
        for activation, weights, depth in peer.panels(request["depths"]):
            panel = Panel(inputs, width, depth, chunk, precision)
            values = [panel.entropies(activation, weights, generator, stages) for _ in range(draws // chunk)]
            results[f"{activation}/{weights}/{depth}"] = peer.summary(torch.cat(values).tolist())
        return results

    seconds, results = peer.timed(run)
    return {"seconds": seconds, "stages": stages.seconds, "results": results}


def products(request):
    """Singular values of W_d ... W_1 in float64; route `direct` or through the Gram matrix."""
    width, depth, draws = request["width"], request["depth"], request["draws"]
    generator = torch.Generator().manual_seed(request["seed"])
    chunk = min(CHUNK, draws)
    factors = [torch.empty(chunk, width, width, dtype=torch.float64) for _ in range(depth)]
    buffers = [torch.empty(chunk, width, width, dtype=torch.float64) for _ in range(2)]
    stages = peer.Stages()

    def one_chunk():
        stages.start()
        for factor in factors:
            draw(factor, "normal", 1.0 / math.sqrt(width), generator)
        stages.mark("generation")
        product = factors[0]
        for layer, factor in enumerate(factors[1:]):
            product = torch.bmm(product, factor, out=buffers[layer % 2])
        stages.mark("products")
        values = singular_values(product, request["route"])
        stages.mark("singular values")
        return torch.special.entr(values.div_(values.sum(-1, keepdim=True))).sum(-1)

    seconds, values = peer.timed(lambda: torch.cat([one_chunk() for _ in range(draws // chunk)]).tolist())
    return {"seconds": seconds, "stages": stages.seconds, "results": {"entropy": peer.summary(values)}}


def singular_values(matrix, route):
    if route == "direct":
        return torch.linalg.svdvals(matrix)
    return torch.linalg.eigvalsh(matrix.mT @ matrix).clamp_(min=0).sqrt_()


def spectrum(request):
    """All singular values of one Gaussian matrix in float64."""
    size = request["size"]
    matrix = torch.randn(size, size, dtype=torch.float64, generator=torch.Generator().manual_seed(request["seed"]))
    seconds, values = peer.timed(lambda: singular_values(matrix, request["route"]))
    norm = float(torch.linalg.matrix_norm(matrix))
    return {"seconds": seconds, "results": {"largest": float(values.max()), "norm": float(values.norm()) / norm}}


def normals(request):
    generator = torch.Generator().manual_seed(request["seed"])
    buffer = torch.empty(request["block"], dtype=getattr(torch, request["precision"]))
    blocks = request["count"] // request["block"]
    seconds, _ = peer.timed(lambda: [draw(buffer, request["law"], 1.0, generator) for _ in range(blocks)])
    return {"seconds": seconds, "results": {"count": blocks * request["block"], "mean": float(buffer.mean())}}


peer.serve(
    {
        "contender": "torch",
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "threads": THREADS,
        "blas": [l.strip() for l in torch.__config__.show().splitlines() if "Math Kernel" in l or "capability" in l],
    },
    {"rank-density": rank_density, "products": products, "spectrum": spectrum, "normals": normals, "training": training},
)
