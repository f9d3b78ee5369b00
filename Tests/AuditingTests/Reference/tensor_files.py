"""Tensors of a checkpoint as float64 arrays: safetensors by a reader of its own, npy and npz by NumPy, zip checkpoints by
PyTorch where that is installed."""

import json
import struct
from pathlib import Path

import numpy as np

PLAIN = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "?",
}  # fmt: skip
EPSILON = {"F64": 2.0**-52, "F32": 2.0**-23, "F16": 2.0**-10, "BF16": 2.0**-7, "F8_E4M3": 2.0**-3, "F8_E5M2": 2.0**-2}
SMALL = {"F8_E4M3": (4, 3, 7), "F8_E5M2": (5, 2, 15)}  # exponent bits, mantissa bits, bias


def small_float(codes, kind):
    """All bits of an 8-bit format spelled out."""
    exponent_bits, mantissa_bits, bias = SMALL[kind]
    sign = np.where(codes & 0x80, -1.0, 1.0)
    exponent = ((codes >> mantissa_bits) & (2**exponent_bits - 1)).astype(int)
    mantissa = (codes & (2**mantissa_bits - 1)) / 2.0**mantissa_bits
    value = np.where(exponent == 0, mantissa * 2.0 ** (1 - bias), (1 + mantissa) * 2.0 ** (exponent - bias))
    if kind == "F8_E4M3":
        value = np.where((codes & 0x7F) == 0x7F, np.nan, value)
    else:
        top = exponent == 2**exponent_bits - 1
        value = np.where(top, np.where(mantissa == 0, np.inf, np.nan), value)
    return sign * value


class Tensor:
    """Stored bytes, row-major and little-endian, with their type and shape; `values` are float64."""

    def __init__(self, data, dtype, shape):
        self.data, self.dtype, self.shape = data, dtype, tuple(shape)

    @property
    def values(self):
        if self.dtype == "BF16":
            bits = np.frombuffer(self.data, "<u2").astype(np.uint32) << 16
            flat = bits.view(np.float32)
        elif self.dtype in SMALL:
            flat = small_float(np.frombuffer(self.data, np.uint8), self.dtype)
        else:
            flat = np.frombuffer(self.data, PLAIN[self.dtype])
        return flat.astype(np.float64).reshape(self.shape)

    @property
    def effective_dtype(self):
        """A smaller type that holds every element exactly."""
        if self.dtype == "F32":
            stored = np.frombuffer(self.data, "<f4")
            if not (stored.view(np.uint32) & 0xFFFF).any():
                return "BF16"
            with np.errstate(over="ignore"):
                if np.array_equal(stored.astype(np.float16).astype(np.float32), stored, equal_nan=True):
                    return "F16"
        return self.dtype

    @staticmethod
    def of(array):
        dtype = next(name for name, code in PLAIN.items() if np.dtype(code) == array.dtype.newbyteorder("<"))
        return Tensor(np.ascontiguousarray(array, np.dtype(PLAIN[dtype])).tobytes(), dtype, array.shape)


def safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        header.pop("__metadata__", None)
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            file.seek(8 + length + begin)
            yield name, Tensor(file.read(end - begin), entry["dtype"], entry["shape"])


def torch_checkpoint(path):
    import torch

    def walk(node, name):
        if isinstance(node, torch.Tensor):
            if node.dtype == torch.bfloat16:
                data = node.contiguous().view(torch.int16).numpy().tobytes()
                yield name, Tensor(data, "BF16", node.shape)
            else:
                yield name, Tensor.of(node.detach().numpy())
        elif isinstance(node, dict):
            for key, value in node.items():
                yield from walk(value, f"{name}.{key}" if name else str(key))
        elif isinstance(node, (list, tuple)):
            for index, value in enumerate(node):
                yield from walk(value, f"{name}.{index}" if name else str(index))

    yield from walk(torch.load(path, map_location="cpu", weights_only=True), "")


def tensors(path):
    """Name and tensor of everything in a file, or in the files of a folder."""
    path = Path(path)
    if path.is_dir():
        for part in sorted(path.iterdir()):
            if part.suffix in (".safetensors", ".npy", ".npz"):
                yield from tensors(part)
        return
    with open(path, "rb") as file:
        start = file.read(9)
    if start[:6] == b"\x93NUMPY":
        yield path.stem, Tensor.of(np.load(path))
    elif start[:4] == b"PK\x03\x04" and path.suffix == ".npz":
        with np.load(path) as arrays:
            for name in arrays.files:
                yield name, Tensor.of(arrays[name])
    elif start[:4] == b"PK\x03\x04":
        yield from torch_checkpoint(path)
    else:
        yield from safetensors(path)
