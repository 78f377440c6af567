/// How a report looks: light, dark, narrow and on paper.
enum ReportStyle {
  static let text = """
    :root { color-scheme: light dark; --ink: #1d2329; --soft: #5c6670; --line: #d8dde2; --page: #fff; --tint: #f4f6f8;
      --held: #0a6b43; --failed: #a8321a; --open: #6b5b00; --link: #0b57a8; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --soft: #9aa5b0; --line: #3a424a; --page: #14181c;
      --tint: #1d2329; --held: #5fce9b; --failed: #ff9078; --open: #e3c94f; --link: #82b8f2; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 76rem; padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; color: var(--ink);
      background: var(--page); font: 1rem/1.5 system-ui, "DejaVu Sans", sans-serif; }
    h1 { margin: 0; font-size: 2rem; line-height: 1.2; text-wrap: balance; }
    h2 { margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: 1.3rem; }
    h3 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
    p { margin: .25rem 0; max-width: 48rem; }
    h1, h2, h3, p, li, summary, figcaption { overflow-wrap: anywhere; }
    a { color: var(--link); }
    .study, .facts, .files, .hint, .evidence, .readout { color: var(--soft); font-size: .875rem; }
    .study { font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
    .question { margin: .75rem 0; font-size: 1.2rem; }
    .claims { list-style: none; margin: 0; padding: 0; }
    .claims li { display: grid; grid-template-columns: 8rem 1fr; gap: 1rem; padding: .6rem 0;
      border-bottom: 1px solid var(--line); }
    .verdict { font-weight: 600; white-space: nowrap; }
    .held .verdict { color: var(--held); } .failed .verdict { color: var(--failed); } .open .verdict { color: var(--open); }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
    .caption { margin-bottom: .5rem; font-size: .875rem; }
    thead { border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); }
    tbody { border-bottom: 2px solid var(--ink); }
    th, td { padding: .25rem .75rem; text-align: right; vertical-align: top; }
    td { white-space: nowrap; }
    td.long { white-space: normal; min-width: 18rem; }
    .tall { max-height: 36rem; overflow-y: auto; border-bottom: 1px solid var(--line); }
    .tall thead th { position: sticky; top: 0; background: var(--page); }
    th { font-weight: 600; }
    thead th { position: relative; vertical-align: bottom; }
    th.text, td.text, th[scope=row] { text-align: left; }
    th:first-child, td:first-child { padding-left: .25rem; }
    tbody tr:hover { background: var(--tint); }
    th button { all: unset; cursor: pointer; }
    th button:focus-visible, [tabindex]:focus-visible, summary:focus-visible { outline: 2px solid var(--link);
      outline-offset: 3px; }
    th button::after { content: "↕"; position: absolute; right: .1rem; bottom: .3rem; width: .6rem; color: var(--soft);
      font-size: .65rem; font-weight: 400; text-align: center; opacity: .6; }
    th[aria-sort=ascending] button::after { content: "▲"; opacity: 1; }
    th[aria-sort=descending] button::after { content: "▼"; opacity: 1; }
    figure { margin: .5rem 0; }
    figcaption { margin-top: .35rem; color: var(--soft); font-size: .875rem; max-width: 48rem; }
    .layer figcaption { color: var(--ink); }
    img { display: block; max-width: 100%; height: auto; }
    .plot img { padding: .5rem; background: #fff; border-radius: 4px; }
    .pixels { image-rendering: pixelated; width: 100%; }
    .panel .pixels { image-rendering: auto; border-radius: 4px; }
    .frame { padding: .5rem 0; border-bottom: 1px solid var(--line); }
    .frame summary { cursor: pointer; padding: .25rem 0; }
    .score { margin-left: 1rem; color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
    .layers { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: .5rem 1rem;
      margin-top: .5rem; }
    .view { position: relative; overflow: hidden; }
    .at .view { cursor: crosshair; }
    .at .view::after { content: ""; position: absolute; left: var(--x); top: var(--y); width: 9px; height: 9px;
      margin: -5px 0 0 -5px; border: 1px solid #fff; outline: 1px solid #000; border-radius: 50%; pointer-events: none; }
    .layer { margin: 0; }
    output { font-weight: 600; font-variant-numeric: tabular-nums; }
    .legend { display: flex; align-items: center; gap: .4rem; color: var(--soft); font-size: .75rem; }
    .strip { flex: 0 1 9rem; height: .5rem; border-radius: 2px; }
    .slider:not(.on) { display: contents; }
    .panel .slider:not(.on) { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; }
    .slider.on { display: grid; position: relative; align-content: start; --cut: 50%; }
    .slider.on > figure { grid-area: 1 / 1; }
    .slider.on > figure + figure .view { clip-path: inset(0 0 0 var(--cut)); }
    .slider.on > figure + figure figcaption { text-align: right; }
    .slider.on > figure + figure { pointer-events: none; }
    .slider.on > input { width: 100%; margin: .25rem 0; accent-color: var(--link); }
    .panel .slider.on { max-width: 48rem; }
    .readout { min-height: 1.5em; }
    label { font-size: .875rem; }
    .filelist { columns: 16rem; padding-left: 1.2rem; font-size: .875rem; }
    html:not(.js) .hint { display: none; }
    @media (max-width: 40rem) { h1 { font-size: 1.6rem; } .claims li { grid-template-columns: 1fr; gap: .1rem; }
      .panel > figure, .plot { overflow-x: auto; } .panel > figure img, .plot img { max-width: none; } }
    @media print {
      :root { --ink: #000; --soft: #333; --line: #999; --page: #fff; --tint: #fff; --held: #000; --failed: #000;
        --open: #000; --link: #000; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      section, figure, li, tr { break-inside: avoid; }
      .tall { max-height: none; }
      .hint, .slider > input, label, .readout, th button::after { display: none !important; }
      .slider.on { grid-template-columns: 1fr 1fr; gap: .5rem; }
      .slider.on > figure, .slider.on > figure + figure { grid-area: auto; }
      .slider.on > figure + figure .view { clip-path: none; }
      .slider.on > figure + figure figcaption { text-align: left; }
    }
    """
}
