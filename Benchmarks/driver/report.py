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
    count = case["request"].get("count")
    return f"{count / seconds / 1e6:9.0f} M/s" if count else ""


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
    lines.append(f"  best peer: {best}, {ratio:.2f}x ours ({low:.2f}–{high:.2f}){goal}")
    lines += [f"  NOT THE SAME WORK  {complaint}" for complaint in case["complaints"]]
    return lines


# Our stages


def operations(request):
    """Weights drawn and floating-point operations of the products, all panels and draws."""
    n, inputs, draws = request["width"], cases.INPUTS, request["draws"]
    forward = 2 * inputs * n * n
    weights = sum(4 * d * n * n for d in request["depths"])
    linear = sum(2 * ((d - 1) * 2 * n**3 + forward) for d in request["depths"])
    relu = sum(2 * d * forward for d in request["depths"])
    return draws * weights, draws * (linear + relu), draws * 4 * len(request["depths"])


def rank_density_stages(stages, cores):
    """Generation, products, Gram matrices, eigenvalues: seconds, rate, share of the limit."""
    middle = {name: median(s[name] for s in stages["stages"]) for name in stages["stages"][0]}
    limits = stages["limits"][cores] if cores in stages["limits"] else stages["limits"][str(cores)]
    weights, flops, kernels = operations(stages["request"])
    generation = middle["generation"]
    products = middle["generation and products"] - generation
    gram = middle["gram and eigenvalues"] - middle["eigenvalues"]
    gram_flops = kernels * cases.INPUTS * (cases.WIDTH + 1) ** 2
    total = middle["generation and products"] + middle["gram and eigenvalues"]
    small, small64 = limits["product 128x32x32 float32"], limits["product 32x32x128 float64"]

    def row(name, seconds, rate):
        return f"  {name:14}{seconds:9.3f} s{100 * seconds / total:6.0f} %   {rate}"

    return [
        f"our stages of rank-density, both cores, median of {len(stages['stages'])}",
        row("generation", generation, f"{weights / generation / 1e6:.0f} M weights/s"),
        row(
            "products",
            products,
            f"{flops / products / 1e9:.0f} GF/s, {100 * flops / products / 1e9 / small:.0f} % of the same product in cache",
        ),
        row(
            "Gram and rest",
            gram,
            f"{gram_flops / gram / 1e9:.0f} GF/s, {100 * gram_flops / gram / 1e9 / small64:.0f} % of the same product in cache",
        ),
        row("eigenvalues", middle["eigenvalues"], f"{kernels / middle['eigenvalues'] / 1e6:.3f} M spectra/s"),
    ]


def own_stages(case):
    """Stages that our reply of a case brings along (mean over the cores)."""
    turns = [turn for turn in case["turns"] if turn["label"] == "lowrank" and turn.get("stages")]
    if not turns:
        return []
    middle = {name: median(turn["stages"][name] for turn in turns) for name in turns[0]["stages"]}
    total = sum(middle.values())
    lines = [f"our stages of {case['name']}, both cores, median of {len(turns)}"]
    request = case["request"]
    draws, n, depth = request["draws"], request["width"], request["depth"]
    rates = {
        "generation": f"{draws * depth * n * n / middle['generation'] / 1e6:.0f} M normals/s",
        "products": f"{draws * (depth - 1) * 2 * n**3 / middle['products'] / 1e9:.0f} GF/s",
        "singular values": f"{draws / middle['singular values'] / 1e6:.3f} M spectra/s",
    }
    for name in sorted(middle, key=middle.get, reverse=True):
        lines.append(f"  {name:16}{middle[name]:9.4f} s{100 * middle[name] / total:6.0f} %   {rates.get(name, '')}")
    return lines


def limit_table(stages):
    lines = ["limits of the machine, same run (GF/s; copies: GB/s read and written)"]
    cores = list(stages["limits"])
    lines.append(f"  {'':34}" + "".join(f"{f'{c} core(s)':>12}" for c in cores))
    for name in stages["limits"][cores[0]]:
        lines.append(f"  {name:34}" + "".join(f"{stages['limits'][c][name]:12.0f}" for c in cores))
    return lines


def summary(raw):
    machine = raw["machine"]
    blocks = [[f"lowrank beside its peers, {raw['date']}, {machine['processor']}, {machine['cores']} cores, {machine['size']}"]]
    for case in raw["cases"]:
        blocks.append(case_table(case))
        blocks.append(own_stages(case))
    if raw["stages"]:
        blocks.append(rank_density_stages(raw["stages"], machine["cores"]))
        blocks.append(limit_table(raw["stages"]))
    if any(case["unequal"] for case in raw["cases"]):
        blocks.append(["* not the same work (entropies in float32); counts for no goal"])
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


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
    lines += ["", "| case | best peer | their time over ours | rounds | goal |", "|---|---|---|---|---|"]
    for case in raw["cases"]:
        best = best_peer(case)
        ratio, low, high = ratios(case, best)
        lines.append(f"| {case['name']} | {best} | **{ratio:.2f}** | {low:.2f}–{high:.2f} | {case['goal'] or ''} |")
    lines += ["", "```", summary(raw).rstrip(), "```"]
    return "\n".join(lines) + "\n"
