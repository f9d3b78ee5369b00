"""Outputs, losses and all gradients of small networks, from PyTorch in double precision.

    pip install -r requirements.txt
    python make_networks.py > networks.json

Parameters and gradients are flat, tensors in the order of `parameters()`: the order of the layers, a
weight before its bias.
"""

import json

import torch
from torch import nn

SEED = 20230301
ROWS = 6


class Sine(nn.Module):
    def __init__(self, omega):
        super().__init__()
        self.omega = omega

    def forward(self, x):
        return torch.sin(self.omega * x)


class Residual(nn.Module):
    def __init__(self, *branch, scale=1.0):
        super().__init__()
        self.branch = nn.Sequential(*branch)
        self.scale = scale

    def forward(self, x):
        return x + self.scale * self.branch(x)


def dense(inputs, outputs, bias=False):
    return nn.Linear(inputs, outputs, bias=bias)


def plain(activation, bias=False, batch_norm=False):
    """5 -> 7 -> 7 -> 3, a function after every layer but the last."""
    layers = []
    for index, (inputs, outputs) in enumerate([(5, 7), (7, 7), (7, 3)]):
        layers.append(dense(inputs, outputs, bias))
        if index < 2:
            if batch_norm:
                layers.append(nn.BatchNorm1d(outputs))
            layers.append(activation)
    return nn.Sequential(*layers)


CASES = [
    ("relu", lambda: plain(nn.ReLU()), 5, "squared"),
    ("relu-bias-logistic", lambda: plain(nn.ReLU(), bias=True), 5, "logistic"),
    ("tanh-bias-cross-entropy", lambda: plain(nn.Tanh(), bias=True), 5, "cross-entropy"),
    ("gelu-exponential", lambda: plain(nn.GELU()), 5, "exponential"),
    ("selu", lambda: plain(nn.SELU(), bias=True), 5, "squared"),
    ("silu", lambda: plain(nn.SiLU()), 5, "squared"),
    ("leaky-relu", lambda: plain(nn.LeakyReLU(0.01)), 5, "squared"),
    ("sine", lambda: plain(Sine(3.0)), 5, "squared"),
    ("batch-norm", lambda: plain(nn.ReLU(), bias=True, batch_norm=True), 5, "squared"),
    (
        "residual-depth-one",
        lambda: nn.Sequential(*[Residual(dense(5, 5), nn.Tanh(), scale=0.5) for _ in range(3)]),
        5,
        "squared",
    ),
    (
        "residual-depth-two",
        lambda: nn.Sequential(
            dense(5, 4),
            *[Residual(dense(4, 9), nn.ReLU(), dense(9, 4), scale=1 / 3) for _ in range(3)],
            dense(4, 2),
        ),
        5,
        "squared",
    ),
    (
        "residual-batch-norm",
        lambda: nn.Sequential(*[Residual(dense(5, 5), nn.BatchNorm1d(5)) for _ in range(3)]),
        5,
        "squared",
    ),
    (
        "residual-nested",
        lambda: nn.Sequential(
            Residual(dense(5, 5), Residual(nn.Tanh(), dense(5, 5), scale=-0.7), nn.SiLU(), scale=2.0)
        ),
        5,
        "squared",
    ),
]


def value(loss, outputs, targets):
    rows = outputs.shape[0]
    if loss == "squared":
        return ((outputs - targets) ** 2).sum() / (2 * rows)
    if loss == "logistic":
        return nn.functional.softplus(-targets * outputs).sum() / rows
    if loss == "exponential":
        return torch.exp(-targets * outputs).sum() / rows
    return -(targets * torch.log_softmax(outputs, dim=1)).sum() / rows


def targets_for(loss, shape):
    if loss == "squared":
        return torch.randn(shape)
    if loss == "cross-entropy":
        return torch.softmax(torch.randn(shape), dim=1)
    return torch.sign(torch.randn(shape))


def flat(tensors):
    return [x for tensor in tensors for x in tensor.detach().reshape(-1).tolist()]


def case(name, build, inputs, loss):
    network = build()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(torch.randn(parameter.shape) / max(parameter.shape[-1], 1) ** 0.5 + 0.1)
    x = torch.randn(ROWS, inputs)
    parameters = flat(network.parameters())
    network.train()
    outputs = network(x)
    targets = targets_for(loss, outputs.shape)
    loss_value = value(loss, outputs, targets)
    loss_value.backward()
    gradient = flat(parameter.grad for parameter in network.parameters())
    statistics = flat(
        buffer for name, buffer in network.named_buffers() if "num_batches" not in name
    )
    network.eval()
    return {
        "name": name,
        "loss": loss,
        "rows": ROWS,
        "inputs": flat([x]),
        "targets": flat([targets]),
        "parameters": parameters,
        "training_outputs": flat([outputs]),
        "value": loss_value.item(),
        "gradient": gradient,
        "statistics": statistics,
        "evaluation_outputs": flat([network(x)]),
    }


def main():
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(SEED)
    cases = [case(*arguments) for arguments in CASES]
    print(json.dumps({"version": 1, "torch": torch.__version__, "cases": cases}))


if __name__ == "__main__":
    main()
