"""Generations that the reference implementation of CMA-ES needs, for the tests of Training.

    pip install -r requirements-cma.txt
    python make_generations.py > generations.json

Until the best sample of a generation is below 1e-10, from (1, ..., 1) with deviation 0.5, default
population: mean and standard deviation over seeds.
"""

import json

import cma
import numpy as np

RUNS = 40
PROBLEMS = {
    "sphere": (8, 1.0, False),
    "ellipsoid": (8, 1e6, False),
    "separable_ellipsoid": (20, 1e4, True),
}


def generations(dimension, condition, separable, seed):
    curvatures = condition ** (np.arange(dimension) / (dimension - 1))
    strategy = cma.CMAEvolutionStrategy(
        np.ones(dimension),
        0.5,
        {
            "seed": seed,
            "verbose": -9,
            "CMA_diagonal": separable,
            "CMA_active": not separable,
            "maxiter": 10000,
            "tolfun": 0,
            "tolx": 0,
            "tolfunhist": 0,
            "tolflatfitness": 1000,
            "tolstagnation": 10000,
        },
    )
    while True:
        points = strategy.ask()
        losses = [float((curvatures * x * x).sum() / 2) for x in points]
        strategy.tell(points, losses)
        if min(losses) < 1e-10:
            return strategy.countiter


results = {}
for name, (dimension, condition, separable) in PROBLEMS.items():
    counts = [generations(dimension, condition, separable, seed) for seed in range(1, RUNS + 1)]
    results[name] = {
        "dimension": dimension,
        "condition": condition,
        "separable": separable,
        "mean": float(np.mean(counts)),
        "deviation": float(np.std(counts, ddof=1)),
    }
print(json.dumps({"cma": cma.__version__, "runs": RUNS, "problems": results}, indent=1))
