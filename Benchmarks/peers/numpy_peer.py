"""NumPy (and SciPy for large spectra): batched `matmul`, `eigvalsh`, `svdvals` (the wheels' own OpenBLAS)."""

import math
import os
import platform

import numpy
import scipy
import scipy.linalg
from threadpoolctl import threadpool_info, threadpool_limits

import peer
import penalties

CHUNK = 32
THREADS = int(os.environ.get("PEER_THREADS", "2"))
threadpool_limits(THREADS)


def generator_for(seed):
    """SFC64: the fastest of NumPy's bit generators for normals (131 against 95 to 117 million a second)."""
    return numpy.random.Generator(numpy.random.SFC64(seed))


def draw(out, weights, deviation, generator):
    if weights == "normal":
        generator.standard_normal(out=out, dtype=out.dtype)
        out *= out.dtype.type(deviation)
    else:
        bound = math.sqrt(3.0) * deviation
        generator.random(out=out, dtype=out.dtype)
        out *= out.dtype.type(2.0 * bound)
        out -= out.dtype.type(bound)
    return out


def entropy(values):
    """Entropy of every row of non-negative values, 0 log 0 = 0."""
    shares = values / values.sum(-1, keepdims=True)
    logarithms = numpy.zeros_like(shares)
    numpy.log(shares, where=shares > 0, out=logarithms)
    return -(shares * logarithms).sum(-1)


class Panel:
    """One curve of the figure: buffers for a chunk of networks of one depth."""

    def __init__(self, inputs, width, depth, chunk, precision):
        count = len(inputs)
        self.inputs = inputs
        self.weights = numpy.empty((depth, chunk, width, width), numpy.float32)
        self.products = [numpy.empty((chunk, width, width), numpy.float32) for _ in range(2)]
        self.features = [numpy.empty((chunk, count, width), numpy.float32) for _ in range(2)]
        self.augmented = numpy.ones((chunk, count, width + 1), precision)
        self.signs = -numpy.ones((width + 1, 1), precision)
        self.signs[width] = 1
        self.ridge = (1e-10 if precision == numpy.float64 else 1e-4) * numpy.eye(width + 1, dtype=precision)

    def forward(self, activation):
        if activation == "linear":
            product = self.weights[0]
            for layer, weights in enumerate(self.weights[1:]):
                product = numpy.matmul(product, weights, out=self.products[layer % 2])
            return numpy.matmul(self.inputs, product, out=self.features[0])
        hidden = numpy.matmul(self.inputs, self.weights[0], out=self.features[0])
        for layer, weights in enumerate(self.weights[1:]):
            numpy.maximum(hidden, 0, out=hidden)
            hidden = numpy.matmul(hidden, weights, out=self.features[(layer + 1) % 2])
        return hidden

    def entropies(self, activation, weights, generator, stages):
        depth, width = len(self.weights), self.signs.shape[0] - 1
        stages.start()
        for layer, matrix in enumerate(self.weights):
            deviation = peer.standard_deviation_of_weights(activation, layer, depth, width)
            draw(matrix, weights, deviation, generator)
        stages.mark("generation")
        features = self.forward(activation)
        stages.mark("products")
        features /= numpy.sqrt(numpy.einsum("bni,bni->bn", features, features))[..., None]
        self.augmented[:, :, :width] = features
        gram = numpy.matmul(self.augmented.swapaxes(-1, -2), self.augmented) + self.ridge
        stages.mark("gram")
        lower = numpy.linalg.cholesky(gram)
        small = numpy.matmul((lower * self.signs).swapaxes(-1, -2), lower)
        stages.mark("small problem")
        eigenvalues = numpy.abs(numpy.linalg.eigvalsh(small))
        stages.mark("eigenvalues")
        return entropy(eigenvalues)


def rank_density(request):
    width, draws = request["width"], request["draws"]
    precision = numpy.dtype(request.get("precision", "float64")).type
    generator = generator_for(request["seed"])
    inputs = numpy.load(request["inputs_file"])
    chunk = min(CHUNK, draws)
    stages = peer.Stages()

    def run():
        results = {}
        for activation, weights, depth in peer.panels(request["depths"]):
            panel = Panel(inputs, width, depth, chunk, precision)
            values = [panel.entropies(activation, weights, generator, stages) for _ in range(draws // chunk)]
            results[f"{activation}/{weights}/{depth}"] = peer.summary(numpy.concatenate(values).tolist())
        return results

    seconds, results = peer.timed(run)
    return {"seconds": seconds, "stages": stages.seconds, "results": results}


def products(request):
    """Singular values of W_d ... W_1 in float64; route `direct` or through the Gram matrix."""
    width, depth, draws = request["width"], request["depth"], request["draws"]
    generator = generator_for(request["seed"])
    chunk = min(CHUNK, draws)
    factors = numpy.empty((depth, chunk, width, width))
    buffers = [numpy.empty((chunk, width, width)) for _ in range(2)]
    stages = peer.Stages()

    def one_chunk():
        stages.start()
        draw(factors, "normal", 1.0 / math.sqrt(width), generator)
        stages.mark("generation")
        product = factors[0]
        for layer in range(1, depth):
            product = numpy.matmul(product, factors[layer], out=buffers[layer % 2])
        stages.mark("products")
        values = singular_values(product, request["route"])
        stages.mark("singular values")
        return entropy(values)

    seconds, values = peer.timed(lambda: numpy.concatenate([one_chunk() for _ in range(draws // chunk)]).tolist())
    return {"seconds": seconds, "stages": stages.seconds, "results": {"entropy": peer.summary(values)}}


def singular_values(matrix, route):
    if route == "direct":
        return numpy.linalg.svdvals(matrix)
    gram = numpy.matmul(matrix.swapaxes(-1, -2), matrix)
    return numpy.sqrt(numpy.maximum(numpy.linalg.eigvalsh(gram), 0))


def scipy_singular_values(matrix, route):
    if route == "direct":
        return scipy.linalg.svdvals(matrix, check_finite=False)
    gram = scipy.linalg.blas.dsyrk(1.0, matrix.T, lower=1)
    values = scipy.linalg.eigvalsh(gram, driver="evd", overwrite_a=True, check_finite=False)
    return numpy.sqrt(numpy.maximum(values, 0))


def spectrum(request):
    """All singular values of one Gaussian matrix in float64, by NumPy or SciPy."""
    size = request["size"]
    routine = scipy_singular_values if request.get("library") == "scipy" else singular_values
    matrix = generator_for(request["seed"]).standard_normal((size, size))
    seconds, values = peer.timed(lambda: routine(matrix, request["route"]))
    norm = float(numpy.linalg.norm(matrix))
    return {
        "seconds": seconds,
        "results": {"largest": float(values.max()), "norm": float(numpy.linalg.norm(values)) / norm},
    }


def normals(request):
    generator = generator_for(request["seed"])
    buffer = numpy.empty(request["block"], request["precision"])
    blocks = request["count"] // request["block"]
    seconds, _ = peer.timed(lambda: [draw(buffer, request["law"], 1.0, generator) for _ in range(blocks)])
    return {"seconds": seconds, "results": {"count": blocks * request["block"], "mean": float(buffer.mean())}}


def penalty(request):
    seconds, values = peer.timed(penalties.evaluate(request))
    results = {"count": len(values), "sum": float(values.sum()), "roots": float(numpy.sqrt(values).sum())}
    return {"seconds": seconds, "results": results}


peer.serve(
    {
        "contender": "numpy",
        "versions": {
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
        },
        "threads": THREADS,
        "blas": [
            f"OpenBLAS {p['version']}, kernels {p.get('architecture')}, {p['num_threads']} threads"
            for p in threadpool_info()
        ],
    },
    {"rank-density": rank_density, "products": products, "spectrum": spectrum, "normals": normals, "penalty": penalty},
)
