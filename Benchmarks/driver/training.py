"""The training cases: data that every contender reads, contestants, and an independent float64 run that proves the work.

One step of a network of depth d, width n and m rows costs 2 m n² (3 d − 1) operations: d products forward, d for the
weights' gradients, d − 1 for the layers' inputs (the first layer's inputs need none).
"""

import math
from dataclasses import dataclass, replace

import numpy

from driver.cases import Case, Contestant

SEED = 2104
MOMENTUM = 0.9
FIRST, SECOND, EPSILON = 0.9, 0.999, 1e-8  # Adam
# Relative to the mean loss. Seen over contestants and workloads: rounding in float32 moves mean and standard deviation by at
# most 1.1e-6 for momentum, 6e-6 for Adam (50 steps), whose first steps divide tiny gradients by themselves; one step less
# moves a loss by at least 4e-4 and 6e-3. Sums of 512 terms round more: contestants differ from float64 by up to 7e-5, on
# both sides.
TOLERANCE = {"momentum": 2e-5, "adam": 1e-4}
WIDE_TOLERANCE = 2e-4


@dataclass(frozen=True)
class Workload:
    """Networks of one shape, their rows, and how they are trained."""

    name: str
    networks: int
    width: int
    depth: int
    rows: int
    activation: str
    optimizer: str
    learning_rate: float
    steps: int
    rounds: int
    goal: float

    @property
    def operations(self):
        """Floating-point operations of the products of all networks and steps."""
        return self.networks * self.steps * 2 * self.rows * self.width**2 * (3 * self.depth - 1)


def fleet_linear(depth, learning_rate, rounds):
    return Workload(
        f"fleet-linear-{depth}", 64, 32, depth, 24, "linear", "momentum", learning_rate, 500, rounds, goal=4
    )


WORKLOADS = [
    fleet_linear(2, 0.02, rounds=9),
    fleet_linear(8, 0.003, rounds=9),
    fleet_linear(32, 0.0001, rounds=5),
    Workload("fleet-relu", 256, 32, 8, 128, "relu", "adam", 1e-3, 200, rounds=5, goal=4),
    Workload("wide", 1, 512, 8, 256, "relu", "momentum", 1e-3, 50, rounds=7, goal=1),
]


# Data


def data(workload):
    """Weights (networks, depth, n, n), each (out, in), of variance 1/n, gain √2 before a ReLU; a Gaussian teacher of every
    network, its inputs and targets (networks, m, n). float32."""
    generator = numpy.random.Generator(numpy.random.PCG64(SEED))
    b, d, m, n = workload.networks, workload.depth, workload.rows, workload.width

    def normal(*shape):
        return generator.standard_normal(shape, dtype=numpy.float32)

    weights = normal(b, d, n, n) * numpy.float32(1 / math.sqrt(n))
    if workload.activation == "relu":
        weights[:, :-1] *= numpy.float32(math.sqrt(2))
    inputs, teachers = normal(b, m, n), normal(b, n, n) * numpy.float32(1 / math.sqrt(n))
    return weights, inputs, numpy.matmul(inputs, teachers)


# The same work, slowly: float64, one network after the other


def gradient(layers, inputs, targets, relu):
    """The loss ‖F − Y‖² / 2m and its gradient by layer."""
    hidden = [inputs]
    for layer, weight in enumerate(layers):
        output = hidden[-1] @ weight.T
        hidden.append(numpy.maximum(output, 0) if relu and layer < len(layers) - 1 else output)
    residual = hidden[-1] - targets
    loss = float((residual**2).sum()) / (2 * len(inputs))
    delta, gradients = residual / len(inputs), []
    for layer in reversed(range(len(layers))):
        gradients.append(delta.T @ hidden[layer])
        if layer > 0:
            delta = delta @ layers[layer]
            if relu:
                delta = delta * (hidden[layer] > 0)
    return loss, gradients[::-1]


def reference_loss(workload, weights, inputs, targets):
    """Loss before and after all steps of one network."""
    layers, inputs, targets = weights.astype(float), inputs.astype(float), targets.astype(float)
    relu = workload.activation == "relu"
    mean, square = numpy.zeros_like(layers), numpy.zeros_like(layers)
    first_loss = None
    for step in range(1, workload.steps + 1):
        loss, by_layer = gradient(layers, inputs, targets, relu)
        first_loss = loss if first_loss is None else first_loss
        g = numpy.stack(by_layer)
        if workload.optimizer == "momentum":
            mean = MOMENTUM * mean + g
            layers = layers - workload.learning_rate * mean
        else:
            mean = FIRST * mean + (1 - FIRST) * g
            square = SECOND * square + (1 - SECOND) * g * g
            corrected = numpy.sqrt(square / (1 - SECOND**step)) + EPSILON
            layers = layers - workload.learning_rate / (1 - FIRST**step) * mean / corrected
    return first_loss, gradient(layers, inputs, targets, relu)[0]


# Cases


def contestants(workload):
    """Ours; PyTorch and JAX as one process with all threads and, for fleets, as two processes of one. Chunks as measured
    best: their state stays in the second-level cache, and PyTorch's calls are long enough to hide what a call costs."""

    def peer(label, contender, route, chunk):
        return Contestant(label, contender, {"route": route, "chunk": chunk})

    ours = Contestant("lowrank", "lowrank", {})
    everything = workload.networks
    if workload.networks == 1:
        return [
            ours,
            peer("torch", "torch", "hand", 1),
            peer("torch, oneDNN", "torch", "onednn", 1),
            peer("torch, autograd", "torch", "autograd", 1),
            peer("jax, vmap", "jax", "vmap", 1),
            peer("jax, einsum", "jax", "einsum", 1),
        ]
    return [
        ours,
        peer("torch", "torch", "hand", min(64, everything)),
        peer("torch x2", "torch x2", "hand", 16),
        peer("torch x2, autograd", "torch x2", "autograd", 16),
        peer("jax, vmap", "jax", "vmap", everything),
        peer("jax, einsum", "jax", "einsum", 16),
        peer("jax x2, vmap", "jax x2", "vmap", 16),
        peer("jax x2, einsum", "jax x2", "einsum", 16),
    ]


def training_case(workload, rounds, folder):
    """Writes the workload's data into `folder`."""
    arrays = data(workload)
    path = folder / f"{workload.name}.npz"
    numpy.savez(path, **dict(zip(("weights", "inputs", "targets"), arrays)))
    request = {
        "workload": "training",
        "data_file": str(path),
        "networks": workload.networks,
        "width": workload.width,
        "depth": workload.depth,
        "rows": workload.rows,
        "activation": workload.activation,
        "optimizer": workload.optimizer,
        "learning_rate": workload.learning_rate,
        "steps": workload.steps,
        "operations": workload.operations,
    }

    def check(_, replies):
        return complaints(workload, arrays, replies)

    return Case(workload.name, request, contestants(workload), rounds, check, workload.goal)


def complaints(workload, arrays, replies):
    """Every contestant's losses have the mean and the spread of the float64 run; training has lowered them."""
    losses = [reference_loss(workload, *network) for network in zip(*arrays)]
    first, last = (numpy.array(column) for column in zip(*losses))
    found = []
    if not (last < first).all():
        found.append(f"the float64 run: {int((last >= first).sum())} losses have not fallen; the learning rate is too large")
    for label, turns in replies.items():
        for turn in turns:
            loss = turn["results"]["loss"]
            tolerance = TOLERANCE[workload.optimizer] if workload.width < 512 else WIDE_TOLERANCE
            bound = tolerance * last.mean()
            spread = last.std(ddof=1) if len(last) > 1 else 0.0
            if loss["count"] != len(last):
                found.append(f"{label}: {loss['count']} networks, not {len(last)}")
            elif not (abs(loss["mean"] - last.mean()) <= bound and abs(loss["sd"] - spread) <= bound):
                found.append(
                    f"{label}: mean loss {loss['mean']:.8g} ± {loss['sd']:.8g},"
                    f" in float64 {last.mean():.8g} ± {spread:.8g}, bound {bound:.2g}"
                )
    return found


def training_cases(full, folder):
    for workload in WORKLOADS:
        if full:
            yield training_case(workload, workload.rounds, folder)
        else:
            yield training_case(replace(workload, steps=max(5, workload.steps // 20)), 2, folder)
