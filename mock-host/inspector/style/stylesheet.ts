import { findingStyle } from '../../../page-parts/finding.js';
import { foundation } from '../../../page-parts/foundation.js';
import { sequenceStyle } from '../../../page-parts/sequence-style.js';
import { firstStepsStyle } from '../../first-run/first-steps-style.js';
import { controlsStyle } from './controls-style.js';
import { viewStyle } from './view-style.js';

/** The inspector's one style sheet: light and dark, from a phone up. */
export const stylesheet: string = `${foundation}${sequenceStyle}${findingStyle}
body { min-height: 100vh; }
code, td, th, dd, li, p, h1, summary { overflow-wrap: anywhere; unicode-bidi: isolate; }
.small { padding: 0.25rem 0.75rem; font-size: 0.85rem; }
.count { color: var(--soft); font-weight: 400; font-size: 0.9em; }
.plain { list-style: none; margin: 0; }
.aside { color: var(--soft); font-size: 0.9rem; margin: 0 0 0.75rem; }
button.button { font: inherit; font-weight: 600; cursor: pointer; }
button.button.small { font-size: 0.85rem; }
button[disabled] { opacity: 0.55; cursor: default; }
.top {
  display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.5rem; padding: 0.75rem 1.5rem;
  background: var(--paper); border-bottom: 1px solid var(--line);
}
.brand { display: flex; align-items: center; gap: 0.6rem; margin: 0; font-weight: 650; font-size: 1.1rem; }
.live { display: inline-flex; align-items: center; gap: 0.4rem; font-size: 0.85rem; font-weight: 600; color: var(--mark); }
.live::before { content: ""; width: 0.55rem; height: 0.55rem; border-radius: 50%; background: currentColor; }
.live.off { color: var(--warn); }
@media (prefers-reduced-motion: no-preference) {
  .live.on::before { animation: pulse 2s ease-out infinite; }
  .item { animation: enter 0.35s ease-out; }
  .item.left .sign, .hero.left .sign { animation: wait 1.6s ease-in-out infinite; }
}
@keyframes pulse { 0% { box-shadow: 0 0 0 0 var(--mark); } 70%, 100% { box-shadow: 0 0 0 0.45rem transparent; } }
@keyframes enter { from { opacity: 0; transform: translateY(-0.4rem); } }
@keyframes wait { 50% { opacity: 0.45; } }
.chips { display: flex; flex-wrap: wrap; gap: 0.4rem; list-style: none; margin: 0; padding: 0; font-size: 0.85rem; }
.chips li { padding: 0.15rem 0.7rem; border: 1px solid var(--line); border-radius: 99px; background: var(--ground); }
.chips li > span { color: var(--soft); font-weight: 600; padding-right: 0.25rem; }
.chips li.warns { background: var(--banner); color: var(--banner-ink); border-color: var(--banner-ink); }
.chips li.warns > span { color: inherit; }
.columns { display: grid; gap: 1.5rem 2rem; padding: 1.25rem 1.5rem 4rem; max-width: 92rem; margin: 0 auto; }
@media (min-width: 62rem) {
  .columns { grid-template-columns: 21rem minmax(0, 1fr); align-items: start; }
  .columns > .side { position: sticky; top: 1.25rem; max-height: calc(100vh - 2.5rem); display: flex; flex-direction: column; }
  .list { min-height: 6rem; flex: 0 1 auto; display: flex; flex-direction: column; }
  .list ol { overflow-y: auto; }
  .columns > .side > aside { overflow-y: auto; flex: 0 100 auto; min-height: 4.5rem; }
  .columns > .side > aside:has([open]) { min-height: min(24rem, 55vh); }
}
@media (max-width: 61.99rem) {
  .list ol { max-height: 17rem; overflow-y: auto; }
}
.list h2 { font-size: 1rem; margin: 0 0 0.6rem; }
.list ol { list-style: none; margin: 0; padding: 3px; display: grid; gap: 0.6rem; align-content: start; }
.item {
  display: grid; gap: 0.15rem; padding: 0.6rem 0.9rem; color: inherit; text-decoration: none; background: var(--paper);
  border: 1px solid var(--line); border-left: 4px solid var(--soft); border-radius: 10px;
}
.item:hover { background: var(--mark-soft); }
.item[aria-current] { border-color: var(--mark); box-shadow: 0 0 0 1px var(--mark); }
.item.accepted { border-left-color: var(--mark); }
.item.refused { border-left-color: var(--warn); }
.item.left { border-left-color: var(--banner-ink); border-left-style: dashed; }
.item.away { border-left-color: var(--banner-ink); }
.item .head { display: flex; align-items: baseline; gap: 0.5rem; }
.item .sign { font-weight: 700; min-width: 1em; text-align: center; }
.accepted .sign, .item.accepted b { color: var(--mark); }
.refused .sign, .item.refused b { color: var(--warn); }
.left .sign, .away .sign, .item.left b, .item.away b { color: var(--banner-ink); }
.item .when { margin-left: auto; color: var(--soft); font-size: 0.85rem; font-variant-numeric: tabular-nums; }
.item .page { font-size: 0.9rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.item .foot { display: flex; flex-wrap: wrap; gap: 0 0.75rem; color: var(--soft); font-size: 0.8rem; }
.item .fault { color: var(--banner-ink); font-weight: 600; }
.follow { margin: 0.75rem 0 0; }
.door { max-width: 34rem; margin: 12vh auto; padding: 2.5rem 1.5rem; text-align: center; }
@media (max-width: 36rem) { .door { margin: 1rem; } .top, .columns { padding-inline: 1rem; } }
.door form { display: flex; gap: 0.6rem; justify-content: center; align-items: end; flex-wrap: wrap; }
${viewStyle}${controlsStyle}${firstStepsStyle}
.view + .first-steps { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1.5rem; }
`;
