"""Nuclear norm completion by other programs: completion_peer.py METHOD, one process each, so that its memory is its own.

als          softImpute-ALS of Hastie, Mazumder, Lee and Zadeh (2015), the method of R's softImpute, on NumPy and scipy.sparse
proximal     accelerated proximal gradient; partial decompositions by scipy's svds of sparse plus low rank, warm-started
fancyimpute  SoftImpute of the package fancyimpute, its loop as it is

All are told F* and stop as soon as they are within the target, which no user could do; what they compute only to know F does
not count. `reached` is false where the time limit came first.
"""

import functools
import importlib
import importlib.metadata
import importlib.util
import os
import platform
import sys
import time
import types
import warnings

import numpy
import scipy
import scipy.linalg
import scipy.sparse
from scipy.sparse.linalg import LinearOperator, svds
from threadpoolctl import threadpool_info, threadpool_limits

import peer

THREADS = int(os.environ["PEER_THREADS"])
threadpool_limits(THREADS)


class Entries:
    """The observed entries, as a sparse matrix whose values are replaced in place."""

    def __init__(self, path):
        with numpy.load(path) as arrays:
            self.rows, self.columns, self.values = (arrays[name] for name in ("rows", "columns", "values"))
            self.shape = tuple(int(n) for n in arrays["shape"])
        starts = numpy.searchsorted(self.rows, numpy.arange(self.shape[0] + 1))
        self.matrix = scipy.sparse.csr_matrix((self.values.copy(), self.columns, starts), self.shape)

    def observe(self, left, right):
        """Entries of left rightᵀ, in pieces that stay in the cache."""
        result = numpy.empty(len(self.rows))
        for start in range(0, len(self.rows), 8192):
            part = slice(start, start + 8192)
            numpy.einsum("ij,ij->i", left[self.rows[part]], right[self.columns[part]], out=result[part])
        return result

    def residual(self, left, right):
        """P(Y − left rightᵀ), the sparse matrix."""
        numpy.subtract(self.values, self.observe(left, right), out=self.matrix.data)
        return self.matrix


class Reached(Exception):
    pass


class Clock:
    """Seconds of work. `check` is told F by a call that does not count."""

    def __init__(self, request):
        self.target = request["optimum"] * (1 + request["target"])
        self.limit, self.begin, self.aside, self.best = request["limit"], time.perf_counter(), 0.0, float("inf")

    @property
    def seconds(self):
        return time.perf_counter() - self.begin - self.aside

    def check(self, objective):
        begin = time.perf_counter()
        self.best = objective()
        self.aside += time.perf_counter() - begin
        if self.best <= self.target or self.seconds > self.limit:
            self.stop = self.seconds
            raise Reached


def als(entries, mu, rank, clock):
    """X = U D² Vᵀ. Each half step is a ridge regression on the completed matrix, sparse plus low rank, and a decomposition of
    n × r."""
    generator = numpy.random.Generator(numpy.random.SFC64(1))
    u = numpy.linalg.qr(generator.standard_normal((entries.shape[0], rank)))[0]
    v, d = numpy.zeros((entries.shape[1], rank)), numpy.ones(rank)

    def half(matrix, u, v, d):
        """New v and d, and u turned with them: B = (S + U D² Vᵀ)ᵀ U D / (D² + μ)."""
        b = (matrix.T @ u + v * d**2) * (d / (d**2 + mu))
        v, squares, turn = numpy.linalg.svd(b * d, full_matrices=False)
        return u @ turn.T, v, numpy.sqrt(squares)

    while True:
        residual = entries.residual(u * d**2, v)
        clock.check(lambda: 0.5 * residual.data @ residual.data + mu * (d**2).sum())
        u, v, d = half(residual, u, v, d)
        v, u, d = half(entries.residual(u * d**2, v).T, v, u, d)


def proximal(entries, mu, rank, clock):
    """Steps of length 1 with momentum, begun anew where the objective has risen. Without the limit of the rank the first
    steps would decompose the matrix in full."""
    m, n = entries.shape
    left, right, before = numpy.zeros((m, 0)), numpy.zeros((n, 0)), (numpy.zeros((m, 0)), numpy.zeros((n, 0)))
    start, momentum, wanted, last = None, 1.0, rank, float("inf")
    while True:
        following = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        beta = (momentum - 1) / following
        a = numpy.concatenate(((1 + beta) * left, -beta * before[0]), axis=1)
        b = numpy.concatenate((right, before[1]), axis=1)
        sparse = entries.residual(a, b)
        transposed = sparse.T
        operator = LinearOperator(
            (m, n),
            matvec=lambda x: sparse @ x + a @ (b.T @ x),
            rmatvec=lambda x: transposed @ x + b @ (a.T @ x),
            dtype=float,
        )
        u, s, vt = svds(operator, wanted, v0=start, tol=1e-6, random_state=0)
        kept = s > mu
        wanted = min(rank, int(kept.sum()) + 2)
        start = (u if m <= n else vt.T).sum(axis=1)
        before, left, right = (left, right), u[:, kept] * (s[kept] - mu), vt[kept].T
        momentum = following
        residual = entries.residual(left, right)
        clock.check(lambda: 0.5 * residual.data @ residual.data + mu * (s[kept] - mu).sum())
        if clock.best > last:
            momentum, before = 1.0, (left, right)
        last = clock.best


@functools.cache
def soft_impute():
    """The package's module alone; its __init__ would import solvers, and packages, that are not needed."""
    warnings.simplefilter("ignore", FutureWarning)  # an argument of scikit-learn's has another name now
    package = types.ModuleType("fancyimpute")
    package.__path__ = importlib.util.find_spec("fancyimpute").submodule_search_locations
    sys.modules["fancyimpute"] = package
    return importlib.import_module("fancyimpute.soft_impute")


def fancyimpute(entries, mu, rank, clock):
    """The package's class with its randomised decomposition, whose singular values are looked at on the way."""
    module = soft_impute()
    decomposition = module.randomized_svd
    spectrum = None

    def recorded(*arguments, **options):
        nonlocal spectrum
        result = decomposition(*arguments, **options)
        spectrum = result[1]
        return result

    class Watched(module.SoftImpute):
        def _converged(self, X_old, X_new, missing_mask):
            def objective():
                residual = X_new[entries.rows, entries.columns] - entries.values
                return 0.5 * residual @ residual + mu * numpy.maximum(spectrum - mu, 0).sum()

            clock.check(objective)
            return False

    module.randomized_svd = recorded
    dense = numpy.full(entries.shape, numpy.nan)
    dense[entries.rows, entries.columns] = entries.values
    try:
        Watched(shrinkage_value=mu, max_iters=10**9, max_rank=rank, verbose=False).fit_transform(dense)
    finally:
        module.randomized_svd = decomposition


METHODS = {"als": als, "proximal": proximal, "fancyimpute": fancyimpute}
METHOD = METHODS[sys.argv[1]]
if METHOD is fancyimpute:
    soft_impute()


def completion(request):
    entries = Entries(request["data_file"])
    peer.reset_peak_memory()
    clock = Clock(request)
    try:
        METHOD(entries, request["mu"], request["rank_limit"], clock)
    except Reached:
        pass
    reached = bool(clock.best <= clock.target)
    results = {"objective": float(clock.best), "reached": reached, "peak_mib": peer.peak_memory()}
    return {"seconds": clock.stop, "results": results}


peer.serve(
    {
        "contender": sys.argv[1],
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__}
        | ({"fancyimpute": importlib.metadata.version("fancyimpute")} if METHOD is fancyimpute else {}),
        "threads": THREADS,
        "blas": [f"OpenBLAS {p['version']}, {p['num_threads']} threads" for p in threadpool_info()[:1]],
    },
    {"completion": completion},
)
