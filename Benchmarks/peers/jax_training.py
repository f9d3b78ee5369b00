"""Fleets of networks trained by JAX, float32: one program per workload, `lax.map` over chunks of `lax.scan` over steps.

Route `vmap`: gradient of one network, mapped over the chunk. Route `einsum`: the chunk's forward pass written out over
all its networks, the gradient of the sum of their losses. Both give XLA the layers one by one, so that the update of each
fuses with what follows; as one stacked array it was slower.
"""

import jax
import jax.numpy as jnp
import numpy
from jax import lax

import peer

PROGRAMS = {}


def loss_of_one(layers, inputs, targets, relu):
    """‖F − Y‖² / 2m of one network."""
    hidden = inputs
    for layer, weight in enumerate(layers):
        hidden = hidden @ weight.T
        if relu and layer < len(layers) - 1:
            hidden = jnp.maximum(hidden, 0)
    return jnp.sum((hidden - targets) ** 2) / (2 * inputs.shape[0])


def losses_of_all(layers, inputs, targets, relu):
    """The losses of all networks of a chunk, one contraction a layer."""
    hidden = inputs
    for layer, weight in enumerate(layers):
        hidden = jnp.einsum("bmi,boi->bmo", hidden, weight)
        if relu and layer < len(layers) - 1:
            hidden = jnp.maximum(hidden, 0)
    return jnp.sum((hidden - targets) ** 2, (1, 2)) / (2 * inputs.shape[1])


def gradient_of(route, relu):
    """(layers, inputs, targets) -> gradient by layer."""
    if route == "vmap":
        one = jax.grad(lambda layers, inputs, targets: loss_of_one(layers, inputs, targets, relu))
        return jax.vmap(one)
    return jax.grad(lambda layers, inputs, targets: losses_of_all(layers, inputs, targets, relu).sum())


def momentum(rate):
    def update(_, weight, gradient, velocity):
        velocity = 0.9 * velocity + gradient
        return weight - rate * velocity, velocity

    return update, 1


def adam(rate, first=0.9, second=0.999, epsilon=1e-8):
    def update(step, weight, gradient, mean, square):
        mean = first * mean + (1 - first) * gradient
        square = second * square + (1 - second) * gradient * gradient
        count = (step + 1).astype(jnp.float32)
        scale = 1 / jnp.sqrt(1 - jnp.float32(second) ** count)
        factor = rate / (1 - jnp.float32(first) ** count)
        return weight - factor * mean / (jnp.sqrt(square) * scale + epsilon), mean, square

    return update, 2


def build(route, activation, optimizer, rate, steps, chunk):
    """(weights, inputs, targets) of all networks -> final weights and losses."""
    relu = activation == "relu"
    gradient = gradient_of(route, relu)
    update, memories = (adam if optimizer == "adam" else momentum)(rate)

    def train(arrays):
        weights, inputs, targets = arrays
        layers = [weights[:, layer] for layer in range(weights.shape[1])]
        start = [(layer, *[jnp.zeros_like(layer)] * memories) for layer in layers]

        def one_step(state, step):
            gradients = gradient([layer[0] for layer in state], inputs, targets)
            return [update(step, layer[0], g, *layer[1:]) for layer, g in zip(state, gradients)], None

        state, _ = lax.scan(one_step, start, jnp.arange(steps))
        final = [layer[0] for layer in state]
        return jnp.stack(final, 1), losses_of_all(final, inputs, targets, relu)

    def program(*arrays):
        if arrays[0].shape[0] == chunk:
            return train(arrays)
        return lax.map(train, tuple(a.reshape(-1, chunk, *a.shape[1:]) for a in arrays))

    return jax.jit(program)


def training(request):
    arrays = [jax.device_put(array) for array in peer.fleet(request)]
    chunk = min(request["chunk"], arrays[0].shape[0])
    names = ("route", "activation", "optimizer", "learning_rate", "steps")
    key = (*(request[name] for name in names), chunk, *(a.shape for a in arrays))
    if key not in PROGRAMS:
        PROGRAMS[key] = build(*(request[name] for name in names), chunk)

    def run():
        weights, losses = PROGRAMS[key](*arrays)
        weights.block_until_ready()
        return numpy.asarray(losses).ravel().tolist()

    seconds, losses = peer.timed(run)
    return {"seconds": seconds, "results": {"loss": peer.summary(losses)}}
