/// Draws a picture, or writes it down as a Vega-Lite specification or as CSV.
///
/// A picture is `{name, title, caption, x, y, layers, empty}` with axes `{title, log, zero, low, high,
/// label}` and layers of four kinds, in the words of Vega-Lite:
///
/// - `line`: `lines` of `{series, color, dash, width, opacity, row, points: [[x, y]]}`
/// - `point`: `points` of `{x, y, series, color, shape, row, tip}`
/// - `bar`: `bars` of `{x, x2, y}`
/// - `rule`: `at` of `{x}` or `{y}`, and its `label`
///
/// Colours are places in the series of the page, `--s0`…, or names of other variables; all points of
/// a colour and shape are one path, so that thousands cost as little as ten.
let matrixPlotScript = #"""
  const root = document.documentElement;

  function filled(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }
  const make = (name, attributes = {}, ...children) =>
    filled(document.createElement(name), attributes, children);
  const shape = (name, attributes = {}, ...children) =>
    filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

  function number(value, digits = 4) {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value);
    if (Number.isInteger(value) && size < 1e7) return String(value);
    return size >= 1e-4 && size < 1e6
      ? String(Number(value.toPrecision(digits))) : value.toExponential(2);
  }
  const percent = (share) => number(100 * share, 3) + " %";

  function extent(values, isLog) {
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
      if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return low <= high ? [low, high] : isLog ? [0.1, 1] : [0, 1];
  }

  function power(exponent) {
    if (exponent > -4 && exponent < 5) return String(Number((10 ** exponent).toPrecision(1)));
    return "10" + [...String(exponent)].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"["0123456789-".indexOf(sign)]).join("");
  }

  function linearTicks(low, high, most) {
    const raw = (high - low) / most;
    const base = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((m) => m * base).find((s) => s >= raw * 0.999);
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i += 1) ticks.push(i * step);
    return ticks.map((value) => ({ value, label: number(Number(value.toPrecision(10))) }));
  }

  function logTicks(low, high, most) {
    const [first, last] = [Math.log10(low), Math.log10(high)];
    if (last - first < 0.8) return linearTicks(low, high, most).filter((tick) => tick.value > 0);
    const ticks = [];
    const stride = Math.ceil((last - first) / most);
    for (let e = Math.floor(first); e <= Math.ceil(last); e += 1) {
      const steps = last - first < 2 ? [1, 2, 5] : [1];
      for (const step of steps) {
        const value = step * 10 ** e;
        if (value < low * 0.999 || value > high * 1.001 || e % stride !== 0) continue;
        ticks.push({ value, label: step === 1 ? power(e) : number(Number(value.toPrecision(2))) });
      }
    }
    return ticks;
  }

  /// Where the values of an axis lie between two places.
  function scaleOf(axis, values, from, to, most) {
    let [low, high] = extent(values, axis.log);
    if (axis.zero) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
    [low, high] = [axis.low ?? low, axis.high ?? high];
    const map = axis.log ? Math.log : (value) => value;
    const back = axis.log ? Math.exp : (value) => value;
    if (!(high > low)) [low, high] = axis.log ? [low / 2, low * 2] : [low - 0.5, low + 0.5];
    const pad = 0.04 * (map(high) - map(low));
    if (axis.low === undefined && !(axis.zero && low === 0)) low = back(map(low) - pad);
    if (axis.high === undefined) high = back(map(high) + pad);
    const [a, b] = [map(low), map(high)];
    const place = (value) => from + ((map(value) - a) / (b - a)) * (to - from);
    const ticks = axis.log ? logTicks(low, high, most) : linearTicks(low, high, most);
    return { place, low, high, ticks: axis.ticks ? axis.ticks(low, high, most) : ticks };
  }

  const paint = (color) => `var(--${typeof color === "number" ? "s" + color : color})`;
  const marks = [
    (x, y, r) => `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`,
    (x, y, r) => `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
    (x, y, r) => `M${x},${y - 1.2 * r}l${1.15 * r},${2 * r}h${-2.3 * r}z`,
    (x, y, r) => `M${x},${y - 1.35 * r}l${1.35 * r},${1.35 * r}l${-1.35 * r},${1.35 * r}l${-1.35 * r},${-1.35 * r}z`,
    (x, y, r) => `M${x},${y + 1.2 * r}l${1.15 * r},${-2 * r}h${-2.3 * r}z`,
  ];
  const markNames = ["circle", "square", "triangle-up", "diamond", "triangle-down"];
  const round = (place) => Math.round(place * 10) / 10;

  function xValues(layer) {
    if (layer.mark === "line") return layer.lines.flatMap((line) => line.points.map(([x]) => x));
    if (layer.mark === "bar") return layer.bars.flatMap((bar) => [bar.x, bar.x2]);
    if (layer.mark === "rule") return layer.at.x === undefined ? [] : [layer.at.x];
    return layer.points.map((point) => point.x);
  }
  function yValues(layer) {
    if (layer.mark === "line") return layer.lines.flatMap((line) => line.points.map(([, y]) => y));
    if (layer.mark === "rule") return layer.at.y === undefined ? [] : [layer.at.y];
    return (layer.bars ?? layer.points).map((item) => item.y);
  }

  /// The drawing of a picture, and the places that answer the pointer.
  function drawing(chart, width, clip) {
    const height = Math.round(Math.max(190, Math.min(270, width * 0.6)));
    const box = { left: 52, right: width - 10, top: 8, bottom: height - 40 };
    const x = scaleOf(chart.x, chart.layers.flatMap(xValues), box.left, box.right, Math.max(3, width / 75));
    const y = scaleOf(chart.y, chart.layers.flatMap(yValues), box.bottom, box.top, 5);
    chart.domain = { x: [x.low, x.high], y: [y.low, y.high] };
    const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
      "aria-label": `${chart.title}. ${chart.caption}` });
    for (const tick of y.ticks) {
      const at = round(y.place(tick.value));
      svg.append(shape("path", { class: "grid", d: `M${box.left},${at}H${box.right}` }),
        shape("text", { x: box.left - 6, y: at + 4, "text-anchor": "end" }, tick.label));
    }
    svg.append(shape("path", { class: "axis", d: `M${box.left},${box.bottom}H${box.right}` }));
    for (const tick of x.ticks) {
      const at = round(x.place(tick.value));
      svg.append(shape("path", { class: "axis", d: `M${at},${box.bottom}v4` }),
        shape("text", { x: at, y: box.bottom + 17, "text-anchor": "middle" }, tick.label));
    }
    svg.append(
      shape("text", { class: "title", x: (box.left + box.right) / 2, y: height - 5,
        "text-anchor": "middle" }, chart.x.title),
      shape("text", { class: "title", transform: `translate(11,${(box.top + box.bottom) / 2}) rotate(-90)`,
        "text-anchor": "middle" }, chart.y.title));
    svg.append(shape("clipPath", { id: clip }, shape("rect",
      { x: box.left - 10, y: box.top - 8, width: box.right - box.left + 20, height: box.bottom - box.top + 18 })));
    const inside = shape("g", { "clip-path": `url(#${clip})` });
    const hits = [];
    const at = (a, b) => [round(x.place(a)), round(y.place(b))];
    const isDrawn = ([a, b]) => Number.isFinite(a) && Number.isFinite(b);
    for (const layer of chart.layers) {
      if (layer.mark === "line") {
        for (const line of layer.lines) {
          const places = line.points.map(([a, b]) => at(a, b));
          let path = "";
          places.forEach((place, i) => {
            if (!isDrawn(place)) return;
            path += (i > 0 && isDrawn(places[i - 1]) ? "L" : "M") + place.join(",");
            if (layer.tip) hits.push({ place, row: line.row, tip: () => layer.tip(...line.points[i], line) });
          });
          line.path = path;
          inside.append(shape("path", { d: path, fill: "none", stroke: paint(line.color),
            "stroke-width": line.width ?? 2, "stroke-dasharray": line.dash, opacity: line.opacity,
            "stroke-linejoin": "round" }));
        }
      } else if (layer.mark === "point") {
        const paths = new Map();
        for (const point of layer.points) {
          const place = at(point.x, point.y);
          if (!isDrawn(place)) continue;
          const key = `${point.color} ${point.shape}`;
          const path = paths.get(key) ?? { point, parts: [] };
          path.parts.push(marks[point.shape](...place, layer.size ?? 3.5));
          paths.set(key, path);
          hits.push({ place, row: point.row, tip: point.tip });
        }
        for (const { point, parts } of paths.values()) {
          inside.append(shape("path", { d: parts.join(""), opacity: layer.opacity ?? 0.8,
            fill: layer.hollow ? "none" : paint(point.color),
            stroke: layer.hollow ? paint(point.color) : "none", "stroke-width": 1.75 }));
        }
      } else if (layer.mark === "bar") {
        const zero = round(y.place(0));
        const d = layer.bars.map((bar) => {
          const [left, top] = at(bar.x, bar.y);
          return `M${left},${zero}V${top}H${round(x.place(bar.x2))}V${zero}z`;
        }).join("");
        inside.append(shape("path", { d, fill: paint(layer.color), opacity: layer.opacity ?? 0.45,
          stroke: "var(--page)", "stroke-width": 0.5 }));
      } else {
        const vertical = layer.at.x !== undefined;
        const place = round(vertical ? x.place(layer.at.x) : y.place(layer.at.y));
        if (!Number.isFinite(place)) continue;
        inside.append(shape("path", { stroke: paint(layer.color ?? "soft"), "stroke-width": 1.25,
          "stroke-dasharray": "2 3", d: vertical ? `M${place},${box.top}V${box.bottom}`
            : `M${box.left},${place}H${box.right}` }));
        const isRight = vertical && place > (box.left + box.right) / 2;
        inside.append(shape("text", vertical
          ? { x: place + (isRight ? -5 : 5), y: box.top + 11, "text-anchor": isRight ? "end" : "start" }
          : { x: box.right - 2, y: place - 5, "text-anchor": "end" }, layer.label));
      }
    }
    const overlay = shape("g", { "clip-path": `url(#${clip})` });
    svg.append(inside, overlay);
    return { svg, hits, overlay };
  }

  // What a picture is made of, for other programs.

  function recordsOf(layer) {
    if (layer.mark === "line") {
      return layer.lines.flatMap((line, i) =>
        line.points.map(([x, y]) => ({ series: line.series, line: i + 1, x, y })));
    }
    if (layer.mark === "point") return layer.points.map(({ series, x, y }) => ({ series, x, y }));
    return layer.bars ?? [layer.at];
  }

  function vegaLite(chart) {
    const css = (name) => getComputedStyle(root).getPropertyValue(name).trim();
    const color = (value) => css("--" + (typeof value === "number" ? "s" + value : value));
    const channel = (axis, field, domain) => ({ field, type: "quantitative", title: axis.title,
      scale: { type: axis.log ? "log" : "linear", zero: false, nice: false, domain } });
    const x = channel(chart.x, "x", chart.domain.x);
    const y = channel(chart.y, "y", chart.domain.y);
    const firsts = new Map();
    for (const item of chart.layers.flatMap((part) => part.lines ?? part.points ?? [])) {
      if (!firsts.has(item.series) || item.shape !== undefined) firsts.set(item.series, item);
    }
    const series = (range) => ({ field: "series", type: "nominal", title: null,
      scale: { domain: [...firsts.keys()], range: [...firsts.values()].map(range) } });
    const colors = series((item) => color(item.color));
    const layer = chart.layers.flatMap((part) => {
      if (part.mark === "line") {
        // Strokes of one kind are a layer.
        const kinds = Map.groupBy(part.lines, ({ dash, width, opacity }) => `${dash} ${width} ${opacity}`);
        return [...kinds.values()].map((lines) => ({
          data: { values: recordsOf({ mark: "line", lines }) },
          encoding: { x, y, color: colors, detail: { field: "line", type: "nominal" } },
          mark: { type: "line", clip: true, strokeWidth: lines[0].width ?? 2, opacity: lines[0].opacity ?? 1,
            strokeDash: (lines[0].dash ?? "1 0").split(" ").map(Number) } }));
      }
      const data = { values: recordsOf(part) };
      if (part.mark === "point") {
        return { data, encoding: { x, y, color: colors, shape: series((item) => markNames[item.shape ?? 0]) },
          mark: { type: "point", clip: true, filled: !part.hollow, opacity: part.opacity ?? 0.8 } };
      }
      if (part.mark === "bar") {
        return { data, encoding: { x, x2: { field: "x2" }, y, y2: { datum: 0 } },
          mark: { type: "bar", clip: true, color: color(part.color), opacity: part.opacity ?? 0.45 } };
      }
      return { data, encoding: part.at.x === undefined ? { y } : { x },
        mark: { type: "rule", color: color(part.color ?? "soft"), strokeDash: [2, 3] } };
    });
    return { $schema: "https://vega.github.io/schema/vega-lite/v6.json", title: chart.title,
      description: chart.caption, width: 480, height: 280, layer };
  }

  function csvOf(records) {
    const cell = (value) => {
      const text = value === null || value === undefined ? "" : String(value);
      return /[",\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
    return [names, ...records.map((record) => names.map((name) => record[name]))]
      .map((cells) => cells.map(cell).join(",")).join("\r\n") + "\r\n";
  }

  function save(name, type, text) {
    const link = make("a", { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /// A drawing with its colours written out, for a file of its own.
  function standalone(svg) {
    const copy = svg.cloneNode(true);
    const style = getComputedStyle(root);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.prepend(shape("style", {}, `text{font:11px sans-serif;fill:${style.getPropertyValue("--soft")}}`
      + `.grid,.axis{stroke:${style.getPropertyValue("--line")};fill:none}`));
    return copy.outerHTML.replace(/var\((--\w+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  }

  const plots = [];

  /// A picture on the page; `describe` gives it anew whenever a choice changes.
  class Plot {
    constructor(parent, describe, menu) {
      this.describe = describe;
      this.clip = "clip-" + plots.length;
      this.title = make("h3");
      this.stage = make("div", { class: "stage" });
      this.tip = make("div", { class: "tip", hidden: "" });
      this.caption = make("span");
      const action = (label, run) => {
        const button = make("button", { type: "button" }, label);
        button.addEventListener("click", run);
        return button;
      };
      this.data = make("span", { class: "data" },
        action("CSV", () => save(this.chart.name + ".csv", "text/csv",
          csvOf(this.chart.layers.flatMap((layer, i) =>
            recordsOf(layer).map((record) => ({ layer: i + 1, mark: layer.mark, ...record })))))),
        action("Vega-Lite", () => save(this.chart.name + ".vl.json", "application/json",
          JSON.stringify(vegaLite(this.chart), null, 1))),
        action("SVG", () => save(this.chart.name + ".svg", "image/svg+xml",
          standalone(this.stage.querySelector("svg")))));
      this.figure = make("figure", { class: "plot" }, menu ?? this.title, this.stage,
        make("figcaption", {}, this.caption, this.data));
      if (menu) menu.addEventListener("change", () => this.refresh());
      parent.append(this.figure);
      this.stage.addEventListener("pointermove", (event) => this.point(event));
      this.stage.addEventListener("pointerleave", () => { this.tip.hidden = true; });
      this.stage.addEventListener("click", (event) => {
        const hit = this.nearest(event);
        if (hit && hit.row !== undefined && hit.row !== selected) select(hit.row);
      });
      plots.push(this);
    }

    refresh() {
      this.chart = this.describe();
      this.title.textContent = this.chart.title;
      this.caption.textContent = this.chart.caption;
      this.data.hidden = this.chart.layers.length === 0;
      this.width = 0;
      this.fit();
    }

    /// Draws where the width has changed.
    fit() {
      const width = Math.floor(this.stage.clientWidth) || 480;
      if (!this.chart || width === this.width) return;
      this.width = width;
      if (this.chart.layers.length === 0) {
        this.drawn = null;
        this.stage.replaceChildren(make("p", { class: "blank" }, this.chart.empty));
        return;
      }
      this.drawn = drawing(this.chart, width, this.clip);
      this.stage.replaceChildren(this.drawn.svg, this.tip);
      this.mark();
    }

    /// Marks the chosen matrix.
    mark() {
      if (!this.drawn) return;
      const lines = this.chart.layers.flatMap((layer) => layer.lines ?? [])
        .filter((line) => line.row !== undefined && line.row === selected)
        .map((line) => shape("path", { d: line.path, fill: "none", stroke: "var(--ink)", "stroke-width": 2.5 }));
      const rings = lines.length > 0 ? [] : this.drawn.hits
        .filter((hit) => hit.row !== undefined && hit.row === selected)
        .map((hit) => shape("path", { d: marks[0](...hit.place, 7), fill: "none",
          stroke: "var(--ink)", "stroke-width": 2 }));
      this.drawn.overlay.replaceChildren(...lines, ...rings);
    }

    nearest(event) {
      if (!this.drawn) return null;
      const frame = this.drawn.svg.getBoundingClientRect();
      const ratio = this.width / frame.width;
      const [x, y] = [(event.clientX - frame.left) * ratio, (event.clientY - frame.top) * ratio];
      let best = null;
      let distance = 24 ** 2;
      for (const hit of this.drawn.hits) {
        const d = (hit.place[0] - x) ** 2 + (hit.place[1] - y) ** 2;
        if (d < distance) [best, distance] = [hit, d];
      }
      return best;
    }

    point(event) {
      const hit = this.nearest(event);
      this.stage.style.cursor = hit && hit.row !== undefined ? "pointer" : "";
      this.tip.hidden = !hit || !hit.tip;
      if (this.tip.hidden) return;
      this.tip.textContent = hit.tip();
      const isRight = hit.place[0] > this.width / 2;
      this.tip.style.left = isRight ? "" : hit.place[0] + 12 + "px";
      this.tip.style.right = isRight ? this.width - hit.place[0] + 12 + "px" : "";
      this.tip.style.top = hit.place[1] - 10 + "px";
    }
  }
  """#
