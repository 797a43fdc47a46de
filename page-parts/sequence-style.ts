/** So many parties a picture has at most; each of them has its rules here, since a strict policy allows no style in an element. */
export const mostLanes = 5;

const lanes = Array.from({ length: mostLanes - 1 }, (_none, at) => at + 2);

const columns = lanes
  .map(
    (count) => `
.lanes-${count} .lanes, .lanes-${count} .arrow, .lanes-${count} .gap { grid-template-columns: repeat(${count * 2}, minmax(0, 1fr)); }
.lanes-${count} .arrows { background-size: calc(100% / ${count}) 100%; }`,
  )
  .join('');

/** An arrow runs from the middle of the first lane to the middle of another. */
const spans = lanes
  .map(
    (lane) => `
.to-${lane - 1} > .shaft { grid-column: 2 / ${lane * 2}; }
.gap.to-${lane - 1} > div { grid-column: 1 / ${lane * 2 + 1}; }`,
  )
  .join('');

/** One between two other lanes runs from the middle of the right one to the middle of the left one. */
const between = lanes
  .flatMap((count) =>
    Array.from({ length: count - 2 }, (_none, at) => [count - 1, at + 1] as const).map(
      ([right, left]) =>
        `\n.from-${right}.to-${left} > .shaft { grid-column: ${left * 2 + 2} / ${right * 2 + 2}; }`,
    ),
  )
  .join('');

/** The style of sequence pictures: no line is drawn but by it, and without it they are ordered lists. */
export const sequenceStyle: string = `
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.sequence { container-type: inline-size; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); overflow: hidden; }
.sequence .lanes, .sequence .arrows { list-style: none; margin: 0; padding: 0; }
.sequence .lanes { display: grid; border-bottom: 1px solid var(--line); background: var(--ground); }
.sequence .lanes > li { grid-column: span 2; text-align: center; padding: 0.5rem 0.35rem; font-size: 0.85rem; line-height: 1.3; }
.sequence .lanes code { display: block; color: var(--soft); font-size: 0.75rem; }
.sequence .arrows {
  padding: 0.75rem 0; print-color-adjust: exact; -webkit-print-color-adjust: exact;
  background-image: linear-gradient(to right, transparent calc(50% - 1px), var(--line) calc(50% - 1px), var(--line) calc(50% + 1px), transparent calc(50% + 1px));
}
.arrow { display: grid; font-size: 0.85rem; line-height: 1.4; break-inside: avoid; padding-bottom: 0.5rem; }
.arrow > .said { grid-column: 1 / -1; padding: 0.15rem 0.6rem; min-width: 0; overflow-wrap: anywhere; }
.arrow > .said > b, .arrow > .said > code, .arrow .asker, .arrow .aside { background: var(--paper); unicode-bidi: isolate; }
.arrow .asker { color: var(--soft); }
.arrow .aside { display: block; width: fit-content; max-width: 100%; color: var(--soft); font-size: 0.8rem; }
.arrow > .shaft { position: relative; height: 10px; color: var(--soft); }
.arrow > .shaft::before { content: ""; position: absolute; inset: 4px 0 auto; border-top: 2px solid currentColor; }
.arrow > .shaft::after { content: ""; position: absolute; top: 0; border: 5px solid transparent; }
.arrow.out > .shaft::after { right: 0; border-left: 9px solid currentColor; border-right: 0; }
.arrow.back > .shaft::after { left: 0; border-right: 9px solid currentColor; border-left: 0; }
.arrow.back > .shaft::before, .arrow.planned > .shaft::before, .arrow.stopped > .shaft::before { border-top-style: dashed; }
.arrow.leftward.out > .shaft::after { right: auto; left: 0; border-right: 9px solid currentColor; border-left: 0; }
.arrow.leftward.back > .shaft::after { left: auto; right: 0; border-left: 9px solid currentColor; border-right: 0; }
.arrow.good > .shaft, .arrow.good b { color: var(--mark); }
.arrow.bad > .shaft, .arrow.bad b, .arrow.stopped > .shaft, .arrow.stopped b { color: var(--warn); }
.arrow.stopped > .shaft::after { content: "\\00d7"; inset: -7px 30% auto auto; border: 0; font: 700 1.3rem/1.1 system-ui, sans-serif; background: var(--paper); padding-inline: 3px; }
.arrow .at { float: right; padding-left: 0.75rem; color: var(--soft); font-size: 0.8rem; font-variant-numeric: tabular-nums; background: var(--paper); }
.gap { display: grid; padding: 0.35rem 0.6rem 0.85rem; font-size: 0.85rem; line-height: 1.4; break-inside: avoid; }
.gap > div {
  padding: 0.9rem 1rem; text-align: center; border: 1px dashed var(--soft); border-radius: 10px; min-width: 0; overflow-wrap: anywhere;
  background: repeating-linear-gradient(135deg, var(--paper) 0 7px, var(--ground) 7px 14px);
  print-color-adjust: exact; -webkit-print-color-adjust: exact;
}
.gap b, .gap span { background: var(--paper); padding: 0.05rem 0.4rem; border-radius: 4px; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.gap.open > div { border-color: var(--mark); }
.gap.open b { color: var(--mark); }
${columns}${spans}${between}
@container (min-width: 26rem) {
  .arrow > .said { grid-column: 2 / -1; padding: 0.15rem 0.9rem; }
}
`;
