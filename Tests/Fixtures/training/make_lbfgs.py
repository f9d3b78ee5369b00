"""PyTorch's L-BFGS with strong Wolfe line search in double precision, for the tests of Training.

    pip install -r requirements.txt
    python make_lbfgs.py > lbfgs.json

Losses after each of the first iterations, and how many evaluations the whole descent took. One call
of `step` with k iterations from the start, for each k: further calls would evaluate once more.
"""

import json

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(20230301)

SAMPLES, FEATURES, DECAY = 40, 6, 0.05
inputs = torch.round(torch.randn(SAMPLES, FEATURES), decimals=4)
signs = torch.sign(inputs @ torch.randn(FEATURES) + 0.5 * torch.randn(SAMPLES))


def rosenbrock(w):
    return (100 * (w[1:] - w[:-1] ** 2) ** 2 + (1 - w[:-1]) ** 2).sum()


def logistic(w):
    margins = signs * (inputs @ w)
    return torch.nn.functional.softplus(-margins).mean() + DECAY / 2 * w.dot(w)


def descent(loss, start, iterations):
    w = torch.tensor(start).requires_grad_()
    optimizer = torch.optim.LBFGS(
        [w],
        max_iter=iterations,
        max_eval=100000,
        history_size=10,
        tolerance_grad=1e-10,
        tolerance_change=1e-14,
        line_search_fn="strong_wolfe",
    )

    def closure():
        optimizer.zero_grad()
        value = loss(w)
        value.backward()
        return value

    optimizer.step(closure)
    return loss(w).item(), optimizer.state[w]["func_evals"], w.tolist()


def problem(loss, start, iterations):
    final, evaluations, point = descent(loss, start, 1000)
    first = [descent(loss, start, k)[0] for k in range(1, iterations + 1)]
    return {"start": start, "losses": first, "final": final, "evaluations": evaluations, "point": point}


print(
    json.dumps(
        {
            "torch": torch.__version__,
            "inputs": inputs.tolist(),
            "signs": signs.tolist(),
            "decay": DECAY,
            "rosenbrock": problem(rosenbrock, [-1.2, 1.0] * 5, 25),
            "logistic": problem(logistic, [0.0] * FEATURES, 8),
        },
        indent=1,
    )
)
