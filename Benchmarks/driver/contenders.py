"""Contenders: processes that live for the whole run and answer one request line at a time."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

# What each contender is started with, on top of the environment as it is.
PEERS = {
    "jax": (["jax_peer.py"], {}),
    "jax x2": (["pair.py", "jax_peer.py"], {}),
    "torch": (["torch_peer.py"], {"PEER_THREADS": "2"}),
    "torch x2": (["pair.py", "torch_peer.py"], {}),
    "numpy": (["numpy_peer.py"], {"PEER_THREADS": "2"}),
    "numpy x2": (["pair.py", "numpy_peer.py"], {}),
    # One thread where the dense work is too small to be shared: more of them wait for each other.
    "als": (["completion_peer.py", "als"], {"PEER_THREADS": "1"}),
    "proximal": (["completion_peer.py", "proximal"], {"PEER_THREADS": "1"}),
    "fancyimpute": (["completion_peer.py", "fancyimpute"], {"PEER_THREADS": "2"}),
    "weightwatcher": (["audit_peer.py", "weightwatcher"], {"PEER_THREADS": "2"}),
    "svdvals": (["audit_peer.py", "svdvals"], {"PEER_THREADS": "2"}),
    "command": (["command_peer.py"], {}),
}


@dataclass
class Contender:
    """A running process. `about` is its first line: versions, threads, BLAS."""

    name: str
    command: list
    environment: dict = field(default_factory=dict)

    def __post_init__(self):
        self.process = subprocess.Popen(
            [str(part) for part in self.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | self.environment,
        )
        self.about = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with status {self.process.wait()}; its message is above.")
        return json.loads(line)

    def ask(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self.read()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Contenders:
    """Starts each contender when it is first needed and closes all at the end. What follows an @ in a name makes it a process
    of its own."""

    def __init__(self, here: Path, ours: Path):
        self.here, self.ours, self.running = here, ours, {}

    def __getitem__(self, name):
        if name not in self.running:
            kind = name.split(" @")[0]
            if kind == "lowrank":
                self.running[name] = Contender(name, [self.ours])
            else:
                (script, *arguments), environment = PEERS[kind]
                command = [sys.executable, self.here / "peers" / script, *arguments]
                self.running[name] = Contender(name, command, environment)
        return self.running[name]

    def close(self):
        for contender in self.running.values():
            contender.close()
