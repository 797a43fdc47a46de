/** The style of what the host can be told and asked. */
export const controlsStyle = `
input[type="text"], input[type="password"], select {
  font: inherit; padding: 0.35rem 0.6rem; border: 1px solid var(--soft); border-radius: 8px; background: var(--ground); color: var(--ink); min-width: 0; max-width: 100%;
}
input[type="checkbox"] { accent-color: var(--mark); width: 1.05rem; height: 1.05rem; }
label > span:first-child { display: block; font-weight: 600; color: var(--soft); font-size: 0.85rem; }
.suppose { display: flex; flex-wrap: wrap; gap: 0.6rem 0.9rem; align-items: end; }
.suppose form { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; }
.answer { margin: 0.75rem 0 0; padding: 0.6rem 0.9rem; border-left: 4px solid var(--soft); background: var(--ground); border-radius: 0 8px 8px 0; }
.answer p { margin: 0; }
.answer.good { border-left-color: var(--mark); }
.answer.bad { border-left-color: var(--warn); }
.controls { margin-top: 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; flex: none; }
.controls > summary { padding: 0.6rem 1rem; cursor: pointer; font-weight: 600; }
.controls > summary .badge { margin-left: 0.5rem; }
.controls > .inside { display: grid; gap: 1.1rem; padding-bottom: 1rem; }
.controls fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.controls legend { font-weight: 600; padding: 0; margin-bottom: 0.35rem; }
.controls fieldset p { margin: 0 0 0.5rem; font-size: 0.9rem; }
.order { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; margin-bottom: 0.6rem; }
.order label { min-width: 0; }
.tick { display: inline-flex; align-items: center; gap: 0.4rem; }
.faults { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; font-size: 0.9rem; }
.faults li { padding: 0.5rem 0.7rem; border-radius: 8px; background: var(--banner); color: var(--banner-ink); }
.faults li.spent { background: var(--ground); color: var(--soft); }
.faults small { display: block; }
.faults .button { margin-top: 0.35rem; }
.faults .armed .button { color: inherit; border-color: currentColor; }
.failure { margin: 0; color: var(--warn); font-weight: 600; }
`;
