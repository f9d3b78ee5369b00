"""Makes the fixtures of this folder. Needs numpy==2.4.6; run as `python make.py`.

Every array holds values that the tests can compute again: element i in row-major order is
(i * 7 - 20) / 4 for floating point, i * 7 - 20 for signed integers, i * 7 for bytes, i % 3 == 0
for truth values.
"""

import pathlib
import zipfile

import numpy as np

here = pathlib.Path(__file__).parent


def values(dtype, shape):
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    kind = np.dtype(dtype).kind
    raw = {"f": (i * 7 - 20) / 4, "i": i * 7 - 20, "u": i * 7, "b": i % 3 == 0}[kind]
    return raw.astype(dtype).reshape(shape)


for dtype in ["<f2", "<f4", "<f8", "<i4", "<i8", "|u1", "|b1", ">f2", ">f4", ">f8", ">i4", ">i8"]:
    order = {"<": "little", ">": "big", "|": "bytes"}[dtype[0]]
    np.save(here / f"{dtype[1:]}-{order}.npy", values(dtype, (2, 3)))

np.save(here / "fortran-2.npy", np.asfortranarray(values("<f8", (3, 4))))
np.save(here / "fortran-4.npy", np.asfortranarray(values("<i4", (2, 3, 1, 4))))
np.save(here / "scalar.npy", values("<f8", ()))
np.save(here / "empty.npy", values("<f8", (3, 0, 2)))
np.save(here / "vector.npy", values("<f8", (11,)))
special = np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324, 1e308])
np.save(here / "special.npy", special)
np.save(here / "special-half.npy", np.array([np.nan, np.inf, -np.inf, -0.0, 6e-8, 65504], "<f2"))
np.save(here / "structured.npy", np.zeros(2, dtype=[("a", "<f8"), ("b", "<i4")]))
np.save(here / "complex.npy", np.zeros(2, dtype=complex))
for version in [(2, 0), (3, 0)]:
    with open(here / f"version-{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, values("<f8", (2, 3)), version=version)

arrays = {"a": values("<f8", (2, 3)), "layer/weight": values("<f4", (4,)), "empty": values("<i8", (0,))}
np.savez(here / "stored.npz", **arrays)
np.savez_compressed(here / "deflated.npz", **arrays, big=np.zeros(10_000))
with zipfile.ZipFile(here / "foreign.npz", "w") as archive:
    archive.writestr("notes.txt", "not an array")
