"""Runs the cases, A B A B …, checks equal work, and writes the record."""

import argparse
import datetime
import functools
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy

from driver import cases, machine, report
from driver.audits import audit_cases
from driver.completion import completion_cases
from driver.contenders import Contenders
from driver.penalties import penalty_cases
from driver.training import training_cases

INPUT_SEED = 2103  # a typical set of inputs: its depth-1 means, 2.148 and 2.153, are those of the table
PAUSE = 0.3  # seconds between turns: worker threads of the last contender stop spinning


def arguments():
    parser = argparse.ArgumentParser(description="Benchmarks of lowrank beside JAX, PyTorch, NumPy and SciPy.")
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="reduced work, to see that everything runs")
    size.add_argument("--full", action="store_true", help="the full work of every case")
    parser.add_argument("--only", nargs="+", metavar="CASE", help="cases whose name starts with one of these")
    parser.add_argument("--rounds", type=int, help="rounds of every case instead of its own number")
    parser.add_argument("--out", type=Path, help="folder of the record (default Runs/DATE-MACHINE[-quick])")
    return parser.parse_args()


@functools.cache
def build(package, product):
    """Our side in release mode; the path of the program."""
    command = ["swift", "build", "-c", "release", "--package-path", str(package), "--product", product]
    subprocess.run(command, check=True, stdout=sys.stderr)
    path = subprocess.run(command + ["--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()
    return Path(path) / product


def progress(text):
    print(text, file=sys.stderr, flush=True)


def play(case, contenders, rounds):
    """All turns of one case. The first request of each contestant is a warm-up: it compiles what is compiled."""
    record = {"name": case.name, "request": case.request, "first_run_seconds": {}, "turns": [], "goal": case.goal}
    record["unequal"] = [c.label for c in case.contestants if not c.equal]
    record["goals"] = {c.label: c.goal for c in case.contestants if c.goal}
    replies = {contestant.label: [] for contestant in case.contestants}
    for contestant in case.contestants:
        request = case.request | contestant.extra | {"seed": 999} | case.warm_up
        begin = time.perf_counter()
        contenders[contestant.contender].ask(request)
        record["first_run_seconds"][contestant.label] = time.perf_counter() - begin
        progress(f"  first run  {contestant.label}: {record['first_run_seconds'][contestant.label]:.2f} s")
    for round_ in range(1, rounds + 1):
        for contestant in case.contestants:
            time.sleep(PAUSE)
            reply = contenders[contestant.contender].ask(case.request | contestant.extra | {"seed": round_})
            replies[contestant.label].append(reply)
            turn = {"round": round_, "label": contestant.label, "load": os.getloadavg()[0], **reply}
            record["turns"].append(turn)
        line = ", ".join(f"{c.label} {replies[c.label][-1]['seconds']:.3f}" for c in case.contestants)
        progress(f"  round {round_}/{rounds}  {line}")
    record["complaints"] = case.check(case, replies)
    for complaint in record["complaints"]:
        progress(f"  NOT THE SAME WORK  {complaint}")
    return record


def all_cases(full, folder, here, wanted):
    """Every case that is wanted, by its name; data that its contenders read comes into `folder`."""
    inputs_file = folder / "inputs.npy"
    generator = numpy.random.Generator(numpy.random.PCG64(INPUT_SEED))
    numpy.save(inputs_file, generator.standard_normal((cases.INPUTS, cases.WIDTH), dtype=numpy.float32))
    makers = [cases.all_cases(full, inputs_file), training_cases(full, folder), penalty_cases(full, folder)]
    audits = audit_cases(full, folder, here, lambda: build(here.parent, "lowrank"), wanted)
    for case in itertools.chain(*makers, completion_cases(full, folder, wanted), audits):
        if wanted(case.name):
            yield case


def our_stages(contenders, request, repeats):
    """The parts of our work of one case by themselves, on all cores."""
    ask = contenders["lowrank"].ask
    workload = request["workload"] + "-stages"
    return [ask(request | {"workload": workload, "seed": seed})["stages"] for seed in range(1, repeats + 1)]


def limits(contenders):
    """What the machine can do at most, on one core and on all."""
    ask = contenders["lowrank"].ask
    return {str(cores): ask({"workload": "limits", "threads": cores})["results"] for cores in (1, os.cpu_count())}


def main(here):
    options = arguments()
    date = datetime.date.today().isoformat()
    about = machine.describe(here)
    if about["load"] > 0.5:
        progress(f"The machine is busy (load {about['load']:.1f}); timings will be too long.")
    ours = build(here, "lowrank-bench")
    name = f"{date}-{machine.slug(about)}" + ("" if options.full else "-quick")
    out = options.out or here / "Runs" / name
    out.mkdir(parents=True, exist_ok=True)

    def wanted(name):
        return not options.only or any(name.startswith(prefix) for prefix in options.only)

    with tempfile.TemporaryDirectory() as folder:
        contenders = Contenders(here, ours)
        records = []
        try:
            for case in all_cases(options.full, Path(folder), here, wanted):
                progress(case.name)
                records.append(play(case, contenders, options.rounds or case.rounds))
                if case.name in report.STAGES:
                    records[-1]["stages"] = our_stages(contenders, case.request, 5 if options.full else 2)
                for name in ("inputs_file", "data_file"):
                    case.request.pop(name, None)
            about["limits"] = limits(contenders)
            about["contenders"] = {name: c.about for name, c in contenders.running.items()}
        finally:
            contenders.close()
    about["size"] = "full" if options.full else "quick"
    raw = {"schema": "lowrank.benchmark/1", "date": date, "machine": about, "cases": records}
    (out / "raw.json").write_text(json.dumps(raw, indent=1) + "\n")
    summary = report.summary(raw)
    (out / "summary.txt").write_text(summary)
    (out / "README.md").write_text(report.readme(raw))
    print(summary)
    return 1 if any(record["complaints"] for record in records) else 0
