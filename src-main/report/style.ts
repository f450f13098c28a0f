const DARK = `
  color-scheme: dark;
  --bg-0: #0e1014; --bg-1: #13161b; --bg-2: #191d24; --line: #262c36; --line-soft: #1a1e25; --line-strong: #3a4352;
  --fg-0: #e7eaf0; --fg-1: #b0b9c7; --fg-2: #8e98a9; --ref: #7cc4ff; --dir: #c4a7ff; --ok: #5ec98f;
  --warn: #e5b454; --warn-bg: #2b2413; --bad: #ff7676; --bad-fg: #ffd5d5; --bad-bg: #2a171b; --bad-line: #5a2730; --ok-bg: #12261c;`;

const LIGHT = `
  color-scheme: light;
  --bg-0: #ffffff; --bg-1: #f6f7f9; --bg-2: #eef0f3; --line: #dde1e7; --line-soft: #eaedf1; --line-strong: #b9c1cc;
  --fg-0: #171b21; --fg-1: #3f4957; --fg-2: #586374; --ref: #0b66a8; --dir: #6a3fc4; --ok: #137a46;
  --warn: #7a5000; --warn-bg: #fdf3d9; --bad: #c22532; --bad-fg: #8d1420; --bad-bg: #fdeeef; --bad-line: #eeb3b9; --ok-bg: #e4f5ec;`;

const DEPTHS = Array.from({ length: 13 }, (_, i) => `.d${i} { padding-left: ${i * 16}px }`).join('\n');

/** The application's design language, for a page of its own. */
export const STYLE = `
:root {${LIGHT}
  --ui: "Inter Variable", Inter, "Segoe UI", system-ui, sans-serif;
  --mono: "JetBrains Mono Variable", "JetBrains Mono", ui-monospace, Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) { :root {${DARK} } }
* { box-sizing: border-box }
html { background: var(--bg-0) }
body { margin: 0; color: var(--fg-0); font: 13px/1.5 var(--ui); -webkit-font-smoothing: antialiased }
main, .top { max-width: 1180px; margin: 0 auto; padding: 0 24px }
.bar { background: var(--bg-1); border-bottom: 1px solid var(--line) }
.top { display: flex; gap: 10px; align-items: baseline; padding-top: 10px; padding-bottom: 10px; color: var(--fg-2) }
.top b { color: var(--fg-0); font-weight: 600 }
.top .id { margin-left: auto }
code, pre, .mono { font-family: var(--mono); font-size: 12px; font-variant-ligatures: none }
code, bdi { unicode-bidi: isolate; overflow-wrap: anywhere }
h1 { margin: 28px 0 4px; font-size: 22px; font-weight: 600; letter-spacing: -0.01em; overflow-wrap: anywhere }
h2 { margin: 36px 0 10px; font-size: 11px; font-weight: 600; letter-spacing: 0.07em; text-transform: uppercase; color: var(--fg-2) }
h3 { margin: 0; font-size: 13px; font-weight: 600 }
p { margin: 0 0 6px }
.lead { color: var(--fg-1); font-size: 15px }
.muted { color: var(--fg-2) }
.card { margin: 22px 0; border: 1px solid var(--line); border-radius: 6px; background: var(--bg-1); overflow: hidden }
.card.bad { border-color: var(--bad-line) }
.card > header { display: flex; gap: 10px; align-items: baseline; padding: 12px 16px; border-bottom: 1px solid var(--line) }
.card.bad > header { background: var(--bad-bg); border-color: var(--bad-line) }
.card.ok > header { background: var(--ok-bg) }
.card.warn > header { background: var(--warn-bg) }
.card > header .what { font-weight: 600 }
.card.bad > header .what { color: var(--bad) }
.card.ok > header .what { color: var(--ok) }
.card.warn > header .what { color: var(--warn) }
.card > header .where { margin-left: auto; color: var(--fg-1) }
.card .body { padding: 14px 16px }
.card .body .message { font-size: 15px; margin-bottom: 10px }
.two { display: grid; grid-template-columns: 1fr 1fr; border-top: 1px solid var(--line) }
.two > div { padding: 12px 16px; min-width: 0 }
.two > div + div { border-left: 1px solid var(--line) }
.ref { color: var(--ref) }
.dir { color: var(--dir) }
.side { font-weight: 600 }
.value { display: block; margin-top: 4px; font-size: 14px; white-space: pre-wrap }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px }
table { width: 100%; border-collapse: collapse }
th, td { padding: 6px 12px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line-soft) }
tr:last-child > td { border-bottom: 0 }
th { font-weight: 500; color: var(--fg-2); background: var(--bg-1); border-bottom: 1px solid var(--line) }
th.ref { color: var(--ref) }
th.dir { color: var(--dir) }
td.n { width: 1%; white-space: nowrap; text-align: right; color: var(--fg-2); font-variant-numeric: tabular-nums }
td.mark, th.mark { width: 1%; white-space: nowrap }
td.name { min-width: 190px; width: 24% }
th.ref, th.dir { width: 34% }
.label { color: var(--fg-2); margin-right: 8px }
.op { display: block; color: var(--fg-2); font-size: 11px }
tr.diverged > td, tr.reference_only > td, tr.direct_only > td { background: var(--bad-bg) }
tr.accepted > td { background: var(--warn-bg) }
tr.gap > td { color: var(--fg-2); background: var(--bg-1); text-align: center }
.tag { display: inline-block; padding: 0 7px; border-radius: 3px; border: 1px solid var(--line-strong); font-size: 11px; line-height: 18px; white-space: nowrap; color: var(--fg-1) }
.tag.bad { color: var(--bad); border-color: var(--bad-line) }
.tag.warn { color: var(--warn) }
.tag.ok { color: var(--ok) }
.same { color: var(--fg-2) }
.none { color: var(--fg-2); font-style: italic }
pre { margin: 0; padding: 12px 16px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere }
.excerpt { border-top: 1px solid var(--line); background: var(--bg-0) }
.excerpt .file { padding: 8px 16px 0; color: var(--fg-2); font-size: 11px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 6px 20px; margin: 0 }
dt { color: var(--fg-2) }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere }
.fields { padding: 12px 16px }
.two .fields { padding: 8px 0 0 }
ul { margin: 0; padding-left: 18px }
li { margin-bottom: 4px }
footer { margin: 44px 0 32px; padding-top: 14px; border-top: 1px solid var(--line); color: var(--fg-2) }
${DEPTHS}
@media (max-width: 720px) { .two { grid-template-columns: 1fr } .two > div + div { border-left: 0; border-top: 1px solid var(--line) } }
@media print {
  :root {${LIGHT} }
  body { font-size: 10.5px }
  main, .top { max-width: none; padding-left: 0; padding-right: 0 }
  .bar { background: none }
  .card, tr, dl { break-inside: avoid }
  h2 { break-after: avoid }
  thead { display: table-header-group }
  .scroll { overflow: visible }
}
`;
