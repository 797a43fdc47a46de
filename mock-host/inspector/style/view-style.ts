/** The style of one handshake. */
export const viewStyle = `
.view { display: grid; gap: 1.75rem; min-width: 0; }
.view > section { min-width: 0; }
.view h2 { font-size: 1.15rem; margin: 0 0 0.75rem; }
.view h3 { font-size: 1rem; margin: 1.25rem 0 0.6rem; }
.view h4 { font-size: 1rem; line-height: 1.4; margin: 0 0 0.35rem; }
h1:focus { outline: none; }
.hero { display: flex; gap: 1.1rem; align-items: flex-start; padding: 1.25rem 1.5rem; border-radius: 14px; background: var(--paper); border: 1px solid var(--line); border-top: 5px solid var(--soft); }
.hero > div { min-width: 0; }
.hero .sign { flex: none; display: grid; place-items: center; width: 3.1rem; height: 3.1rem; border-radius: 50%; font-size: 1.6rem; font-weight: 700; background: var(--banner); }
.hero.accepted { border-top-color: var(--mark); }
.hero.accepted .sign { background: var(--mark-soft); }
.hero.refused { border-top-color: var(--warn); }
.hero.refused .sign { background: var(--warn-soft); }
.hero.left, .hero.away { border-top-color: var(--banner-ink); }
.hero h1 { margin: 0 0 0.35rem; font-variant-numeric: tabular-nums; }
.hero.accepted h1 { color: var(--mark); }
.hero.refused h1 { color: var(--warn); }
.which { margin: 0; color: var(--soft); font-size: 0.9rem; font-variant-numeric: tabular-nums; }
.why { margin: 0; font-size: 1.05rem; }
.notice { margin: 0.75rem 0 0; padding: 0.5rem 0.75rem; border-radius: 8px; background: var(--banner); color: var(--banner-ink); }
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.4rem; }
.panel > :last-child { margin-bottom: 0; }
.masked { margin: 0 0 0.75rem; color: var(--soft); }
.lifetime progress { appearance: none; display: block; width: 100%; height: 0.55rem; border: 0; border-radius: 99px; background: var(--mark-soft); overflow: hidden; }
.lifetime progress::-webkit-progress-bar { background: var(--mark-soft); }
.lifetime progress::-webkit-progress-value { background: var(--mark); }
.lifetime progress::-moz-progress-bar { background: var(--mark); }
.lifetime.over progress::-webkit-progress-value { background: var(--warn); }
.lifetime.over progress::-moz-progress-bar { background: var(--warn); }
.lifetime p { margin: 0.35rem 0 0.5rem; font-size: 0.9rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.token table { border-collapse: collapse; width: 100%; margin-top: 0.75rem; font-size: 0.95rem; }
.token caption { text-align: left; font-weight: 600; color: var(--soft); font-size: 0.85rem; }
.token th, .token td { border-top: 1px solid var(--line); padding: 0.35rem 0.75rem 0.35rem 0; text-align: left; vertical-align: top; font-weight: 400; }
.token th { width: 9rem; }
.token td code { white-space: pre-wrap; }
.token td .text { color: var(--mark); }
.token small { display: block; color: var(--soft); font-variant-numeric: tabular-nums; }
.token small b { color: var(--ink); }
.tally { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; margin: 0 0 1rem; padding: 0; }
.tally .badge { padding: 0.2rem 0.8rem; font-size: 0.9rem; }
.fold { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; margin-top: 0.75rem; overflow: hidden; }
.fold > summary { padding: 0.65rem 1rem; cursor: pointer; font-weight: 600; }
.fold > summary:hover { background: var(--mark-soft); }
.fold > summary:focus-visible, .fold details > summary:focus-visible { outline-offset: -3px; }
.fold details.row { border-width: 1px 0 0; margin: 0; }
.fold .inside { border-top: 1px solid var(--line); padding-top: 0.75rem; }
.fold .inside p { margin: 0 0 0.6rem; color: var(--soft); }
.fold .plain { padding: 0; display: grid; gap: 0.4rem; }
.events { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.75rem; }
.events li { display: grid; gap: 0 1rem; grid-template-columns: 6.5rem minmax(0, 1fr); font-size: 0.95rem; }
.events time { color: var(--soft); font-variant-numeric: tabular-nums; font-size: 0.85rem; padding-top: 0.1rem; }
.events small { display: block; color: var(--soft); }
.command { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; }
.command pre { flex: 1 1 20rem; margin: 0; padding: 0.65rem 0.9rem; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; white-space: pre-wrap; }
.command [role="status"] { color: var(--mark); font-weight: 600; font-size: 0.9rem; }
.lead { font-size: 1.1rem; color: var(--soft); margin: 0 0 1rem; }
@media (max-width: 36rem) {
  .hero { padding: 1rem; }
  .hero .sign { width: 2.3rem; height: 2.3rem; font-size: 1.2rem; }
  .panel, .finding { padding: 0.9rem 1rem; }
  .token th { width: 5.5rem; }
  .events li { grid-template-columns: minmax(0, 1fr); }
}
`;
