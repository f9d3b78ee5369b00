"""The audit cases: whole checkpoints, ours as a command from start to finish, peers on a model that is loaded already."""

import sys
from dataclasses import dataclass
from pathlib import Path

from driver import models
from driver.cases import Case, Contestant

NORM_TOLERANCE = 1e-4  # peers compute in float32

# Ratios of their time over ours that the design asks for.
GOALS = {"WeightWatcher": 5, "WeightWatcher mp_fit": 50, "svdvals": 1}


@dataclass(frozen=True)
class Audit:
    name: str
    model: str
    rounds: int
    peers: tuple
    quick: bool = True  # whether a quick run has it


# The fit of the Marchenko–Pastur law refits a density hundreds of times per layer: a minute for the smallest of these models,
# so that it is measured on that one only, in a case of its own with few rounds.
AUDITS = [
    Audit("audit-minilm", "minilm", 7, ("WeightWatcher", "svdvals", "whole")),
    Audit("audit-minilm-mp", "minilm", 2, ("WeightWatcher mp_fit",), quick=False),
    Audit("audit-wide", "wide", 3, ("WeightWatcher", "svdvals")),
    Audit("audit-convolutions", "convolutions", 3, ("WeightWatcher", "svdvals")),
    Audit("audit-square", "square", 2, ("WeightWatcher", "svdvals"), quick=False),
]


def contestants(program, here, audit, path):
    """Everything that ours measures by default, one permutation null included; without it for information."""

    def ours(label, *arguments):
        line = [str(program), "audit", path, "--json", "--progress", "none", *arguments]
        return Contestant(label, "command", {"command": line})

    def peer(label, contender, arguments):
        return Contestant(label, f"{contender} @{audit.model}", {"arguments": arguments}, goal=GOALS[label])

    everyone = [ours("lowrank"), ours("lowrank --null 0", "--null", "0")]
    for name in audit.peers:
        if name == "WeightWatcher":
            everyone.append(peer(name, "weightwatcher", {}))
        elif name == "WeightWatcher mp_fit":
            everyone.append(peer(name, "weightwatcher", {"mp_fit": True}))
        elif name == "svdvals":
            everyone.append(peer(name, "svdvals", {}))
        else:
            for label, method in (("WeightWatcher, with import", "weightwatcher"), ("svdvals, with import", "svdvals")):
                line = [sys.executable, str(here / "peers" / "audit_peer.py"), method, path]
                everyone.append(Contestant(label, "command", {"command": line}, equal=False))
    return everyone


def complaints(replies):
    """Every peer's largest singular values are ours, and ours has every matrix that a peer has. What a peer leaves out is
    noted, not complained about. The norms themselves do not go into the record."""
    found = []
    expected = replies["lowrank"][-1]["results"]["norms"]
    for label, turns in replies.items():
        for turn in turns:
            norms = turn["results"].pop("norms")
            turn["results"]["matrices"] = len(norms)
            turn["results"]["left_out"] = sorted(set(expected) - set(norms))
            for name, norm in norms.items():
                if name not in expected:
                    found.append(f"lowrank: has no row for {name}, {label} has")
                elif norm is not None and not abs(norm - expected[name]) <= NORM_TOLERANCE * norm:
                    found.append(f"{label}: {name} has the norm {norm!r}, ours {expected[name]!r}")
    return found


def audit_cases(full, folder, here, program, wanted):
    """Only the files that are wanted are written."""
    files = {}

    def file(model):
        if model not in files:
            shapes = models.SYNTHETIC.get(model)
            path = folder / f"{model}.safetensors"
            files[model] = models.synthetic(path, shapes[0 if full else 1]) if shapes else models.minilm()
        return str(files[model])

    for audit in AUDITS:
        if not wanted(audit.name) or not (full or audit.quick):
            continue
        warm_up = models.synthetic(folder / "warm-up.safetensors", models.WARM_UP)
        yield Case(
            audit.name,
            {"workload": "audit", "data_file": file(audit.model)},
            contestants(program(), Path(here), audit, file(audit.model)),
            audit.rounds if full else 1,
            lambda _, replies: complaints(replies),
            warm_up={"data_file": str(warm_up)},
        )
