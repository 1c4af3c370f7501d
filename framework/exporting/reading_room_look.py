"""How the reading room looks: light or dark as the reader's machine is, on a wide or a narrow screen, on paper."""

STYLE = """
:root { color-scheme: light dark; --ink: #1d2529; --page: #fff; --quiet: #58646a; --rule: #c9d3d6; --tint: #eef3f4;
  --accent: #1f4e5f; --told: #fff4cf; --mark: #c98a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4eaec; --page: #14191b; --quiet: #9fabb0; --rule: #3b474c;
  --tint: #1f272a; --accent: #8fc7da; --told: #3a3115; --mark: #e0b050; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 1.5rem clamp(.75rem, 2vw, 2.5rem) 4rem; max-width: 110rem; background: var(--page);
  color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 0; font-size: 1.8rem; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.4rem; }
h3 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
h4 { margin: 0 0 .3rem; font-size: 1rem; }
small, caption { font-size: .85rem; font-weight: 400; color: var(--quiet); }
p { margin: 0 0 .5rem; white-space: pre-wrap; }
header p, main > p, section > p { max-width: 52rem; white-space: normal; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, .matrix:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .5rem; z-index: 9; }
nav { border-block: 1px solid var(--rule); padding: .75rem 0; margin: 1rem 0; }
nav h2 { margin: 0; font-size: 1.1rem; }
nav ol { margin: .25rem 0 0; padding: 0; list-style: none; columns: 22rem; }
nav li { padding: .15rem 0; }
.matrix { overflow: auto; max-height: 92vh; border: 1px solid var(--rule); scroll-padding: 5rem 1rem 1rem 11rem; }
table { border-collapse: separate; border-spacing: 0; min-width: 100%; }
caption { text-align: left; padding: .4rem .6rem; }
th, td { vertical-align: top; text-align: left; padding: .5rem .6rem; border: solid var(--rule);
  border-width: 0 1px 1px 0; }
td { scroll-margin: 5rem 0 0 11rem; }
td, thead th { min-width: 15rem; max-width: 32rem; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--tint); color: var(--accent); }
tbody th, thead th:first-child { position: sticky; left: 0; z-index: 1; min-width: 8rem; max-width: 10rem;
  background: var(--tint); }
thead th:first-child { z-index: 3; }
.meanings { columns: 24rem; column-gap: 2rem; margin: .75rem 0; font-size: .9rem; }
.meanings div { break-inside: avoid; padding-bottom: .5rem; }
.meanings dd, .meanings p { margin: 0; }
.note { border-left: 3px solid var(--mark); padding-left: .6rem; }
.verbatim, blockquote { font-style: italic; }
.comment { color: var(--quiet); }
p.comment { border-left: 3px solid var(--rule); padding-left: .5rem; }
.key { background: var(--tint); padding: .75rem 1rem; }
.lines { font-size: .85rem; font-style: normal; white-space: nowrap; }
.reason { color: var(--quiet); }
.status { font-size: .8rem; color: var(--quiet); margin: 0; }
.up { margin: .5rem 0; font-size: .9rem; }
.case { content-visibility: auto; contain-intrinsic-size: auto 60rem; }
article { max-width: 52rem; padding: .75rem; border-bottom: 1px solid var(--rule); }
blockquote { margin: 0 0 .5rem; padding-left: .75rem; border-left: 3px solid var(--accent); white-space: pre-wrap; }
.around { font-size: .9rem; color: var(--quiet); }
.around b { font-weight: 600; }
.under, .back { font-size: .9rem; margin: 0 0 .25rem; white-space: normal; }
td:target, article:target { background: var(--told); outline: 2px solid var(--mark); outline-offset: -2px; }
dt { font-weight: 600; }
dd { margin: 0 0 .6rem; max-width: 60rem; white-space: pre-wrap; }
@media (max-width: 45rem) {
  td, thead th { min-width: 13rem; }
  tbody th, thead th:first-child { min-width: 5.5rem; max-width: 6.5rem; }
  .matrix { scroll-padding-left: 7rem; }
}
@page { size: A4 landscape; margin: 1.5cm; }
@media print {
  :root { color-scheme: light; --ink: #000; --page: #fff; --quiet: #555; --rule: #bbb; --tint: #fff; --accent: #000;
    --told: #fff; --mark: #fff; }
  html { font-size: 8.5pt; }
  body { padding: 0; max-width: none; }
  .skip, .up, nav { display: none; }
  .matrix { max-height: none; overflow: visible; border-right: 0; }
  table { table-layout: fixed; width: 100%; }
  th, td, td, thead th, tbody th, thead th:first-child { position: static; min-width: 0; max-width: none; }
  thead th:first-child { width: 8.5rem; }
  main > section { break-before: page; }
  #about { break-before: auto; }
  article { break-inside: avoid; max-width: none; }
  h3 { column-span: all; }
  .case { content-visibility: visible; columns: 2; column-gap: 1cm; }
  a { color: inherit; text-decoration: none; }
}
"""
