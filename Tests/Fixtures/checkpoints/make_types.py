"""Makes the fixtures of every element type. Needs safetensors==0.8.0, numpy==2.4.6,
ml_dtypes==0.6.0 and torch==2.13.0; run as `python make_types.py`.

`codes.safetensors` holds all 256 codes of each 8-bit type, and beside them as NAME.values what
ml_dtypes makes of them. `types.safetensors` holds a tensor of every type that torch can save, and
NAME.values what torch makes of it. `patterns.json` holds the SHA-256 of all 65536 half-precision and
bfloat16 numbers as doubles, NaN as 0.
"""

import hashlib
import json
import pathlib

import ml_dtypes
import numpy as np
import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent

eight_bits = {
    "F8_E4M3": (torch.float8_e4m3fn, ml_dtypes.float8_e4m3fn),
    "F8_E5M2": (torch.float8_e5m2, ml_dtypes.float8_e5m2),
    "F8_E4M3FNUZ": (torch.float8_e4m3fnuz, ml_dtypes.float8_e4m3fnuz),
    "F8_E5M2FNUZ": (torch.float8_e5m2fnuz, ml_dtypes.float8_e5m2fnuz),
    "F8_E8M0": (torch.float8_e8m0fnu, ml_dtypes.float8_e8m0fnu),
}
tensors = {}
codes = np.arange(256, dtype=np.uint8)
for name, (torch_type, numpy_type) in eight_bits.items():
    tensors[name] = torch.from_numpy(codes.copy()).view(torch_type)
    tensors[name + ".values"] = torch.from_numpy(codes.view(numpy_type).astype(np.float64))
save_file(tensors, here / "codes.safetensors")

tensors = {}
for torch_type in [
    torch.bool, torch.uint8, torch.int8, torch.uint16, torch.int16, torch.uint32, torch.int32,
    torch.uint64, torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64,
    torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz,
]:
    values = torch.tensor([[0.0, 1.0, 2.0], [3.0, 5.0, 112.0]], dtype=torch.float64)
    if torch_type.is_signed:
        values[0, 1] = -6
    tensor = values.to(torch.int64).to(torch_type) if not torch_type.is_floating_point else values.to(torch_type)
    name = str(torch_type).removeprefix("torch.")
    tensors[name] = tensor
    tensors[name + ".values"] = tensor.to(torch.float64).clone()
tensors["complex64"] = torch.tensor([1 + 2j, 3 - 4j], dtype=torch.complex64)
tensors["float4"] = torch.tensor([[1, 2], [3, 4]], dtype=torch.uint8).view(torch.float4_e2m1fn_x2)
save_file(tensors, here / "types.safetensors")

patterns = np.arange(65536, dtype=np.uint16)


def digest(values):
    return hashlib.sha256(np.nan_to_num(values, nan=0, posinf=np.inf, neginf=-np.inf).tobytes()).hexdigest()


(here / "patterns.json").write_text(
    json.dumps(
        {
            "F16": digest(patterns.view(np.float16).astype(np.float64)),
            "BF16": digest(patterns.view(ml_dtypes.bfloat16).astype(np.float64)),
        },
        indent=2,
    )
    + "\n"
)

values = np.array([[-5.0, -3.25, -1.5], [0.25, 2.0, 3.75]])
for name in ["bfloat16", "float8_e4m3fn", "float8_e5m2"]:
    np.save(here / f"{name}.npy", values.astype(getattr(ml_dtypes, name)))
np.save(here / "u2-big.npy", np.arange(6, dtype=">u2").reshape(2, 3))
np.save(here / "text.npy", np.array(["a", "bc"]))
np.save(here / "objects.npy", np.array([{}, []], dtype=object), allow_pickle=True)
