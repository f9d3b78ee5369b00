"""The completion cases: planted matrices, the nuclear norm at one weight, and a reference optimum with a proof.

F(X) = ½‖P(X − Y)‖² + μ‖X‖_*. A contestant is timed until F is within TARGETS of the optimum F*. Ours is not told F*: it stops
by its own tolerance, and the objective that it has reached then is held to the same target.
"""

from dataclasses import dataclass

import numpy
import scipy.optimize
import scipy.sparse
import scipy.sparse.linalg

from driver.cases import Case, Contestant

SEED = 2105
LIMIT = 120  # seconds after which a peer stops; its time is then a lower bound
NOISE = 0.1  # standard deviation; the entries of the planted matrix have variance 1
# Distance of F from F* relative to F*, and the tolerance at which ours gets there: chosen once, as a user would.
TARGETS = {"": (1e-4, 1e-2), "-fine": (1e-6, 1e-3)}


@dataclass(frozen=True)
class Problem:
    name: str
    rows: int
    columns: int
    rank: int
    share: float  # of the entries, observed
    weight: float  # μ as a multiple of the expected norm of the noise, NOISE √share (√rows + √columns)
    rounds: int

    @property
    def mu(self):
        return self.weight * NOISE * self.share**0.5 * (self.rows**0.5 + self.columns**0.5)


PROBLEMS = [
    Problem("completion-1000", 1000, 1000, 10, 0.10, weight=2.0, rounds=3),
    Problem("completion-5000", 5000, 2000, 20, 0.05, weight=2.0, rounds=3),
]


def data(problem):
    """Places, row by row, and values of the observed entries."""
    generator = numpy.random.Generator(numpy.random.PCG64(SEED))
    m, n = problem.rows, problem.columns
    left = generator.standard_normal((m, problem.rank)) / problem.rank**0.5
    right = generator.standard_normal((n, problem.rank))
    rows, columns = numpy.nonzero(generator.random((m, n)) < problem.share)
    values = numpy.empty(len(rows))
    for part in numpy.array_split(numpy.arange(len(rows)), 64):
        values[part] = numpy.einsum("ij,ij->i", left[rows[part]], right[columns[part]])
    return rows.astype(numpy.int32), columns.astype(numpy.int32), values + NOISE * generator.standard_normal(len(rows))


def observed(left, right, rows, columns):
    """Entries of left rightᵀ, in pieces that stay in the cache."""
    result = numpy.empty(len(rows))
    for start in range(0, len(rows), 8192):
        part = slice(start, start + 8192)
        numpy.einsum("ij,ij->i", left[rows[part]], right[columns[part]], out=result[part])
    return result


def objective(problem, arrays, left, right):
    """F of left rightᵀ, from factors of any shape."""
    rows, columns, values = arrays
    residual = observed(left, right, rows, columns) - values
    core = numpy.linalg.qr(left)[1] @ numpy.linalg.qr(right)[1].T
    return 0.5 * residual @ residual + problem.mu * numpy.linalg.svdvals(core).sum()


def reference(problem, arrays):
    """F* by a long run of L-BFGS on ½‖P(ABᵀ − Y)‖² + μ/2 (‖A‖² + ‖B‖²), the rank of the solution, and the relative duality
    gap, which bounds F − F* from above whatever the run has done."""
    rows, columns, values = arrays
    m, n, r = problem.rows, problem.columns, problem.rank + max(5, problem.rank // 4)
    starts = numpy.searchsorted(rows, numpy.arange(m + 1))

    def sparse(entries):
        return scipy.sparse.csr_matrix((entries, columns, starts), (m, n))

    def value(x):
        left, right = x[: m * r].reshape(m, r), x[m * r :].reshape(n, r)
        residual = observed(left, right, rows, columns) - values
        matrix = sparse(residual)
        gradient = numpy.concatenate(((matrix @ right).ravel(), (matrix.T @ left).ravel())) + problem.mu * x
        return 0.5 * residual @ residual + 0.5 * problem.mu * (x @ x), gradient

    u, s, vt = scipy.sparse.linalg.svds(sparse(values), r, random_state=0)
    root = numpy.sqrt(numpy.maximum(s - problem.mu, 0.1 * problem.mu))
    x = numpy.concatenate(((u * root).ravel(), (vt.T * root).ravel()))
    options = {"maxiter": 1500, "maxfun": 2000, "ftol": 1e-15, "gtol": 1e-7 * problem.mu, "maxcor": 20}
    x = scipy.optimize.minimize(value, x, jac=True, method="L-BFGS-B", options=options).x
    left, right = x[: m * r].reshape(m, r), x[m * r :].reshape(n, r)
    best = objective(problem, arrays, left, right)
    residual = values - observed(left, right, rows, columns)
    # As many singular values as the rank lie at μ: a small basis would not separate them.
    norm = scipy.sparse.linalg.svds(
        sparse(residual), 1, ncv=6 * r, tol=1e-9, random_state=0, return_singular_vectors=False
    )[0]
    dual = residual * min(1.0, problem.mu / norm)
    spectrum = numpy.linalg.svdvals(numpy.linalg.qr(left)[1] @ numpy.linalg.qr(right)[1].T)
    gap = best - dual @ values + 0.5 * dual @ dual
    rank = int((spectrum > 1e-6 * spectrum[0]).sum())
    return {"optimum": float(best), "rank": rank, "gap": float(gap / best)}


# Cases


def contestants(problem, tolerance, folder):
    """Each in a process of its own, whose memory is the case's."""

    def peer(label, method):
        return Contestant(label, f"{method} @{problem.name}", {})

    ours = {"tolerance": tolerance, "output_file": str(folder / f"{problem.name}-factors.npz")}
    return [
        Contestant("lowrank", f"lowrank @{problem.name}", ours),
        peer("softImpute-ALS, numpy", "als"),
        peer("proximal gradient, svds", "proximal"),
        peer("fancyimpute SoftImpute", "fancyimpute"),
    ]


def complaints(problem, arrays, best, target, path, replies):
    """Ours has reached the target, by an objective computed here from its factors; a peer that has not is not complained
    about: its time is a lower bound, and the table says so."""
    with numpy.load(path) as factors:
        computed = objective(problem, arrays, factors["left"], factors["right"])
    told = replies["lowrank"][-1]["results"]["objective"]
    found = []
    if not abs(computed - told) <= 1e-9 * computed:
        found.append(f"lowrank: says {told!r}, its factors have the objective {computed!r}")
    for label, turns in replies.items():
        for turn in turns:
            distance = turn["results"]["objective"] / best["optimum"] - 1
            turn["results"]["distance"] = distance
            reached = turn["results"].setdefault("reached", distance <= target)
            if (label == "lowrank" or reached) and not distance <= target:
                found.append(f"{label}: {distance:.2e} above the optimum, not {target:.0e}")
            # The reference may be improved on within its own gap.
            if distance < -max(1e-9, best["gap"]):
                found.append(f"{label}: {-distance:.2e} below the optimum")
    return found


def completion_cases(full, folder, wanted):
    """Only the problems that are wanted are made: their references take time."""
    for problem in PROBLEMS if full else PROBLEMS[:1]:
        if not any(wanted(problem.name + suffix) for suffix in TARGETS):
            continue
        arrays = data(problem)
        path = folder / f"{problem.name}.npz"
        numpy.savez(
            path, **dict(zip(("rows", "columns", "values"), arrays)), shape=numpy.array([problem.rows, problem.columns])
        )
        best = reference(problem, arrays)
        for suffix, (target, tolerance) in TARGETS.items():
            request = {
                "workload": "completion",
                "data_file": str(path),
                "mu": problem.mu,
                "rank_limit": best["rank"] + 5,
                "optimum": best["optimum"],
                "gap": best["gap"],
                "target": target,
                "limit": LIMIT if full else 20,
            }
            people = contestants(problem, tolerance, folder)

            def check(_, replies, target=target, arrays=arrays, best=best, problem=problem, people=people):
                return complaints(problem, arrays, best, target, people[0].extra["output_file"], replies)

            rounds = problem.rounds if full else 1
            yield Case(problem.name + suffix, request, people, rounds, check, warm_up={"limit": 2})
