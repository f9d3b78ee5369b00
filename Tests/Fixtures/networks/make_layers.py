"""Reference numbers for the kernels of Networks, from PyTorch in double precision.

    pip install -r requirements.txt
    python make_layers.py > layers.json
"""

import json

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
POINTS = [-1000, -40, -9, -3, -1.25, -0.5, -0.0625, 0, 0.0625, 0.5, 1.25, 3, 9, 40, 1000]
ACTIVATIONS = {
    "linear": lambda z: z * 1,
    "relu": torch.relu,
    "leakyReLU": lambda z: F.leaky_relu(z, 0.125),
    "tanh": torch.tanh,
    "gelu": F.gelu,
    "selu": F.selu,
    "silu": F.silu,
    "sine": lambda z: torch.sin(2.5 * z),
}
# The margins of each row: ordinary, tied, and far beyond what exp takes.
OUTPUTS = [[0.5, -1.25, 2], [3, 3, 3], [1000, -1000, 0], [-0.75, 0.25, 8], [700, 701, -5]]
SIGNS = [[1, -1, 1], [-1, 1, 1], [-1, -1, 1], [1, 1, -1], [1, -1, -1]]
PROBABILITIES = [[1, 0, 0], [0.25, 0.5, 0.25], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0]]


def softplus(x):
    return torch.logaddexp(x, torch.zeros_like(x))


LOSSES = {
    "squared": (SIGNS, lambda f, y: ((f - y) ** 2).sum() / (2 * len(f))),
    "logistic": (SIGNS, lambda f, y: softplus(-y * f).sum() / len(f)),
    "exponential": (SIGNS, lambda f, y: torch.exp(-y * f).sum() / len(f)),
    "cross-entropy": (PROBABILITIES, lambda f, y: F.cross_entropy(f, y)),
}


def derivative(function):
    z = torch.tensor(POINTS, requires_grad=True)
    function(z).sum().backward()
    return z.grad.tolist()


def loss(name):
    targets, function = LOSSES[name]
    outputs = OUTPUTS
    if name == "exponential":  # e^1000 is no number
        outputs = [[max(min(value, 8), -8) for value in row] for row in OUTPUTS]
    f = torch.tensor(outputs, dtype=torch.float64, requires_grad=True)
    y = torch.tensor(targets, dtype=torch.float64)
    value = function(f, y)
    value.backward()
    return {
        "outputs": outputs,
        "targets": targets,
        "value": value.item(),
        "gradient": f.grad.tolist(),
    }


def batch_norm():
    generator = torch.Generator().manual_seed(20260301)
    draw = lambda *shape: torch.randn(*shape, generator=generator).mul(64).round().div(64)
    rows, columns = 7, 3
    x = (3 + 2 * draw(rows, columns)).requires_grad_()
    layer = torch.nn.BatchNorm1d(columns)
    with torch.no_grad():
        layer.weight.copy_(draw(columns))
        layer.bias.copy_(draw(columns))
        layer.running_mean.copy_(draw(columns))
    g = draw(rows, columns)
    result = {
        "input": x.tolist(),
        "scale": layer.weight.tolist(),
        "shift": layer.bias.tolist(),
        "mean": layer.running_mean.tolist(),
        "gradient": g.tolist(),
    }
    output = layer(x)
    output.backward(g)
    evaluated = layer.eval()(x)
    return result | {
        "output": output.tolist(),
        "updatedMean": layer.running_mean.tolist(),
        "updatedVariance": layer.running_var.tolist(),
        "evaluated": evaluated.tolist(),
        "inputGradient": x.grad.tolist(),
        "scaleGradient": layer.weight.grad.tolist(),
        "shiftGradient": layer.bias.grad.tolist(),
    }


print(
    json.dumps(
        {
            "points": POINTS,
            "derivatives": {name: derivative(f) for name, f in ACTIVATIONS.items()},
            "losses": {name: loss(name) for name in LOSSES},
            "batchNorm": batch_norm(),
        }
    )
)
