"""Makes the safetensors files of this folder. Needs safetensors==0.8.0 and numpy==2.4.6; run as
`python make_safetensors.py`.

Values are those of make.py. `python make_safetensors.py FILE…` prints what the library reads
from files of ours.
"""

import pathlib
import sys

import numpy as np
from safetensors import TensorSpec, safe_open, serialize
from safetensors.numpy import save_file

here = pathlib.Path(__file__).parent


def values(dtype, shape):
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    kind = np.dtype(dtype).kind
    raw = {"f": (i * 7 - 20) / 4, "i": i * 7 - 20, "u": i * 7, "b": i % 3 == 0}[kind]
    return raw.astype(dtype).reshape(shape)


def show(path):
    with safe_open(path, "np") as file:
        print(path, file.metadata())
        for name in sorted(file.keys()):
            array = file.get_tensor(name)
            print(f"  {name!r} {array.dtype} {array.shape} {array.ravel()[:6].tolist()}")


def make():
    types = ["f2", "f4", "f8", "i4", "i8", "u1", "b1"]
    everything = {f"layer.{t}": values(t, (2, 3)) for t in types}
    everything |= {
        "scalar": values("f8", ()),
        "empty": values("f4", (3, 0, 2)),
        "Σ \"quoted\"\\\n\x01é": values("f4", (4,)),
    }
    save_file(everything, here / "everything.safetensors", {"format": "np, \"µ\""})
    save_file({}, here / "nothing.safetensors")
    # The upper halves of 1, -2.5, infinity, NaN and the smallest positive float of this type.
    words = np.array([0x3F80, 0xC020, 0x7F80, 0x7FC0, 0x0001], "<u2")
    brain = TensorSpec(
        dtype="bfloat16", shape=words.shape, data_ptr=words.ctypes.data, data_len=words.nbytes
    )
    (here / "bfloat16.safetensors").write_bytes(serialize({"b": brain}))
    save_file({"a": np.zeros(2, "i2")}, here / "int16.safetensors")


if len(sys.argv) > 1:
    for path in sys.argv[1:]:
        show(path)
else:
    make()
