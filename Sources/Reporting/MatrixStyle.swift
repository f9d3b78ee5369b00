import Charts

/// The looks of a page of matrices, beside those of every page.
let matrixStyle = """

  :root { \(series(.light)) }
  @media (prefers-color-scheme: dark) { :root { \(series(.dark)) } }
  body { max-width: 80rem; }
  section { padding-top: 2.5rem; }
  button, select, input { font: inherit; color: inherit; background: var(--raised);
    border: 1px solid var(--line); border-radius: 0.4rem; padding: 0.25rem 0.6rem; max-width: 100%; }
  button { cursor: pointer; }
  button:hover { border-color: var(--soft); }
  .lead, .remarks { color: var(--soft); max-width: 46rem; margin: 0 0 0.75rem; }
  .tiles { margin-top: 1.25rem; }
  .headline { font-size: clamp(1.8rem, 5vw, 3rem); }
  .masthead h1 { overflow-wrap: anywhere; }
  .origin { overflow-wrap: anywhere; }
  .account { margin: 0.75rem 0 0; font-size: 0.9rem; overflow-wrap: anywhere; }
  .account summary { color: var(--ink); }
  .account h3 { margin: 0.8rem 0 0.2rem; font-size: 0.9rem; }
  .account h3 span { color: var(--soft); font-weight: 400; }
  .account div { max-height: 24rem; overflow: auto; margin-top: 0.4rem; padding: 0 1rem 0.6rem;
    border: 1px solid var(--line); border-radius: 0.5rem; }
  .account ul { margin: 0; padding: 0; list-style: none; color: var(--soft);
    columns: 22rem; font: 0.8rem/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; }

  .findings { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
    gap: 1.25rem 2.5rem; }
  .finding { border-top: 1px solid var(--line); padding-top: 0.6rem; min-width: 0; }
  .finding h3 { margin: 0; }
  .finding p { margin: 0.25rem 0 0.5rem; font-size: 0.9rem; color: var(--soft); }
  .finding ol { margin: 0; padding: 0; list-style: none; font-size: 0.85rem; max-height: 16rem;
    overflow-y: auto; }
  .finding li { display: flex; gap: 1rem; justify-content: space-between; align-items: baseline; }
  .finding a { flex: none; max-width: 65%; overflow-wrap: anywhere; text-decoration: none; }
  .finding a:hover { text-decoration: underline; }
  .finding li span { text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }

  .legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0 0 0.5rem; font-size: 0.9rem; }
  .legend span { display: inline-flex; align-items: center; gap: 0.35rem; }
  .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
    gap: 1.5rem 2rem; }
  .plot { margin: 0; min-width: 0; display: flex; flex-direction: column; }
  .plot h3 { margin: 0 0 0.35rem; font-size: 0.95rem; }
  .plot .measure { align-self: start; margin-bottom: 0.35rem; font-weight: 600; font-size: 0.95rem;
    background: none; border-color: transparent; padding-left: 0; cursor: pointer;
    field-sizing: content; }
  .plot .measure:hover { border-color: var(--line); }
  .measure option, .measure optgroup { background: var(--page); color: var(--ink); font-weight: 400; }
  .plot figcaption { font-size: 0.85rem; }
  .stage { position: relative; min-height: 12rem; }
  .stage svg { display: block; max-width: 100%; height: auto; overflow: visible; }
  .stage text { font-size: 11px; fill: var(--soft); paint-order: stroke; stroke: var(--page);
    stroke-width: 3px; stroke-linejoin: round; }
  .stage .title { font-size: 12px; fill: var(--ink); }
  .grid { stroke: var(--line); opacity: 0.55; fill: none; }
  .axis { stroke: var(--soft); opacity: 0.6; fill: none; }
  .tip { position: absolute; pointer-events: none; background: var(--page); border: 1px solid var(--soft);
    border-radius: 0.35rem; padding: 0.25rem 0.55rem; font-size: 0.8rem; line-height: 1.4; z-index: 1;
    white-space: pre-line; overflow-wrap: anywhere; max-width: min(22rem, 60%); box-shadow: 0 2px 8px #0003; }
  .plot .data { display: inline-flex; gap: 0.6rem; font-size: inherit; margin: 0; }
  .plot .data button { border: 0; background: none; padding: 0; color: var(--soft);
    text-decoration: underline; text-underline-offset: 0.15em; text-decoration-color: var(--line); }
  .plot .data button:hover { color: var(--ink); }

  #matrix { scroll-margin-top: 0.5rem; outline: none; }
  #h-matrix { overflow-wrap: anywhere; font-size: clamp(1.2rem, 3.2vw, 1.7rem); }
  .chooser { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; margin: 0 0 1rem; }
  .chooser select { flex: 0 1 30rem; min-width: 0; }
  .chooser .lead { margin: 0; font-size: 0.9rem; }
  .numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
    gap: 0.8rem 1.5rem; margin: 0 0 1.5rem; }
  .numbers dt { color: var(--soft); font-size: 0.85rem; }
  .numbers dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; }
  .numbers small { display: block; font-size: 0.8rem; font-weight: 400; color: var(--soft); }
  .numbers .wide { grid-column: 1 / -1; }
  .numbers .wide dd { font-size: 0.9rem; font-weight: 400; overflow-wrap: anywhere; }

  .tools { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 0 0 0.6rem;
    font-size: 0.9rem; }
  .tools input { flex: 1 1 16rem; }
  .tools span { color: var(--soft); }
  .listing thead th { position: sticky; top: 0; background: var(--raised); vertical-align: bottom;
    box-shadow: 0 1px var(--line); padding: 0; z-index: 1; }
  .listing thead button { border: 0; background: none; padding: 0.5rem 0.6rem; font-weight: 600;
    width: 100%; text-align: inherit; line-height: 1.25; }
  .listing th[aria-sort=ascending] button::after { content: " ▲"; font-size: 0.7em; }
  .listing th[aria-sort=descending] button::after { content: " ▼"; font-size: 0.7em; }
  .listing tbody th { font-weight: 400; min-width: 14rem; max-width: 26rem; overflow-wrap: anywhere; }
  .listing table { font-size: 0.85rem; }
  .listing td:nth-child(2) { color: var(--soft); }
  .listing tbody th, .listing tbody td { padding: 0.3rem 0.6rem; }
  .listing tbody tr { cursor: pointer; }
  .listing tbody tr + tr > * { border-top: 1px solid var(--line); }
  .listing tbody tr:hover > * { background: var(--raised); }
  .listing tr[aria-current] > * { background: color-mix(in srgb, var(--s0) 14%, transparent); }
  .listing tbody a { text-decoration: none; }
  .state { margin-left: 0.5em; color: var(--refuted); font-size: 0.85em; }
  .facts th { padding-right: 1.5rem; white-space: normal; overflow-wrap: anywhere; min-width: 9rem; }
  .formulas { columns: 24rem; font-size: 0.85rem; }
  .formulas dt { font-weight: 600; break-after: avoid; }
  .formulas dd { margin: 0 0 0.4rem; color: var(--soft); break-inside: avoid; }

  @media (max-width: 44rem) {
    .listing tbody th { min-width: 10rem; max-width: 14rem; font-size: 0.85rem; }
    .chooser select { flex: 1 1 8rem; }
    .chooser .lead { flex-basis: 100%; }
  }
  @media print {
    :root { \(series(.light)) }
    section { padding-top: 1.2rem; }
    .chooser, .tools, .plot .data, #more, .tip, #formulas { display: none !important; }
    .plots { grid-template-columns: 1fr 1fr; gap: 0.8rem; }
    .plot, .finding, .numbers { break-inside: avoid; }
    .finding ol { max-height: none; }
    .listing table { font-size: 7pt; }
    .listing tbody th { min-width: 0; max-width: 12rem; }
    .listing thead button, .listing tbody th, .listing tbody td { padding: 0.1rem 0.3rem; font-size: 7pt; }
    .listing thead th { position: static; white-space: normal; }
  }

  """

/// The colours of series as variables.
private func series(_ theme: Theme) -> String {
  theme.categorical.enumerated().map { "--s\($0): \($1);" }.joined(separator: " ")
}
