"""Makes the PyTorch checkpoints of this folder. Needs torch==2.13.0 and numpy==2.4.6; run as
`python make.py`.

Element i in row-major order is (i * 7 - 20) / 4 for floating point, i * 7 - 20 for signed
integers, i * 7 for bytes, i % 3 == 0 for truth values: the tests can compute it again.
"""

import collections
import pathlib
import warnings
import zipfile

import torch

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent


def values(shape, dtype=torch.float32):
    i = torch.arange(torch.Size(shape).numel(), dtype=torch.int64)
    if dtype == torch.bool:
        return (i % 3 == 0).reshape(shape)
    if dtype.is_floating_point or dtype.is_complex:
        return ((i * 7 - 20) / 4).to(dtype).reshape(shape)
    return (i * 7 - (20 if dtype.is_signed else 0)).to(dtype).reshape(shape)


def save(thing, name, **options):
    torch.save(thing, here / name, **options)


def module():
    net = torch.nn.Sequential(
        collections.OrderedDict(
            fc=torch.nn.Linear(3, 2), norm=torch.nn.BatchNorm1d(2), out=torch.nn.Linear(2, 2)
        )
    )
    with torch.no_grad():
        for tensor in net.state_dict().values():
            tensor.copy_(values(tensor.shape, tensor.dtype))
    return net


def optimizer(net):
    adam = torch.optim.Adam(net.parameters())
    for parameter in net.parameters():
        parameter.grad = torch.ones_like(parameter)
    adam.step()
    return adam.state_dict()


save(values((2, 3)), "bare.pt")
save([values((2, 3)), (values((3,)), {"a": values((2, 2)), 7: values((1, 2))})], "list.pt")
save({"p": torch.nn.Parameter(values((2, 3))), "b": torch.nn.Buffer(values((2,)))}, "parameter.pt")
save(module().state_dict(), "state-dict.pt")
save(module(), "module.pt")
net = module()
state = {name: values(t.shape, t.dtype) for name, t in net.state_dict().items()}
save({"optimizer": optimizer(net), "model": state, "epoch": 3}, "nested.pt")
save(
    {
        "epoch": 3,
        "global_step": 400,
        "pytorch-lightning_version": "2.5.0",
        "state_dict": collections.OrderedDict(state),
        "loops": {"fit_loop": {"state_dict": {}}},
        "callbacks": {"ModelCheckpoint{'monitor': None}": {"best_model_score": torch.tensor(0.5)}},
        "optimizer_states": [optimizer(net)],
        "lr_schedulers": [],
        "hparams_name": "kwargs",
        "hyper_parameters": {"lr": 1e-3, "path": pathlib.PurePosixPath("a/b")},
    },
    "lightning.ckpt",
)

types = """float64 float32 float16 bfloat16 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz
    int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool complex64 complex128 complex32"""
save({name: values((2, 3), getattr(torch, name)) for name in types.split()}, "types.pt")

base = values((4, 6))
save(
    {
        "base": base,
        "tied": base,
        "alias": base.view(4, 6),
        "transposed": base.t(),
        "sliced": base[1:3, 2:5],
        "stepped": base[::2, ::3],
        "column": base[:, 1],
        "expanded": values((1, 3)).expand(5, 3),
        "scalar": torch.tensor(2.5),
        "empty": torch.empty(3, 0, 2),
    },
    "views.pt",
)

dense = values((2, 3))
save(
    {
        "dense": dense,
        "quantised": torch.quantize_per_tensor(dense, 0.5, 0, torch.qint8),
        "coordinates": dense.to_sparse(),
        "rows": dense.to_sparse_csr(),
        "nested": torch.nested.nested_tensor([values((2,)), values((3,))]),
        "meta": torch.empty(2, 3, device="meta"),
    },
    "special.pt",
)

torch.serialization.set_crc32_options(False)
save({"w": dense}, "no-checksums.pt")
torch.serialization.set_crc32_options(True)
save({"w": dense, "epoch": 2**40}, "protocol-5.pt", pickle_protocol=5)
save({"w": dense}, "legacy.pt", _use_new_zipfile_serialization=False)
torch.jit.script(torch.nn.Linear(3, 2)).save(here / "script.pt")

# packed again by another program, with folders and compression
with zipfile.ZipFile(here / "state-dict.pt") as old:
    with zipfile.ZipFile(here / "deflated.pt", "w", zipfile.ZIP_DEFLATED) as new:
        new.mkdir("state-dict")
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
