/// What the pictures of a page of matrices show.
let matrixChartScript = #"""
  const data = JSON.parse(document.getElementById("data").textContent);
  const { rows, columns, texts, spectra } = data;
  const count = rows.name.length;
  const metricOf = new Map(data.metrics.map((metric) => [metric.name, metric]));
  const text = (list, row) => texts[list][rows[list][row]];
  const label = (row) => rows.name[row] + (rows.part[row] ? " " + rows.part[row] : "");
  const side = (row) => Math.min(rows.m[row], rows.n[row]);
  const valueOf = (name, row) => columns[name]?.[row] ?? null;
  let selected = -1;

  // Roles have a colour and a shape each; what has no role of its own is grey.
  const roles = texts.role.map((name, index) => ({ name, index }))
    .sort((a, b) => (a.name === "other") - (b.name === "other"));
  roles.forEach((role, i) => {
    role.color = role.name === "other" ? 6 : i % 6;
    role.shape = i % 5;
  });
  const roleOf = (row) => roles.find((role) => role.index === rows.role[row]);

  // What can be shown: a column, or a column as a share of min(m, n).
  const measures = new Map();
  function addMeasure(key, group, title, formula, value) {
    measures.set(key, { key, group, title, formula, value });
  }
  const isKnown = (name) => columns[name]?.some((value) => value !== null);
  for (const name of ["effective_rank", "stable_rank", "energy_rank_90", "energy_rank_99",
    "rank@storage", "mp_num_spikes", "gd_rank"].filter(isKnown)) {
    addMeasure("share " + name, "share of min(m, n)", name + " / min(m, n)",
      metricOf.get(name).formula + ", over min(m, n)", (row) => {
        const value = valueOf(name, row);
        return value === null || side(row) === 0 ? null : value / side(row);
      });
  }
  for (const metric of data.metrics.filter((metric) => isKnown(metric.name))) {
    addMeasure(metric.name, metric.group, metric.name, metric.formula,
      (row) => valueOf(metric.name, row));
  }

  function menuOf(list, value, name) {
    const menu = make("select", { class: "measure", "aria-label": name });
    const groups = new Map();
    for (const measure of list) {
      if (!groups.has(measure.group)) {
        groups.set(measure.group, make("optgroup", { label: measure.group }));
        menu.append(groups.get(measure.group));
      }
      groups.get(measure.group).append(make("option", { value: measure.key }, measure.title));
    }
    if (measures.has(value)) menu.value = value;
    return menu;
  }

  const isWide = (values) => {
    const [low, high] = extent(values);
    return low > 0 && high > 50 * low;
  };
  const median = (values) => {
    const sorted = values.toSorted((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  };
  const pointOf = (row, x, y, tip) => {
    const role = roleOf(row);
    return { x, y, row, series: role.name, color: role.color, shape: role.shape, tip };
  };

  // Metrics against depth

  const depths = [...new Set(rows.depth.filter((depth) => depth !== null))].sort((a, b) => a - b);
  const hasDepth = depths.length > 1;
  const reach = (depths.at(-1) ?? 0) - (depths[0] ?? 0);
  const gutter = (depths[0] ?? 0) - Math.max(1.2, 0.06 * reach);
  const dotSize = count > 600 ? 2 : 3.5;
  const isBare = hasDepth && rows.depth.some((depth) => depth === null);

  function depthChart(measure) {
    const values = rows.name.map((_, row) => measure.value(row));
    const points = [];
    const lines = [];
    roles.forEach((role, i) => {
      const dodge = hasDepth ? (0.5 * (i - (roles.length - 1) / 2)) / roles.length : 0;
      const members = new Map();
      values.forEach((value, row) => {
        if (value === null || rows.role[row] !== role.index) return;
        const place = !hasDepth ? row + 1 : (rows.depth[row] ?? gutter);
        points.push(pointOf(row, place + dodge, value,
          () => `${label(row)}\n${role.name}, ${measure.title} ${number(value)}`));
        if (hasDepth && rows.depth[row] !== null) {
          members.set(place, [...(members.get(place) ?? []), value]);
        }
      });
      const medians = [...members.entries()].sort((a, b) => a[0] - b[0])
        .map(([depth, list]) => [depth + dodge, median(list)]);
      if (medians.length > 1) lines.push({ series: role.name, color: role.color, points: medians });
    });
    const known = values.filter((value) => value !== null);
    const log = isWide(known);
    const x = { title: hasDepth ? "first number in the name" : "place in the file" };
    if (hasDepth) {
      const margin = Math.max(0.5, 0.02 * reach);
      x.low = (isBare ? gutter : depths[0]) - margin;
      x.high = depths.at(-1) + margin;
      x.ticks = (low, high, most) => [...(isBare ? [{ value: gutter, label: "none" }] : []),
        ...linearTicks(depths[0], depths.at(-1), most).filter((tick) => Number.isInteger(tick.value))];
    }
    return {
      name: "depth-" + measure.key.replaceAll(/\W+/g, "-"), title: measure.title + " against depth",
      caption: measure.formula + " ", x, y: { title: measure.title, log, zero: !log && extent(known)[0] >= 0 },
      layers: [{ mark: "line", lines }, { mark: "point", points, size: dotSize, opacity: lines.length ? 0.65 : 0.8 }],
    };
  }

  // All matrices

  const nulls = [...measures.values()].filter((measure) =>
    measures.has("null_" + measure.key.replace("share ", "")));

  function nullChart(measure) {
    const name = measure.key.replace("share ", "");
    const plain = measures.get("null_" + name).value;
    const shuffled = measure.key === name ? plain : (row) => {
      const value = plain(row);
      return value === null ? null : value / side(row);
    };
    const points = [];
    for (let row = 0; row < count; row += 1) {
      const [x, y] = [shuffled(row), measure.value(row)];
      if (x === null || y === null) continue;
      points.push(pointOf(row, x, y,
        () => `${label(row)}\nobserved ${number(y)}, shuffled ${number(x)}`));
    }
    const all = points.flatMap((point) => [point.x, point.y]);
    const [low, high] = extent(all);
    const log = isWide(all);
    const axis = (title) => ({ title, log, low: log ? low / 1.1 : low - 0.04 * (high - low),
      high: log ? high * 1.1 : high + 0.04 * (high - low) });
    return {
      name: "null", title: measure.title + ", observed and shuffled",
      caption: "On the dashed line a matrix is as its own entries in random places. ",
      x: axis("entries shuffled"), y: axis("observed"), empty: "There is no null: --null 0.",
      layers: points.length === 0 ? [] : [
        { mark: "line", lines: [{ series: "equal", color: "soft", dash: "4 4", width: 1.25,
          points: [[low, low], [high, high]] }] },
        { mark: "point", points, size: dotSize }],
    };
  }

  const mostCurves = 400;

  function compressionChart() {
    const ranks = data.compressionRanks.filter((k) => columns["rel_error@" + k]);
    const lines = [];
    for (let row = 0; row < count; row += 1) {
      const [m, n] = [rows.m[row], rows.n[row]];
      const points = ranks.map((k) => [(k * (m + n)) / (m * n), valueOf("rel_error@" + k, row)])
        .filter(([size, error]) => error !== null && error > 0 && size <= 1.2);
      if (points.length < 2) continue;
      const role = roleOf(row);
      lines.push({ series: role.name, color: role.color, row, width: 1.25, opacity: 0.55, points });
    }
    const step = Math.max(1, Math.ceil(lines.length / mostCurves));
    const shown = lines.filter((line, i) => i % step === 0 || line.row === selected);
    return {
      name: "compression", title: "What two factors of rank k cost and lose",
      caption: "Across: k(m + n)/mn, the numbers in the factors as a share of those in the matrix. "
        + "Up: the error that is left, rel_error@k. "
        + (step > 1 ? `${shown.length} of ${lines.length} curves are drawn. ` : ""),
      x: { title: "size of the factors", log: true }, y: { title: "relative error", zero: true },
      empty: "rel_error@k was not computed.",
      layers: lines.length === 0 ? [] : [
        { mark: "line", lines: shown, tip: (x, y, line) => `${label(line.row)}\nsize ${percent(x)}, error ${percent(y)}` },
        { mark: "rule", at: { x: 1 }, label: "as large as the matrix" }],
    };
  }

  // One matrix

  const missing = () => selected < 0 || count === 0 ? "There is no matrix."
    : text("status", selected) !== "ok" && text("status", selected) !== "top-k"
      ? "This matrix has no spectrum: " + (rows.notes[selected].map((note) => texts.notes[note]).join("; ")
        || text("status", selected)) + "."
      : spectra[selected] ? "All singular values are 0."
        : `This spectrum is not in the page, which holds ${Object.keys(spectra).length} of ${count}: `
          + "those of the matrices that stand out, and an even choice of the others.";
  const sketchOf = (row) => spectra[row]?.values[0] > 0 ? spectra[row] : null;
  // Of a matrix that is too large only the first values are known.
  const totalOf = (row) => text("status", row) === "top-k" ? side(row) : data.ranks[spectra[row].ranks].at(-1);

  function screeChart(isLog) {
    const sketch = sketchOf(selected);
    const chart = {
      name: isLog ? "scree-log-log" : "scree-semilog",
      title: isLog ? "Singular values, log-log" : "Singular values, semilogarithmic",
      caption: sketch?.null.length ? "Dashed: the same entries in random places. " : "",
      x: { title: "rank", log: isLog }, y: { title: "σ", log: true }, empty: missing(), layers: [],
    };
    if (!sketch) return chart;
    const ranks = data.ranks[sketch.ranks];
    // Zeros and what is far below rounding would flatten all the rest.
    const floor = 1e-17 * sketch.values[0];
    const points = (values) => values.map((value, i) => [ranks[i], value]).filter(([, value]) => value > floor);
    const lines = [{ series: "observed", color: 0, points: points(sketch.values) }];
    if (sketch.null.length) {
      lines.push({ series: "entries shuffled", color: 1, dash: "5 4", width: 1.75, points: points(sketch.null) });
    }
    chart.layers = [{ mark: "line", lines: lines.toReversed(),
      tip: (x, y, line) => `${line.series}\nσ of rank ${x}: ${number(y)}` }];
    const edge = valueOf("mp_edge_sigma", selected);
    if (edge !== null) chart.layers.push({ mark: "rule", at: { y: edge }, label: "edge of the bulk" });
    const floorOfType = valueOf("storage_floor", selected);
    if (floorOfType > 0 && floorOfType >= sketch.values.at(-1)) {
      chart.layers.push({ mark: "rule", at: { y: floorOfType }, label: "rounding of the stored type" });
    }
    return chart;
  }

  function bulkChart() {
    const sketch = sketchOf(selected);
    const chart = {
      name: "bulk", title: "Bulk and the Marchenko-Pastur law", caption: "",
      x: { title: "λ / (N mp_sigma²)" }, y: { title: "density", zero: true },
      empty: sketch ? "No noise level could be fitted to this matrix." : missing(), layers: [],
    };
    const sigma = valueOf("mp_sigma", selected);
    if (!sketch || sketch.extent.length < 2 || !(sigma > 0)) return chart;
    const [m, n] = [rows.m[selected], rows.n[selected]];
    const ratio = Math.min(m, n) / Math.max(m, n);
    const [low, high] = [(1 - Math.sqrt(ratio)) ** 2, (1 + Math.sqrt(ratio)) ** 2];
    const total = totalOf(selected);
    const width = (sketch.extent[1] - sketch.extent[0]) / sketch.counts.length;
    const bars = sketch.counts.map((many, i) => ({
      x: sketch.extent[0] + i * width, x2: sketch.extent[0] + (i + 1) * width, y: many / total / width }));
    // Evenly in the angle of x = 1 + β − 2√β cos θ, which meets both edges.
    const curve = Array.from({ length: 121 }, (_, i) => {
      const x = 1 + ratio - 2 * Math.sqrt(ratio) * Math.cos((Math.PI * Math.max(i, 0.5)) / 120);
      return [x, Math.sqrt(Math.max(0, (high - x) * (x - low))) / (2 * Math.PI * ratio * x)];
    });
    const inside = sketch.counts.reduce((sum, many) => sum + many, 0);
    const unit = Math.max(m, n) * sigma * sigma;
    const spikeCount = valueOf("mp_num_spikes", selected) ?? 0;
    const spikes = data.ranks[sketch.ranks].map((rank, i) => [rank, sketch.values[i] ** 2 / unit])
      .filter(([rank]) => rank <= spikeCount);
    const right = sketch.extent[1];
    chart.x = { ...chart.x, low: sketch.extent[0], high: right };
    const tallest = Math.max(...bars.map((bar) => bar.y));
    const inner = curve.filter(([x]) => x > low + width).map(([, y]) => y);
    chart.y.high = 1.15 * Math.max(tallest, ...inner);
    chart.caption = "Bars: eigenvalues λ = σ². Curve: noise of the fitted variance. "
      + (spikeCount === 0 ? "No spikes. " : `${spikeCount} spikes`
        + (spikes[0]?.[1] > right ? `, the largest at ${number(spikes[0][1], 3)}, beyond the frame. ` : ". "))
      + (inside < total ? `${inside} of ${total} values are in the frame. ` : "");
    chart.layers = [
      { mark: "bar", bars, color: 0 },
      { mark: "line", lines: [{ series: "Marchenko-Pastur", color: 1, width: 2.25, points: curve }] }];
    const threshold = valueOf("tw_threshold", selected);
    if (threshold !== null) {
      chart.layers.push({ mark: "rule", at: { x: threshold / unit }, label: "threshold" });
    }
    const near = spikes.filter(([, value]) => value <= right);
    if (near.length) {
      chart.layers.push({ mark: "point", hollow: true, size: 4.5, opacity: 1, points: near.map(([rank, value]) => ({
        x: value, y: 0, series: "spikes", color: 3, shape: 0, tip: () => `spike of rank ${rank}: ${number(value)}` })) });
    }
    return chart;
  }

  function tailChart() {
    const sketch = sketchOf(selected);
    const chart = {
      name: "tail", title: "Tail and power law", caption: "", x: { title: "λ = σ²", log: true },
      y: { title: "share of values ≥ λ", log: true }, empty: missing(), layers: [],
    };
    if (!sketch) return chart;
    const ranks = data.ranks[sketch.ranks];
    const total = totalOf(selected);
    const points = sketch.values.map((value, i) => [value ** 2, ranks[i] / total])
      .filter(([value]) => value > 1e-12 * sketch.values[0] ** 2);
    chart.layers = [{ mark: "line", lines: [{ series: "observed", color: 0, points }],
      tip: (x, y) => `λ = ${number(x)}\nshare of values at least as large: ${percent(y)}` }];
    const [alpha, start, tail] = ["alpha", "alpha_xmin", "alpha_n_tail"].map((name) => valueOf(name, selected));
    const largest = points[0]?.[0] ?? 0;
    if (alpha === null || !(start > 0) || !(largest > start)) {
      chart.caption = "No power law was fitted. ";
      return chart;
    }
    const fit = [start, largest].map((x) => [x, (tail / total) * (x / start) ** (1 - alpha)]);
    chart.layers.push(
      { mark: "line", lines: [{ series: "power law", color: 1, dash: "6 4", width: 2.25, points: fit }] },
      { mark: "rule", at: { x: start }, label: "alpha_xmin" });
    chart.y.low = 0.6 * Math.max(1 / total, Math.min(1 / total, fit[1][1]));
    chart.caption = `Dashed: exponent 1 − alpha = ${number(1 - alpha, 3)} from alpha_xmin on, `
      + `${tail} values, distance ${number(valueOf("alpha_D", selected), 3)}. `;
    return chart;
  }
  """#
