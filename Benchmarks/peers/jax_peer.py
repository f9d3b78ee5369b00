"""JAX on the CPU: one compiled program per panel (`jit`, `lax.map` over chunks, batched inside), values from LAPACK.

XLA runs the batched 32 × 32 products, and LAPACK's small problems, on one core whatever the number of threads. Two
processes (`pair.py`) use both cores; two devices in one process were slower (0.69 against 0.48 s at 256 draws a panel)
and can deadlock.
"""

import math
import os
import platform

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import jaxlib
import numpy
from jax import lax
from threadpoolctl import threadpool_info

import peer
from jax_training import training

jax.config.update("jax_enable_x64", True)

CHUNK = 32  # networks at a time
PER_CALL = 256  # networks per compiled call
KEYS = "threefry2x32"  # on the CPU faster than rbg and unsafe_rbg (235 against 45 million float32 normals a second)
PROGRAMS = {}


def program(key, build):
    """A compiled function, made once per key."""
    if key not in PROGRAMS:
        PROGRAMS[key] = jax.jit(build())
    return PROGRAMS[key]


def draw(key, shape, weights, deviation, dtype):
    if weights == "normal":
        return jax.random.normal(key, shape, dtype) * dtype(deviation)
    bound = math.sqrt(3.0) * deviation
    return jax.random.uniform(key, shape, dtype, -bound, bound)


def entropy(values):
    return jax.scipy.special.entr(values / values.sum(-1, keepdims=True)).sum(-1)


def forward(inputs, matrices, activation):
    depth = matrices.shape[0]
    if activation == "linear":
        product = matrices[0]
        for layer in range(1, depth):
            product = product @ matrices[layer]
        return jnp.einsum("ni,bij->bnj", inputs, product)
    hidden = jnp.einsum("ni,bij->bnj", inputs, matrices[0])
    for layer in range(1, depth):
        hidden = jnp.maximum(hidden, 0) @ matrices[layer]
    return hidden


def kernel_entropies(features, precision):
    """Spectral entropies of the cosine-distance kernels through the (n + 1) × (n + 1) problem."""
    width = features.shape[-1]
    features = features * lax.rsqrt(jnp.sum(features * features, -1, keepdims=True))
    features = features.astype(precision)
    augmented = jnp.concatenate([features, jnp.ones_like(features[..., :1])], -1)
    gram = jnp.einsum("bni,bnj->bij", augmented, augmented)
    ridge = 1e-10 if precision == jnp.float64 else 1e-4
    lower = lax.linalg.cholesky(gram + ridge * jnp.eye(width + 1, dtype=precision), symmetrize_input=False)
    signs = jnp.where(jnp.arange(width + 1) == width, 1.0, -1.0).astype(precision)[:, None]
    small = jnp.einsum("bki,bkj->bij", lower * signs, lower)
    return entropy(jnp.abs(jnp.linalg.eigvalsh(small, symmetrize_input=False)))


def panel_program(activation, weights, depth, width, chunk, chunks, precision):
    """(key, inputs) -> entropies of chunk * chunks networks."""

    def one_chunk(key, inputs):
        # One draw for all layers: a program with one generator compiles several times faster than one with `depth`.
        deviations = [peer.standard_deviation_of_weights(activation, layer, depth, width) for layer in range(depth)]
        matrices = draw(key, (depth, chunk, width, width), weights, 1.0, jnp.float32)
        matrices = matrices * jnp.asarray(deviations, jnp.float32)[:, None, None, None]
        return kernel_entropies(forward(inputs, matrices, activation), precision)

    def build():
        return lambda key, inputs: lax.map(lambda k: one_chunk(k, inputs), jax.random.split(key, chunks)).ravel()

    return program(("panel", activation, weights, depth, width, chunk, chunks, precision), build)


def shares(request):
    """Chunk size, chunks per call, and calls."""
    draws = request["draws"]
    chunk = min(CHUNK, draws)
    chunks = min(PER_CALL, draws) // chunk
    return chunk, chunks, draws // (chunk * chunks)


def gathered(function, calls, key, *arrays):
    """Starts all calls, then waits for them."""
    pending = [function(k, *arrays) for k in jax.random.split(key, calls)]
    return numpy.concatenate([numpy.asarray(p) for p in pending])


def rank_density(request):
    width = request["width"]
    precision = getattr(jnp, request.get("precision", "float64"))
    chunk, chunks, calls = shares(request)
    inputs = numpy.load(request["inputs_file"])
    key = jax.random.key(request["seed"], impl=KEYS)

    def run():
        results = {}
        for index, (activation, weights, depth) in enumerate(peer.panels(request["depths"])):
            function = panel_program(activation, weights, depth, width, chunk, chunks, precision)
            values = gathered(function, calls, jax.random.fold_in(key, index), inputs)
            results[f"{activation}/{weights}/{depth}"] = peer.summary(values.tolist())
        return results

    seconds, results = peer.timed(run)
    return {"seconds": seconds, "results": results}


def singular_values(matrix, route):
    if route == "direct":
        return jnp.linalg.svd(matrix, compute_uv=False)
    gram = jnp.swapaxes(matrix, -1, -2) @ matrix
    return jnp.sqrt(jnp.maximum(jnp.linalg.eigvalsh(gram, symmetrize_input=False), 0))


def products(request):
    """Singular values of W_d ... W_1 in float64; route `direct` or through the Gram matrix."""
    width, depth, route = request["width"], request["depth"], request["route"]
    chunk, chunks, calls = shares(request)

    def one_chunk(key):
        factors = draw(key, (depth, chunk, width, width), "normal", 1.0 / math.sqrt(width), jnp.float64)
        product = factors[0]
        for layer in range(1, depth):
            product = product @ factors[layer]
        return entropy(singular_values(product, route))

    def build():
        return lambda key: lax.map(one_chunk, jax.random.split(key, chunks)).ravel()

    def run():
        function = program(("products", width, depth, route, chunk, chunks), build)
        key = jax.random.key(request["seed"], impl=KEYS)
        return gathered(function, calls, key).tolist()

    seconds, values = peer.timed(run)
    return {"seconds": seconds, "results": {"entropy": peer.summary(values)}}


def spectrum(request):
    """All singular values of one Gaussian matrix in float64."""
    size, route = request["size"], request["route"]
    matrix = jax.random.normal(jax.random.key(request["seed"]), (size, size), jnp.float64).block_until_ready()
    function = program(("spectrum", size, route), lambda: lambda m: singular_values(m, route))
    seconds, values = peer.timed(lambda: numpy.asarray(function(matrix)))
    norm = float(jnp.linalg.norm(matrix))
    return {
        "seconds": seconds,
        "results": {"largest": float(values.max()), "norm": float(numpy.linalg.norm(values)) / norm},
    }


def normals(request):
    """Blocks of draws on every device; each block is summed so that none is skipped."""
    dtype, block = getattr(jnp, request["precision"]), request["block"]
    blocks = request["count"] // block

    def build():
        def one_block(total, key):
            return total + draw(key, (block,), request["law"], 1.0, dtype).sum(), None

        return lambda key: lax.scan(one_block, dtype(0), jax.random.split(key, blocks))[0][None]

    function = program(("normals", request["law"], request["precision"], block, blocks), build)
    key = jax.random.key(request["seed"], impl=KEYS)
    seconds, sums = peer.timed(lambda: gathered(function, 1, key))
    count = blocks * block
    return {"seconds": seconds, "results": {"count": count, "mean": float(sums.sum()) / count}}


peer.serve(
    {
        "contender": "jax",
        "versions": {
            "python": platform.python_version(),
            "jax": jax.__version__,
            "jaxlib": jaxlib.__version__,
        },
        "threads": f"XLA's own; LAPACK {os.environ.get('OPENBLAS_NUM_THREADS', 'all cores')}",
        "blas": [
            f"{p['internal_api']} {p['version']}, kernels {p.get('architecture')}, {p['num_threads']} threads"
            for p in threadpool_info()
        ],
    },
    {"rank-density": rank_density, "products": products, "spectrum": spectrum, "normals": normals, "training": training},
)
