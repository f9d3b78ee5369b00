"""The record for people: one table per case, ratios to ours, our stages against the machine's limits."""

from statistics import median

from driver import cases


def by_label(case):
    """Seconds of every round, by contestant, in order of appearance."""
    seconds = {}
    for turn in case["turns"]:
        seconds.setdefault(turn["label"], []).append(turn["seconds"])
    return seconds


def ratios(case, label):
    """Their seconds over ours: of the medians, and the least and greatest of the rounds."""
    seconds = by_label(case)
    rounds = [theirs / ours for theirs, ours in zip(seconds[label], seconds["lowrank"])]
    return median(seconds[label]) / median(seconds["lowrank"]), min(rounds), max(rounds)


def best_peer(case):
    """The contestant with the least median on equal work, ours aside."""
    seconds = {
        label: median(values)
        for label, values in by_label(case).items()
        if not label.startswith("lowrank") and label not in case["unequal"]
    }
    return min(seconds, key=seconds.get)


def rate(case, seconds):
    request = case["request"]
    if "operations" in request:
        return f"{request['operations'] / seconds / 1e9:9.0f} GF/s"
    return f"{request['count'] / seconds / 1e6:9.0f} M/s" if "count" in request else ""


def completion_lines(case):
    """What the objective was, relative to the optimum, and the peak memory; a time that is a bound is marked."""
    if case["request"]["workload"] != "completion":
        return []
    request = case["request"]
    lines = [
        f"  optimum {request['optimum']:.12g}, relative duality gap {request['gap']:.1e}, target {request['target']:.0e};"
        f" limit {request['limit']} s"
    ]
    for label in by_label(case):
        results = [turn["results"] for turn in case["turns"] if turn["label"] == label]
        bound = "" if all(r["reached"] for r in results) else "  NOT REACHED, the time is a lower bound"
        lines.append(
            f"  {label:26}{median(r['distance'] for r in results):12.1e} above the optimum,"
            f"{median(r['peak_mib'] for r in results):8.0f} MiB at most{bound}"
        )
    return lines


def audit_lines(case):
    """Peak memory, how many matrices each analysed and what it left out of ours, and the goals."""
    if case["request"]["workload"] != "audit":
        return []
    lines = []
    for label in by_label(case):
        results = [turn["results"] for turn in case["turns"] if turn["label"] == label]
        held = f" ({median(r['held_mib'] for r in results):.0f} before)" if "held_mib" in results[0] else ""
        left = results[0]["left_out"]
        without = f", without {', '.join(left)}" if 0 < len(left) < 3 else f", {len(left)} of ours left out" if left else ""
        lines.append(
            f"  {label:26}{median(r['peak_mib'] for r in results):8.0f} MiB at most{held},"
            f" {results[0]['matrices']} matrices{without}"
        )
    for label, goal in case["goals"].items():
        ratio, low, high = ratios(case, label)
        lines.append(f"  goal: {goal} times ours for {label}; {ratio:.2f} ({low:.2f}–{high:.2f})")
    return lines


def case_table(case):
    lines = [f"{case['name']}  ({len(by_label(case)['lowrank'])} rounds)"]
    lines.append(f"  {'':26}{'median s':>10}{'min':>10}{'max':>10}{'x ours':>9}{'(rounds)':>15}{'first run s':>13}")
    for label, seconds in by_label(case).items():
        ratio, low, high = ratios(case, label)
        star = "*" if label in case["unequal"] else ""
        lines.append(
            f"  {label + star:26}{median(seconds):10.4f}{min(seconds):10.4f}{max(seconds):10.4f}"
            f"{ratio:9.2f}{f'{low:.2f}–{high:.2f}':>15}{case['first_run_seconds'][label]:13.2f}"
            f"{rate(case, median(seconds))}"
        )
    best = best_peer(case)
    ratio, low, high = ratios(case, best)
    goal = f", goal {case['goal']}" if case["goal"] else ""
    lines += completion_lines(case) + audit_lines(case)
    lines.append(f"  best peer: {best}, {ratio:.2f}x ours ({low:.2f}–{high:.2f}){goal}")
    lines += [f"  NOT THE SAME WORK  {complaint}" for complaint in case["complaints"]]
    return lines


# Our stages


def row(name, seconds, total, text):
    return f"  {name:18}{seconds:9.4f} s{100 * seconds / total:6.0f} %   {text}"


def share(operations, seconds, limit):
    """GF/s, and per cent of the same product on operands that stay in the cache."""
    achieved = operations / seconds / 1e9
    return f"{achieved:.0f} GF/s, {100 * achieved / limit:.0f} % of the same product in cache"


def rank_density_stages(case, limits):
    request = case["request"]
    n, draws, depths = request["width"], request["draws"], request["depths"]
    forward = 2 * cases.INPUTS * n * n
    linear = sum(2 * ((d - 1) * 2 * n**3 + forward) for d in depths)
    relu = sum(2 * d * forward for d in depths)
    kernels = draws * 4 * len(depths)
    middle = medians(case["stages"])
    generation, fused = middle["generation"], middle["generation and products"]
    rest = middle["gram and eigenvalues"]
    gram = rest - middle["eigenvalues"]
    weights = draws * sum(4 * d * n * n for d in depths)
    half_gram = kernels * cases.INPUTS * n * (n + 1)
    return [
        row("generation", generation, fused + rest, f"{weights / generation / 1e6:.0f} M weights/s"),
        row(
            "products",
            fused - generation,
            fused + rest,
            share(draws * (linear + relu), fused - generation, limits["product 128x32x32 float32"]),
        ),
        row("Gram matrices", gram, fused + rest, share(half_gram, gram, limits["product 32x32x128 float64"])),
        row(
            "eigenvalues",
            middle["eigenvalues"],
            fused + rest,
            f"{kernels / middle['eigenvalues'] / 1e3:.0f} thousand spectra/s",
        ),
    ]


def product_stages(case, limits):
    request = case["request"]
    n, draws, depth = request["width"], request["draws"], request["depth"]
    middle = medians(case["stages"])
    generation, fused = middle["generation"], middle["generation and products"]
    values, entropies = middle["singular values"], middle["entropies"]
    total = fused + values + entropies
    flops = draws * (depth - 1) * 2 * n**3
    return [
        row("generation", generation, total, f"{draws * depth * n * n / generation / 1e6:.0f} M normals/s"),
        row("products", fused - generation, total, share(flops, fused - generation, limits["product 32x32x32 float64"])),
        row("singular values", values, total, f"{draws / values / 1e3:.0f} thousand spectra/s"),
        row("entropies", entropies, total, ""),
    ]


def fleet_stages(case, limits):
    """Differences of the stages, each of which holds the ones before. Bytes: what one network's step reads and writes if
    every pass over an array counts; all of it lies in the caches."""
    request = case["request"]
    m, n, d = request["rows"], request["width"], request["depth"]
    limit = limits[f"product {m}x{n}x{n} float32"]
    middle = medians(case["stages"])
    names = ("products", "products and transposes", "gradient", "step")
    products, transposing, gradient, step = (middle[name] for name in names)
    # Weights: transposed (read, written) and read forward, read backward, their gradient written and read, themselves and
    # the optimizer's memory read and written. Outputs of a layer: written, read forward and for the weights' gradient, as
    # are their gradients; an activation reads and writes both once more and keeps what it has read.
    memories, activated = 2 if request["optimizer"] == "adam" else 1, request["activation"] != "linear"
    weights, outputs = 4 * d * n * n, 4 * d * m * n
    touched = (8 + 2 * memories) * weights + (6 + 5 * activated) * outputs
    kept = (1 + memories) * weights + (1 + activated) * outputs
    networks, steps = request["networks"], request["steps"]
    return [
        row("products", products, step, share(request["operations"], products, limit)),
        row("transposes", transposing - products, step, ""),
        row("loss, activations", gradient - transposing, step, ""),
        row("update", step - gradient, step, ""),
        row("step", step, step, share(request["operations"], step, limit)),
        f"  one network: {kept / 2**10:.0f} KiB kept, {touched / 2**10:.0f} KiB touched a step,"
        f" {touched * networks * steps / step / 1e9:.0f} GB/s, {request['operations'] / networks / steps / touched:.1f} F/B",
    ]


STAGES = {
    "rank-density": rank_density_stages,
    "products": product_stages,
} | {f"fleet-{kind}": fleet_stages for kind in ("linear-2", "linear-8", "linear-32", "relu")}


def medians(stages):
    return {name: median(turn[name] for turn in stages) for name in stages[0]}


def stage_table(case, machine):
    """Generation, products, Gram matrices, eigenvalues of our side: seconds, rate, share of the limit."""
    if "stages" not in case:
        return []
    table = STAGES[case["name"]]
    head = f"  our stages, {machine['cores']} cores, median of {len(case['stages'])}, each measured by itself"
    return [head] + table(case, machine["limits"][str(machine["cores"])])


def limit_table(limits):
    lines = ["limits of the machine, same run (GF/s; copies: GB/s read and written)"]
    lines.append(f"  {'':34}" + "".join(f"{f'{cores} core(s)':>12}" for cores in limits))
    for name in next(iter(limits.values())):
        lines.append(f"  {name:34}" + "".join(f"{values[name]:12.0f}" for values in limits.values()))
    return lines


def summary(raw):
    machine = raw["machine"]
    title = f"lowrank beside its peers, {raw['date']}, {machine['processor']}, {machine['cores']} cores, {machine['size']}"
    blocks = [[title]]
    blocks += [case_table(case) + stage_table(case, machine) for case in raw["cases"]]
    blocks.append(limit_table(machine["limits"]))
    if any(case["unequal"] for case in raw["cases"]):
        blocks.append(["* not the same work (lower precision, or imports included); counts for no goal"])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def readme(raw):
    machine = raw["machine"]
    environment = machine["environment"]
    versions = {}
    for about in machine["contenders"].values():
        versions |= about.get("versions", {})
    lines = [
        f"# Benchmark of {raw['date']}, {machine['size']}",
        "",
        "Made by `python3 Benchmarks/run.py`; what is measured and how stands in `Benchmarks/README.md`.",
        "",
        "| | |",
        "|---|---|",
        f"| processor | {machine['processor']}, {machine['cores']} cores, {', '.join(machine['vectors'])} |",
        f"| memory | {machine['memory_gib']} GiB |",
        f"| system | {machine['system']} |",
        f"| Swift | {machine['swift']} |",
        f"| revision | {machine['revision']} |",
        f"| load before the run | {machine['load']:.2f} |",
        f"| environment | {', '.join(f'`{k}={v}`' for k, v in environment.items()) or 'none of the variables that choose kernels'} |",
        f"| versions | {', '.join(f'{k} {v}' for k, v in versions.items())} |",
        "",
    ]
    if "OPENBLAS_CORETYPE" in environment:
        lines += [
            f"`OPENBLAS_CORETYPE={environment['OPENBLAS_CORETYPE']}` comes with this machine and was left as it is. It binds"
            " every OpenBLAS: ours and those inside the wheels of NumPy, SciPy and (through SciPy) JAX. PyTorch's MKL and"
            " our libxsmm products, random draws and lane solvers choose their instruction sets by themselves.",
            "",
        ]
    lines += ["| contender | threads | BLAS |", "|---|---|---|"]
    for name, about in machine["contenders"].items():
        lines.append(f"| {name} | {about.get('threads', '')} | {'; '.join(about.get('blas', []))} |")
    lines += ["", "| case | peer | their time over ours | rounds | goal |", "|---|---|---|---|---|"]
    for case in raw["cases"]:
        for label, goal in case["goals"].items() or [(best_peer(case), case["goal"])]:
            ratio, low, high = ratios(case, label)
            lines.append(f"| {case['name']} | {label} | **{ratio:.2f}** | {low:.2f}–{high:.2f} | {goal or ''} |")
    lines += ["", "```", summary(raw).rstrip(), "```"]
    return "\n".join(lines) + "\n"
