"""Trajectories of PyTorch's optimizers in double precision, for the tests of Training.

    pip install -r requirements.txt
    python make_trajectories.py > trajectories.json

The loss is sum_i c_i log cosh(w_i - t_i) + (sum_i w_i)^2 / (2 n): not quadratic, not separable.
Where PyTorch's optimizer knows no decoupled weight decay, w *= 1 - rate * decay stands before its
step, which is how its AdamW does it.
"""

import json

import torch

torch.set_default_dtype(torch.float64)
COUNT, STEPS = 7, 25
CURVATURES = torch.tensor([0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0])
TARGET = torch.tensor([1.5, -0.75, 0.5, 2.0, -1.25, 0.125, -0.375])
START = torch.tensor([-1.0, 1.0, 0.25, -0.5, 2.0, 1.5, -2.0])
DECAY = 0.05
RULES = {
    "gradient_descent": (torch.optim.SGD, {"lr": 0.1}),
    "momentum": (torch.optim.SGD, {"lr": 0.05, "momentum": 0.9}),
    "nesterov": (torch.optim.SGD, {"lr": 0.05, "momentum": 0.8, "nesterov": True}),
    "adam": (torch.optim.Adam, {"lr": 0.1, "betas": (0.8, 0.95), "eps": 1e-3}),
    "adamw": (torch.optim.AdamW, {"lr": 0.1, "weight_decay": DECAY}),
    "rmsprop": (torch.optim.RMSprop, {"lr": 0.02, "alpha": 0.9, "eps": 1e-2}),
}


def loss(w):
    return (CURVATURES * torch.log(torch.cosh(w - TARGET))).sum() + w.sum() ** 2 / (2 * COUNT)


def trajectory(name, decay):
    kind, options = RULES[name]
    w = START.clone().requires_grad_()
    if decay == "coupled":
        options = options | {"weight_decay": DECAY}
    optimizer = kind([w], **options)
    losses, points = [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        value = loss(w)
        value.backward()
        if decay == "decoupled":
            with torch.no_grad():
                w *= 1 - options["lr"] * DECAY
        optimizer.step()
        losses.append(value.item())
        points.append(w.tolist())
    return {"rule": name, "decay": decay, "losses": losses, "points": points}


cases = [
    trajectory(name, decay)
    for name in RULES
    for decay in (["none"] if name == "adamw" else ["none", "coupled", "decoupled"])
]
print(
    json.dumps(
        {
            "torch": torch.__version__,
            "curvatures": CURVATURES.tolist(),
            "target": TARGET.tolist(),
            "start": START.tolist(),
            "decay": DECAY,
            "cases": cases,
        },
        indent=1,
    )
)
