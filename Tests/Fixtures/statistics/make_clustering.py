"""Reference trees for the tests of HierarchicalClustering, from SciPy.

    pip install -r requirements.txt
    python make_clustering.py > clustering.json
"""

import json

import numpy as np
import scipy
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist, squareform

SEED = 20230301


def case(name, distances, methods):
    """`distances` as `pdist` gives them: the part above the diagonal, row by row."""
    trees = []
    for method in methods:
        tree = hierarchy.linkage(distances, method)
        count = len(tree) + 1
        ks = sorted({1, 2, 3, min(5, count), count})
        labels = hierarchy.cut_tree(tree, n_clusters=ks)
        trees.append(
            {
                "linkage": method,
                "first": [int(v) for v in tree[:, 0]],
                "second": [int(v) for v in tree[:, 1]],
                "heights": [float(v) for v in tree[:, 2]],
                "sizes": [int(v) for v in tree[:, 3]],
                "leaves": [int(v) for v in hierarchy.leaves_list(tree)],
                "cuts": [[int(v) for v in labels[:, i]] for i in range(len(ks))],
            }
        )
    matrix = squareform(distances)
    return {
        "name": name,
        "count": len(matrix),
        "distances": [float(v) for v in matrix.ravel()],
        "trees": trees,
    }


def main():
    generator = np.random.default_rng(SEED)
    everything = ["average", "single", "complete", "ward"]
    points = np.round(generator.standard_normal((24, 3)), 4)
    points[8:] += [3, 0, 0]
    points[16:] += [0, 4, 0]
    features = np.round(generator.standard_normal((28, 6)), 4)
    # Squares of a grid: most distances occur many times. Where the nearest pair is not unique,
    # SciPy builds single linkage in another order, hence without it.
    grid = np.array([[i, j] for i in range(4) for j in range(3)], dtype=float)
    cases = [
        case("three clouds", pdist(np.round(points, 4)), everything),
        case("cosine distances", pdist(features, "cosine"), ["average", "single", "complete"]),
        case("grid", pdist(grid, "cityblock"), ["average", "complete"]),
        case("three points", np.array([2.0, 5.0, 3.0]), everything),
    ]
    print(json.dumps({"numpy": np.__version__, "scipy": scipy.__version__, "cases": cases}))


main()
