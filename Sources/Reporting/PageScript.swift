/// Runs first: counts what goes wrong, for the reader's console and for tests of the page.
let errorScript = """
  (() => {
    const root = document.documentElement;
    root.dataset.errors = "[]";
    const note = (text) => {
      const known = JSON.parse(root.dataset.errors);
      known.push(String(text).slice(0, 300));
      root.dataset.errors = JSON.stringify(known);
    };
    window.addEventListener("error", (event) => note(event.message));
    window.addEventListener("unhandledrejection", (event) => note(event.reason));
    document.addEventListener("securitypolicyviolation", (event) =>
      note("policy: " + event.violatedDirective + " " + event.blockedURI));
    const original = console.error;
    console.error = (...parts) => { note(parts.join(" ")); original.apply(console, parts); };
  })();
  """

/// Draws every chart in place of its still picture, again when the colours of the page change.
///
/// The counts on the root element say when all is done.
let chartScript = """
  const root = document.documentElement;
  const darkness = window.matchMedia("(prefers-color-scheme: dark)");
  const figures = [...document.querySelectorAll("figure.chart")]
    .filter((figure) => figure.querySelector("script.spec"));
  root.dataset.charts = figures.length;

  function rowsOf(columns) {
    const names = Object.keys(columns);
    const count = names.length ? columns[names[0]].length : 0;
    return Array.from({ length: count }, (_, row) => {
      const cells = {};
      for (const name of names) {
        if (columns[name][row] !== null) cells[name] = columns[name][row];
      }
      return cells;
    });
  }

  async function draw(figure) {
    const source = JSON.parse(figure.querySelector("script.spec").textContent);
    const spec = { ...source[darkness.matches ? "dark" : "light"] };
    spec.data = { values: rowsOf(source.columns) };
    const live = figure.querySelector(".live");
    figure.view?.finalize();
    const result = await window.vegaEmbed(live, spec, {
      renderer: "svg",
      actions: { export: true, source: true, compiled: false, editor: false },
      downloadFileName: figure.id,
      tooltip: { theme: darkness.matches ? "dark" : "light" },
    });
    figure.view = result.view;
    const drawing = live.querySelector("svg.marks");
    if (drawing) drawing.style.minWidth = Math.min(drawing.width.baseVal.value, 520) + "px";
    live.hidden = false;
    figure.classList.add("drawn");
  }

  async function drawAll() {
    let drawn = 0;
    let failed = 0;
    for (const figure of figures) {
      try {
        await draw(figure);
        drawn += 1;
      } catch (problem) {
        failed += 1;
        figure.classList.remove("drawn");
        figure.querySelector(".live").hidden = true;
        console.error(figure.id, problem);
      }
    }
    root.dataset.chartsFailed = failed;
    root.dataset.chartsDrawn = drawn;
  }

  darkness.addEventListener("change", drawAll);
  await drawAll();
  """
