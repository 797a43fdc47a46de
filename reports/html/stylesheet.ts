import { findingStyle } from '../../page-parts/finding.js';
import { foundation } from '../../page-parts/foundation.js';
import { sequenceStyle } from '../../page-parts/sequence-style.js';

/** The report's one style sheet: light and dark, from a phone up, and on paper. */
export const stylesheet: string = `${foundation}${sequenceStyle}${findingStyle}
body > * { max-width: 76rem; margin-inline: auto; padding-inline: 1.25rem; }
dd, li, p, h1, h3, summary, td, th { overflow-wrap: anywhere; unicode-bidi: isolate; }
.summary { padding-top: 1.75rem; }
.summary::before { content: ""; position: absolute; inset: 0 0 auto; height: 6px; background: var(--soft); print-color-adjust: exact; }
.summary.good::before { background: var(--mark); }
.summary.bad::before { background: var(--warn); }
.summary.bad h1 { color: var(--warn); }
.summary.good h1 { color: var(--mark); }
.tool { margin: 0 0 0.25rem; color: var(--soft); font-weight: 600; font-size: 0.9rem; }
.exit { margin: 0 0 1rem; }
.remarks { margin: 0 0 1rem; padding: 0.75rem 1rem 0.75rem 2rem; border-radius: 10px; background: var(--banner); color: var(--banner-ink); }
.tally, .witnesses, .plain { list-style: none; margin: 0; padding: 0; }
.tally { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-bottom: 1.25rem; }
.tally a { text-decoration: none; padding: 0.35rem 0.8rem; font-size: 0.95rem; }
.tally a:hover { text-decoration: underline; }
.facts { padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: 12px; background: var(--paper); }
.facts dd:last-child { margin-bottom: 0; }
.filters {
  display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; align-items: end; max-width: none;
  margin: 1.5rem max(1.25rem, calc((100% - 73.5rem) / 2)) 0; padding-block: 1rem;
  border: 1px solid var(--line); border-radius: 12px; background: var(--paper); font-size: 0.9rem;
}
.filters fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.15rem 1rem; }
.filters legend, .field { font-weight: 600; color: var(--soft); font-size: 0.85rem; padding: 0; }
.filters fieldset label { display: inline-flex; align-items: center; gap: 0.35rem; min-height: 1.75rem; }
.filters input, .filters select, .filters button { font: inherit; accent-color: var(--mark); }
.field { display: grid; gap: 0.15rem; }
.field input, .field select { padding: 0.35rem 0.6rem; border: 1px solid var(--soft); border-radius: 8px; background: var(--ground); color: var(--ink); min-width: 0; }
.field.wide { flex: 1 1 14rem; }
.tools { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin: 0; flex: 1 1 100%; }
.tools output { flex: 1 1 16rem; color: var(--soft); }
.tools .button { padding: 0.25rem 0.8rem; font-size: 0.85rem; cursor: pointer; }
.count { color: var(--soft); font-weight: 400; font-size: 0.9em; }
main { padding-block: 0.5rem 4rem; }
h2 { margin: 2.25rem 0 0.75rem; font-size: 1.3rem; }
h2:focus, article:focus, .inside:focus { outline: none; }
h3 { margin: 0 0 0.35rem; font-size: 1.05rem; line-height: 1.4; }
.witnesses { display: flex; flex-wrap: wrap; gap: 0.4rem; }
details.visit { background: var(--paper); border: 1px solid var(--line); margin-top: -1px; }
details.visit > summary { padding: 0.55rem 1rem; cursor: pointer; }
details.visit > summary:hover { background: var(--mark-soft); }
summary > .badge { margin-left: 0.35rem; }
details[open] > summary { font-weight: 600; }
details[open] > summary > .badge, details[open] > summary > .level, details[open] > summary > code { font-weight: 400; }
.sides { display: grid; gap: 1.25rem; }
@media (min-width: 60rem) { .sides { grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); } }
.side { min-width: 0; }
.how { margin: 0 0 0.4rem; font-weight: 600; font-size: 0.9rem; color: var(--soft); }
.end { margin: 0.6rem 0; }
.end.good { color: var(--mark); }
.end.open { color: var(--banner-ink); }
.token > summary { cursor: pointer; color: var(--mark); width: fit-content; }
.token p { margin: 0.5rem 0 0; font-size: 0.85rem; color: var(--soft); }
.token b.failed { color: var(--warn); }
.token table { border-collapse: collapse; width: 100%; margin-top: 0.5rem; font-size: 0.9rem; }
.token caption { text-align: left; font-weight: 600; color: var(--soft); font-size: 0.85rem; }
.token th, .token td { border-top: 1px solid var(--line); padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; vertical-align: top; font-weight: 400; }
.token th { width: 9rem; }
.token small { display: block; color: var(--soft); }
.across { overflow-x: auto; margin-bottom: 1rem; border: 1px solid var(--line); border-radius: 12px; background: var(--paper); }
.targets { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
.targets th, .targets td { padding: 0.45rem 0.8rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: normal; }
.targets thead th { border-top: 0; color: var(--soft); font-weight: 600; }
.targets .outcome { white-space: nowrap; }
.targets .good .outcome { color: var(--mark); }
.targets .bad .outcome { color: var(--warn); }
.target { margin-top: 2.5rem; border-top: 3px solid var(--line); }
.target .summary { padding-top: 0; }
.target .summary::before { content: none; }
.target .summary.bad h2 { color: var(--warn); }
.target .summary.good h2 { color: var(--mark); }
.on-paper { display: none; }
:target:not(main) { outline: 3px solid var(--mark); outline-offset: 3px; }
@media (max-width: 36rem) {
  body > * { padding-inline: 0.75rem; }
  .finding { padding: 0.9rem 1rem; }
  .inside { padding-inline: 0.75rem; }
  .filters { margin-inline: 0.75rem; }
}
@media print {
  @page { margin: 14mm; }
  html { font-size: 11px; }
  body { background: #fff; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body > * { max-width: none; padding-inline: 0; }
  .filters, .skip, details.visit:not([open]) { display: none !important; }
  .on-paper { display: block; color: var(--soft); }
  h2, h3, summary { break-after: avoid; }
  a { text-decoration: none; }
}
`;
