/// The looks of a page: one column for reading, wide pictures, colours by the reader's preference.
let pageStyle = """
  :root {
    --page: #ffffff; --raised: #f6f8fa; --ink: #1f2328; --soft: #59636e; --line: #d9dee4;
    --link: #0b62a8; --confirmed: #1a7f37; --refuted: #c4261d; --inconclusive: #9a6700;
    --note: #59636e; --tint: 10%;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --page: #0d1117; --raised: #151b23; --ink: #e6edf3; --soft: #9198a1; --line: #2f3742;
      --link: #6cb6ff; --confirmed: #3fb950; --refuted: #ff7b72; --inconclusive: #d9a62e;
      --note: #9198a1; --tint: 16%;
    }
  }
  * { box-sizing: border-box; }
  html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
  body {
    margin: 0 auto; max-width: 68rem; padding: 0 clamp(1rem, 4vw, 2.5rem) 4rem;
    background: var(--page); color: var(--ink);
    font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue",
      "Liberation Sans", sans-serif;
  }
  code, pre { font: 0.875em/1.5 ui-monospace, SFMono-Regular, Menlo, "Liberation Mono", monospace; }
  a { color: var(--link); text-underline-offset: 0.15em; }
  h1, h2, h3 { line-height: 1.2; text-wrap: balance; }
  summary { cursor: pointer; color: var(--soft); }
  summary:hover { color: var(--ink); }
  :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
  .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .skip { position: absolute; left: -100rem; }
  .skip:focus { left: 1rem; top: 1rem; background: var(--page); padding: 0.5rem 1rem; z-index: 1; }
  .confirmed { --tone: var(--confirmed); }
  .refuted { --tone: var(--refuted); }
  .inconclusive { --tone: var(--inconclusive); }
  .note, .all { --tone: var(--note); }

  .masthead { padding: clamp(2rem, 7vw, 4.5rem) 0 1.5rem; }
  .brand { margin: 0; font-weight: 650; letter-spacing: 0.01em; }
  .brand span { color: var(--soft); font-weight: 400; }
  h1 { margin: 0.2em 0 0; font-size: clamp(1.25rem, 3vw, 1.6rem); font-weight: 500;
    color: var(--soft); }
  .headline { margin: 0.1em 0 0.35em; font-size: clamp(2.1rem, 7.5vw, 4.25rem); line-height: 1.05;
    font-weight: 700; letter-spacing: -0.025em; color: var(--tone); text-wrap: balance; }
  .bar { display: flex; gap: 3px; height: 0.6rem; border-radius: 0.3rem; overflow: hidden; }
  .bar i { background: var(--tone); min-width: 0.4rem; }
  .tiles { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; margin: 1rem 0 0; padding: 0;
    list-style: none; }
  .tile b { font-size: 1.35rem; font-variant-numeric: tabular-nums; color: var(--tone); }
  .tile.none b { color: var(--soft); font-weight: 400; }
  .tile span { color: var(--soft); }
  .origin { margin: 1rem 0 0; color: var(--soft); font-size: 0.9rem; }

  .contents ol { list-style: none; margin: 1.5rem 0 0; padding: 0;
    border-top: 1px solid var(--line); }
  .contents a { display: grid; grid-template-columns: minmax(0, 1fr) auto 7rem; align-items: center;
    gap: 0 1.5rem; padding: 0.8rem 0.25rem; border-bottom: 1px solid var(--line); color: inherit;
    text-decoration: none; }
  .contents a:hover { background: var(--raised); }
  .contents .name { font-weight: 600; }
  .contents .where { grid-row: 2; color: var(--soft); font-size: 0.9rem; }
  .contents .outcome { grid-row: 1 / 3; grid-column: 2; text-align: right; }
  .contents .bar { grid-row: 1 / 3; grid-column: 3; }
  .outcome { color: var(--tone); font-weight: 600; }
  .notice { margin: 1.5rem 0; padding: 0.8rem 1.1rem; border-left: 4px solid var(--inconclusive);
    background: var(--raised); border-radius: 0 0.4rem 0.4rem 0; }
  .notice p { margin: 0.2rem 0 0; overflow-wrap: anywhere; }

  .experiment { padding-top: 3.5rem; }
  .kicker { margin: 0; color: var(--soft); font-size: 0.9rem; }
  h2 { margin: 0.15em 0 0.4em; font-size: clamp(1.5rem, 4vw, 2.1rem); letter-spacing: -0.015em; }
  h3 { margin: 2rem 0 0.5rem; font-size: 1.05rem; }
  .question { margin: 0 0 0.5rem; max-width: 44rem; font-size: 1.15rem; }
  .experiment > .outcome { margin: 0 0 1rem; }
  .stakes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
    gap: 1rem 2.5rem; margin: 0 0 1rem; }
  .stakes div { border-top: 1px solid var(--line); padding-top: 0.6rem; }
  .stakes dt { color: var(--soft); font-size: 0.9rem; }
  .stakes dd { margin: 0; }

  .chart { margin: 2.25rem 0; }
  .canvas { overflow-x: auto; padding-bottom: 0.25rem; }
  .still img { display: block; max-width: 100%; height: auto; }
  .drawn .still { display: none; }
  .live.vega-embed { padding-right: 2.4rem; }
  .live > svg, .live .chart-wrapper svg { display: block; overflow: visible; max-width: 100%;
    height: auto; }
  .vega-embed details summary { background: var(--raised); border-color: var(--line);
    box-shadow: none; opacity: 0.35; }
  .vega-embed details summary svg { color: var(--soft); }
  .vega-embed .vega-actions { background: var(--page); border-color: var(--line); }
  .vega-embed .vega-actions a { color: var(--ink); }
  .vega-embed .vega-actions a:hover { background: var(--raised); color: var(--ink); }
  .blank { padding: 1.5rem; border: 1px dashed var(--line); border-radius: 0.4rem;
    color: var(--soft); }
  figcaption { max-width: 44rem; color: var(--soft); font-size: 0.95rem; margin-top: 0.35rem; }
  .hint { display: none; opacity: 0.85; }
  .drawn .hint { display: inline; }
  .data { margin-top: 0.25rem; font-size: 0.9rem; }
  .data p { margin: 0.25rem 0 0; }
  .data span { color: var(--soft); }

  .filters { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 2rem 0 0.6rem; }
  .filter { position: relative; padding: 0.15rem 0.75rem; border: 1px solid var(--line);
    border-radius: 1rem; font-size: 0.9rem; cursor: pointer; color: var(--soft); }
  .filter b { color: var(--tone); font-variant-numeric: tabular-nums; }
  .filter input { position: absolute; opacity: 0; }
  .filter:has(:checked) { border-color: var(--tone); color: var(--ink);
    background: color-mix(in srgb, var(--tone) var(--tint), transparent); }
  .filter:has(:focus-visible) { outline: 2px solid var(--link); outline-offset: 2px; }
  .claims:has([value="refuted"]:checked) tbody tr:not(.refuted),
  .claims:has([value="inconclusive"]:checked) tbody tr:not(.inconclusive),
  .claims:has([value="confirmed"]:checked) tbody tr:not(.confirmed),
  .claims:has([value="note"]:checked) tbody tr:not(.note) { display: none; }
  .scroll { overflow: auto; max-height: 42rem; border: 1px solid var(--line);
    border-radius: 0.5rem; }
  table { border-collapse: collapse; width: 100%; font-size: 0.9rem; line-height: 1.4; }
  th, td { padding: 0.5rem 0.75rem; text-align: left; vertical-align: top; }
  .claims thead th { position: sticky; top: 0; background: var(--raised); font-weight: 600;
    box-shadow: 0 1px var(--line); white-space: nowrap; }
  .claims tbody tr + tr td { border-top: 1px solid var(--line); }
  .claims tbody tr.refuted td {
    background: color-mix(in srgb, var(--refuted) var(--tint), transparent); }
  .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
  th.n { text-align: right; }
  .statement { display: block; min-width: 15rem; }
  .source { display: block; color: var(--soft); font-size: 0.85rem; }
  .source code { margin-right: 0.4em; overflow-wrap: anywhere; }
  .chip { display: inline-flex; gap: 0.35em; padding: 0 0.6em; border-radius: 1em;
    white-space: nowrap; color: var(--tone); font-weight: 600;
    background: color-mix(in srgb, var(--tone) var(--tint), transparent); }
  .chip.note { font-weight: 400; background: none; }
  .chip i { font-style: normal; }
  .gauge { display: block; margin-top: 0.15rem; overflow: visible; }
  .gauge rect { fill: color-mix(in srgb, var(--soft) 16%, transparent); }
  .gauge path { stroke: var(--soft); stroke-width: 1; fill: none; opacity: 0.6; }
  .gauge .err { stroke: var(--tone); stroke-width: 2; opacity: 1; }
  .gauge circle { fill: var(--tone); }

  .choices { margin: 0; padding-left: 1.2rem; }
  .choices li { margin: 0.3rem 0; }
  .choices code { color: var(--soft); margin-right: 0.35em; }
  .conditions, .citation { margin-top: 1.25rem; }
  .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
    gap: 1rem 2.5rem; align-items: start; margin-top: 0.75rem; }
  .facts caption { text-align: left; font-weight: 600; padding-bottom: 0.25rem; }
  .facts th { font-weight: 400; color: var(--soft); white-space: nowrap; width: 1%; }
  .facts th, .facts td { padding: 0.2rem 1rem 0.2rem 0; border-top: 1px solid var(--line);
    overflow-wrap: anywhere; }
  .citation pre { overflow-x: auto; padding: 1rem; background: var(--raised);
    border-radius: 0.5rem; }
  footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line);
    color: var(--soft); font-size: 0.85rem; }

  @media (max-width: 44rem) {
    .contents a { grid-template-columns: 1fr; padding: 0.7rem 0; }
    .contents a > * { grid-row: auto !important; grid-column: 1 !important; text-align: left; }
    .contents .bar { margin-top: 0.4rem; }
    .claims .scroll { max-height: none; }
  }
  @media print {
    :root { --page: #fff; --ink: #000; --soft: #444; --line: #bbb; --raised: #fff; }
    body { max-width: none; padding: 0; font-size: 10pt; }
    .skip, .filters, .data, .hint, .live { display: none !important; }
    .drawn .still { display: block; }
    .scroll { max-height: none; overflow: visible; border: 0; }
    .chart, tr, .stakes div { break-inside: avoid; }
    .experiment { break-before: page; padding-top: 0; }
    h2, h3 { break-after: avoid; }
  }
  @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
  """
