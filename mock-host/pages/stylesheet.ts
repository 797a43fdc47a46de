/** The one stylesheet of all pages: light and dark, from a phone up, no font and no picture from elsewhere. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #fbfbfa; --paper: #ffffff; --ink: #1c1f23; --soft: #555d66; --line: #dfe2e5;
  --mark: #0f766e; --mark-ink: #ffffff; --mark-soft: #e3f3f1; --warn: #b42318; --warn-soft: #fdeceb;
  --banner: #fff4d6; --banner-ink: #5c4300;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171a; --paper: #1c2024; --ink: #e8eaed; --soft: #a7b0b9; --line: #343a41;
    --mark: #4fd1c1; --mark-ink: #06231f; --mark-soft: #16332f; --warn: #ff9a8f; --warn-soft: #3a1d1a;
    --banner: #3a2f10; --banner-ink: #ffe3a0;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
[hidden] { display: none !important; }
a { color: var(--mark); text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--paper); padding: 0.5rem 1rem; z-index: 1; }
.banner {
  margin: 0; padding: 0.4rem 1.25rem; background: var(--banner); color: var(--banner-ink); font-size: 0.875rem;
  display: flex; flex-wrap: wrap; gap: 0 0.75rem;
}
.top {
  display: flex; align-items: center; justify-content: space-between; gap: 1rem;
  padding: 0.75rem 1.25rem; border-bottom: 1px solid var(--line); background: var(--paper);
}
.brand { display: flex; align-items: center; gap: 0.6rem; color: inherit; font-weight: 650; font-size: 1.1rem; text-decoration: none; }
.button {
  display: inline-block; padding: 0.5rem 1rem; border-radius: 8px; border: 1px solid var(--mark);
  background: var(--mark); color: var(--mark-ink); font-weight: 600; text-decoration: none;
}
.button:hover { filter: brightness(1.08); }
.button.quiet { background: transparent; color: var(--mark); }
.columns { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; display: grid; gap: 2rem; }
.narrow .columns { max-width: 42rem; padding-top: 3rem; }
.sidebar ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem; }
.sidebar a { display: block; padding: 0.4rem 0.75rem; border-radius: 8px; color: var(--soft); text-decoration: none; }
.sidebar a:hover { color: var(--ink); background: var(--mark-soft); }
.sidebar a[aria-current] { color: var(--mark); background: var(--mark-soft); font-weight: 600; }
@media (min-width: 50rem) {
  .wide .columns { grid-template-columns: 13rem minmax(0, 1fr); gap: 3rem; }
  .sidebar ul { flex-direction: column; position: sticky; top: 1.5rem; }
}
main { min-width: 0; }
h1, h2 { overflow-wrap: anywhere; }
h1 { font-size: clamp(1.6rem, 1.2rem + 1.8vw, 2.1rem); line-height: 1.2; margin: 0 0 0.75rem; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 0.5rem; }
.lead { font-size: 1.1rem; color: var(--soft); margin: 0 0 1rem; }
.here { color: var(--soft); font-size: 0.9rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.9em; }
code { overflow-wrap: anywhere; }
pre { margin: 0; padding: 0.75rem; overflow: auto; max-height: 20rem; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem; margin: 1.25rem 0; }
.card > :last-child, .card > div > :last-child { margin-bottom: 0; }
dl { margin: 0; display: grid; gap: 0.25rem 1.5rem; align-items: baseline; }
dt { color: var(--soft); font-size: 0.9rem; font-weight: 600; }
dd { margin: 0 0 0.6rem; min-width: 0; overflow-wrap: anywhere; }
@media (min-width: 36rem) {
  dl { grid-template-columns: 8.5rem minmax(0, 1fr); }
  dd { margin-bottom: 0.25rem; }
}
.notice { margin: 0 0 1rem; padding: 0.5rem 0.75rem; border-radius: 8px; background: var(--banner); color: var(--banner-ink); overflow-wrap: anywhere; }
.columns > main > .notice { margin-bottom: 1.5rem; }
.center { text-align: center; padding: 2.5rem 1.5rem; }
.tag { display: inline-block; margin: 0 0 0.75rem; padding: 0.15rem 0.7rem; border-radius: 99px; background: var(--warn-soft); color: var(--warn); font-size: 0.9rem; font-weight: 600; }
.refused { border-top: 4px solid var(--warn); }
.refused dl { margin: 1.25rem 0; }
.choices { list-style: none; margin: 1.5rem auto 0; padding: 0; display: grid; gap: 0.75rem; max-width: 20rem; }
.choices .button { display: block; overflow-wrap: anywhere; }
.step { padding: 1.25rem 0; min-height: 60vh; border-top: 1px solid var(--line); }
.step:first-of-type { margin-top: 2rem; }
.anchor { margin-left: 0.5rem; color: var(--soft); text-decoration: none; font-weight: 400; }
.anchor:hover, .anchor:focus { color: var(--mark); }
:target { color: var(--mark); }
`;
