/// The table of a page of matrices, the choice of one of them, and what happens first.
let matrixTableScript = #"""
  /// A name that may go on in the next line behind a dot or underscore.
  function breakable(name) {
    return make("bdi", {}, ...name.split(/(?<=[._/@])/).flatMap((part) => [part, make("wbr")]));
  }

  // The numbers of one matrix

  function facts(row) {
    const q = side(row);
    const share = (name) => {
      const value = valueOf(name, row);
      return value === null ? "" : `${percent(value / q)} of min(m, n)`;
    };
    const beside = (name, word) => {
      const value = valueOf(name, row);
      return value === null ? "" : `${word} ${number(value, 3)}`;
    };
    const list = [
      ["shape", `${rows.m[row]} × ${rows.n[row]}`, `${text("view", row)}, ${text("dtype", row)}, ${text("role", row)}`],
      ["effective_rank", number(valueOf("effective_rank", row)), share("effective_rank")],
      ["stable_rank", number(valueOf("stable_rank", row)), beside("null_stable_rank", "shuffled")],
      ["energy_rank_99", number(valueOf("energy_rank_99", row)), beside("break_even_rank", "factors pay up to")],
      ["rank@storage", number(valueOf("rank@storage", row)), `of ${q}`],
      ["mp_num_spikes", number(valueOf("mp_num_spikes", row)), share("mp_num_spikes")],
      ["mp_ks", number(valueOf("mp_ks", row), 3), beside("null_mp_ks", "shuffled")],
      ["alpha", number(valueOf("alpha", row), 3), beside("alpha_sigma", "±")],
    ].filter(([name, value]) => name === "shape" || value !== "–");
    const spikes = spectra[row]?.spikes ?? [];
    if (spikes.length) {
      const named = spikes.slice(0, 6).map(([value, strength]) =>
        number(value, 3) + (strength === undefined ? "" : ` (${number(strength, 3)})`));
      list.push(["spikes: σ (planted strength)", named.join(", "), ""]);
    }
    if (rows.notes[row].length) {
      list.push(["notes", rows.notes[row].map((note) => texts.notes[note]).join("; "), ""]);
    }
    return list;
  }

  const heading = document.getElementById("h-matrix");
  const choice = document.getElementById("choice");
  const byFile = texts.file.length > 1;

  function select(row, isScrolling = false) {
    if (!(row >= 0 && row < count)) return;
    selected = row;
    root.dataset.selected = row;
    root.dataset.spectrum = spectra[row] ? "shown" : "missing";
    heading.replaceChildren(breakable(label(row)));
    choice.value = row;
    document.getElementById("numbers").replaceChildren(...facts(row).map(([name, value, note]) =>
      make("div", { class: name === "notes" || name.startsWith("spikes") ? "wide" : null },
        make("dt", { title: metricOf.get(name)?.formula }, name), make("dd", {}, value, make("small", {}, note)))));
    for (const plot of plots) {
      if (plot.ofOne) plot.refresh();
      else plot.mark();
    }
    for (const line of body.querySelectorAll("[aria-current]")) line.removeAttribute("aria-current");
    body.querySelector(`[data-row="${row}"]`)?.setAttribute("aria-current", "true");
    if (isScrolling) document.getElementById("matrix").scrollIntoView();
    history.replaceState(null, "", "#m" + row);
  }

  // The table

  const usual = ["effective_rank", "stable_rank", "energy_rank_99", "rank@storage",
    "mp_num_spikes", "mp_ks", "null_mp_ks", "alpha", "spectral_norm"];
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const filter = document.getElementById("filter");
  const columnMenu = document.getElementById("columns");
  const more = document.getElementById("more");
  const collator = new Intl.Collator("en", { numeric: true });
  const firstLines = 200;
  let most = firstLines;
  let order = { name: "", descends: false };

  const fixed = [
    { name: "matrix", isText: true, value: label },
    { name: "role", isText: true, value: (row) => text("role", row) },
    { name: "m × n", value: (row) => rows.m[row] * rows.n[row], show: (row) => `${rows.m[row]} × ${rows.n[row]}` },
  ];
  const columnOf = (name) => ({ name, formula: metricOf.get(name)?.formula,
    value: (row) => valueOf(name, row), show: (row) => number(valueOf(name, row)) });

  function shownColumns() {
    const names = data.metrics.filter((metric) => columnMenu.value === "usual"
      ? usual.includes(metric.name) : columnMenu.value === "all" || metric.group === columnMenu.value)
      .map((metric) => metric.name);
    if (columnMenu.value === "usual") names.sort((a, b) => usual.indexOf(a) - usual.indexOf(b));
    const further = columnMenu.value === "all" ? ["view", "dtype", "status", "file", "driver"].map((list) =>
      ({ name: list, isText: true, value: (row) => text(list, row) })) : [];
    return [...fixed, ...further, ...names.map(columnOf)];
  }

  const haystacks = rows.name.map((_, row) => [label(row), text("role", row), text("view", row),
    text("dtype", row), text("status", row), text("file", row),
    ...rows.notes[row].map((note) => texts.notes[note])].join("\n").toLowerCase());

  function matching() {
    const words = filter.value.toLowerCase().split(/\s+/).filter((word) => word);
    const list = [];
    for (let row = 0; row < count; row += 1) {
      if (words.every((word) => haystacks[row].includes(word))) list.push(row);
    }
    const column = shownColumns().find((column) => column.name === order.name);
    if (!column) return list;
    const sign = order.descends ? -1 : 1;
    return list.map((row) => [column.value(row), row]).sort(([a, i], [b, j]) => {
      if (column.isText) return sign * collator.compare(a, b) || i - j;
      return (a === null) - (b === null) || sign * (a - b) || i - j;
    }).map(([, row]) => row);
  }

  function cellOf(column, row) {
    if (column.name !== "matrix") {
      return make("td", { class: column.isText ? null : "n" }, column.show ? column.show(row) : column.value(row));
    }
    const status = text("status", row);
    return make("th", { scope: "row" }, make("a", { href: "#m" + row }, breakable(label(row))),
      ...(status === "ok" ? [] : [make("span", { class: "state" }, status)]));
  }

  function listRows() {
    const list = matching();
    const shown = shownColumns();
    table.tHead.replaceChildren(make("tr", {}, ...shown.map((column) => {
      const button = make("button", { type: "button", title: column.formula },
        breakable(column.name));
      const isHere = order.name === column.name;
      return make("th", { scope: "col", class: column.isText ? null : "n",
        "aria-sort": isHere ? (order.descends ? "descending" : "ascending") : null }, button);
    })));
    body.replaceChildren(...list.slice(0, most).map((row) =>
      make("tr", { "data-row": row, "aria-current": row === selected ? "true" : null },
        ...shown.map((column) => cellOf(column, row)))));
    document.getElementById("shown").textContent = `${list.length} of ${count} matrices`;
    more.hidden = list.length <= most;
    more.textContent = `Show all ${list.length}`;
    root.dataset.lines = body.rows.length;
  }

  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const name = button.textContent;
    const isText = fixed.find((column) => column.name === name)?.isText ?? false;
    order = { name, descends: order.name === name ? !order.descends : !isText };
    listRows();
  });
  body.addEventListener("click", (event) => {
    const line = event.target.closest("tr");
    if (!line || String(getSelection())) return;
    event.preventDefault();
    select(Number(line.dataset.row), true);
  });
  filter.addEventListener("input", () => { most = firstLines; listRows(); });
  columnMenu.addEventListener("change", listRows);
  more.addEventListener("click", () => { most = Infinity; listRows(); });
  document.getElementById("csv").addEventListener("click", () => {
    const names = ["view", "role", "dtype", "status", "driver", "file"];
    save("matrices.csv", "text/csv", csvOf(matching().map((row) => ({
      name: rows.name[row], part: rows.part[row], m: rows.m[row], n: rows.n[row], depth_index: rows.depth[row],
      ...Object.fromEntries(names.map((name) => [name, text(name, row)])),
      ...Object.fromEntries(data.metrics.map((metric) => [metric.name, valueOf(metric.name, row)])),
      notes: rows.notes[row].map((note) => texts.notes[note]).join("; "),
    }))));
  });

  // The beginning

  const groups = [...new Set(data.metrics.map((metric) => metric.group))];
  for (const [value, title] of [["usual", "usual"], ...groups.map((group) => [group, group]), ["all", "all"]]) {
    columnMenu.append(make("option", { value }, title));
  }
  choice.append(...rows.name.map((_, row) => make("option", { value: row },
    label(row) + (byFile ? ` (${text("file", row)})` : ""))));
  choice.addEventListener("change", () => select(Number(choice.value)));
  document.getElementById("previous").addEventListener("click", () => select((selected + count - 1) % count));
  document.getElementById("next").addEventListener("click", () => select((selected + 1) % count));
  document.getElementById("roles").append(...roles.filter((role) => rows.role.includes(role.index)).map((role) =>
    make("span", {}, shape("svg", { width: 14, height: 14, "aria-hidden": "true" },
      shape("path", { d: marks[role.shape](7, 7.5, 4.5), fill: paint(role.color) })), role.name)));
  document.getElementById("depth-note").textContent = (hasDepth
    ? "Each point is a matrix at the first number in its name" + (isBare ? ", or at “none”" : "")
      + "; lines join the medians of a role. "
    : "Each point is a matrix, in the order of the file. ")
    + "Colour and shape tell the role. Choose another metric above a picture; click a point to see its spectrum.";
  document.getElementById("formulas").append(make("dl", { class: "formulas" }, ...data.metrics.flatMap((metric) =>
    [make("dt", {}, metric.name), make("dd", {}, metric.formula + (metric.unit === "1" ? "" : ` [${metric.unit}]`))])));

  const wanted = ["share effective_rank", "stable_rank", "alpha", "mp_num_spikes", "mp_ks", "spectral_norm",
    "frobenius_norm", ...measures.keys()].filter((key, i, all) => measures.has(key) && all.indexOf(key) === i);
  for (const key of wanted.slice(0, 4)) {
    const menu = menuOf(measures.values(), key, "Metric against depth");
    new Plot(document.getElementById("depth"), () => depthChart(measures.get(menu.value)), menu);
  }
  const stage = document.getElementById("spectrum");
  for (const describe of [() => screeChart(true), () => screeChart(false), bulkChart, tailChart]) {
    new Plot(stage, describe).ofOne = true;
  }
  if (nulls.length) {
    const menu = menuOf(nulls, "share effective_rank", "Metric, observed and shuffled");
    new Plot(document.getElementById("all"), () => nullChart(measures.get(menu.value)), menu);
  }
  new Plot(document.getElementById("all"), compressionChart);

  const fromAddress = () => (/^#m\d+$/.test(location.hash) ? Number(location.hash.slice(2)) : -1);
  addEventListener("hashchange", () => select(fromAddress(), true));
  new ResizeObserver(() => requestAnimationFrame(() => { for (const plot of plots) plot.fit(); }))
    .observe(document.querySelector("main"));

  const asked = fromAddress();
  const size = (row) => rows.m[row] * rows.n[row];
  const largest = Object.keys(spectra).map(Number).reduce((a, b) => (size(b) > size(a) ? b : a), 0);
  const first = [asked, largest].find((row) => row >= 0 && row < count);
  listRows();
  for (const plot of plots) if (!plot.ofOne) plot.refresh();
  if (first === undefined) for (const plot of plots) plot.refresh();
  else select(first);
  if (asked >= 0) document.getElementById("matrix").scrollIntoView({ behavior: "instant" });
  root.dataset.plots = document.querySelectorAll(".plot svg").length;
  root.dataset.milliseconds = Math.round(performance.now());
  """#

/// The script of a page of matrices.
let matrixScript = [matrixPlotScript, matrixChartScript, matrixTableScript].joined(separator: "\n")
