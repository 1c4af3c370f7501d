"""How the page of coded transcripts looks: on a wide or a narrow screen, light or dark, and above all on paper."""

STYLE = """
:root { color-scheme: light dark; --ink: #1d2529; --page: #fff; --quiet: #58646a; --rule: #c9d3d6; --tint: #eef3f4;
  --accent: #1f4e5f; --mark: #c98a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4eaec; --page: #14191b; --quiet: #9fabb0; --rule: #3b474c;
  --tint: #1f272a; --accent: #8fc7da; --mark: #e0b050; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 1.5rem clamp(.75rem, 2vw, 2.5rem) 4rem; max-width: 78rem; background: var(--page);
  color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 0; font-size: 1.8rem; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.4rem; }
h3 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
small { font-size: .85em; font-weight: 400; color: var(--quiet); }
p { margin: 0 0 .5rem; }
header p, main > p, section > p { max-width: 52rem; }
.warning { border: 2px solid var(--mark); padding: .5rem .75rem; }
.key { background: var(--tint); padding: .75rem 1rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .5rem; z-index: 9; }
nav { border-block: 1px solid var(--rule); padding: .75rem 0; margin: 1rem 0; }
nav h2 { margin: 0; font-size: 1.1rem; }
nav ol { margin: .25rem 0 0; padding: 0; list-style: none; columns: 18rem; }
nav li { padding: .15rem 0; }
.themes { list-style: none; margin: 0 0 1rem; padding: 0; columns: 20rem; font-size: .9rem; }
.d1 { font-weight: 600; margin-top: .4rem; break-after: avoid; }
.d2 { padding-left: 1.2rem; } .d3 { padding-left: 2.4rem; } .d4 { padding-left: 3.6rem; }
.transcript { content-visibility: auto; contain-intrinsic-size: auto 80rem; border-top: 1px solid var(--rule); }
.band { display: grid; grid-template-columns: minmax(0, 1fr) 20rem; }
.turn { padding-top: .6rem; }
.text { padding-right: 1rem; }
.text p { display: grid; grid-template-columns: 2.75rem minmax(0, 1fr); margin: 0; }
.n { color: var(--quiet); font-size: .8rem; font-variant-numeric: tabular-nums; user-select: none;
  padding-top: .15rem; }
.w { white-space: pre-wrap; }
.w i { font-weight: 600; }
sup { color: var(--accent); font-weight: 700; font-size: .7rem; line-height: 0; }
.beside { grid-column: 2; border-left: 2px solid var(--rule); padding: 0 0 .4rem .75rem; font-size: .85rem;
  line-height: 1.4; }
.label { margin-bottom: .4rem; break-inside: avoid; }
.label p { margin: 0; white-space: pre-wrap; }
.label ul { margin: 0; padding: 0; list-style: none; font-weight: 600; }
.head b { color: var(--accent); font-size: .95rem; }
.on { margin: 0; color: var(--quiet); font-size: .8rem; }
.up { margin: 1rem 0; font-size: .9rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .6rem; max-width: 60rem; white-space: pre-wrap; }
@media (max-width: 50rem) {
  .band { grid-template-columns: minmax(0, 1fr); }
  .text { padding-right: 0; }
  .beside { grid-column: 1; margin: .2rem 0 .4rem 2.75rem; }
}
@page { size: A4; margin: 1.5cm; }
@media print {
  :root { color-scheme: light; --ink: #000; --page: #fff; --quiet: #444; --rule: #999; --tint: #fff; --accent: #000;
    --mark: #000; }
  html { font-size: 8pt; }
  body { padding: 0; max-width: none; font-family: Arial, sans-serif; }
  .skip, .up { display: none; }
  .transcript { content-visibility: visible; break-before: page; border: 0; }
  .band { grid-template-columns: minmax(0, 1fr) 5.2cm; }
  .text { padding-right: .4cm; }
  .text p { grid-template-columns: .9cm minmax(0, 1fr); break-inside: avoid; }
  .beside { grid-column: 2; margin: 0; }
  h2, h3 { break-after: avoid; }
  a { color: inherit; text-decoration: none; }
}
"""
