/** The style of the first steps; the ground is `page-parts/foundation`. */
export const firstStepsStyle: string = `
.view + .first-steps { margin-top: 2.5rem; }
.first-steps .steps { list-style: none; margin: 1.5rem 0; padding: 0; display: grid; gap: 0; }
.step { display: grid; grid-template-columns: 2rem minmax(0, 1fr); gap: 0 1rem; position: relative; padding-bottom: 1rem; }
.step:not(:last-child)::before { content: ""; position: absolute; left: calc(1rem - 1px); top: 2rem; bottom: 0; border-left: 2px solid var(--line); }
.step.done:not(:last-child)::before { border-color: var(--mark); }
.step .tick { width: 2rem; height: 2rem; border-radius: 50%; border: 2px solid var(--line); display: grid; place-items: center; font-weight: 700; font-size: 0.9rem; color: var(--soft); background: var(--paper); }
.step.done .tick { background: var(--mark); border-color: var(--mark); color: var(--mark-ink); }
.step b { line-height: 2rem; }
.step p { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
.first-steps section { margin-top: 2.5rem; }
.tabs { display: flex; flex-wrap: wrap; gap: 0.35rem; margin: 0 0 0.75rem; }
.tabs button { font: inherit; font-size: 0.9rem; padding: 0.25rem 0.8rem; border-radius: 99px; border: 1px solid var(--line); background: var(--paper); color: var(--ink); cursor: pointer; }
.tabs button:hover { border-color: var(--mark); }
.tabs button[aria-selected="true"] { background: var(--mark); border-color: var(--mark); color: var(--mark-ink); font-weight: 600; }
.snippet pre { margin: 0; padding: 1rem; overflow: auto; max-height: 32rem; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; line-height: 1.5; font-size: 0.85rem; }
.snippet .aside { color: var(--soft); font-size: 0.9rem; margin: 0 0 0.5rem; }
.first-steps .small { padding: 0.1rem 0.7rem; font-size: 0.85rem; }
@media (prefers-reduced-motion: no-preference) { .step .tick { transition: background-color 0.3s, color 0.3s, border-color 0.3s; } }
`;
