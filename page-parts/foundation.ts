/**
 * The ground of every page: colours in light and dark, type, focus, and the parts that several pages have. No font
 * and no picture from elsewhere. On paper it is always light.
 */
export const foundation = `
:root {
  color-scheme: light dark;
  --ground: #fbfbfa; --paper: #ffffff; --ink: #1c1f23; --soft: #555d66; --line: #dfe2e5;
  --mark: #0f766e; --mark-ink: #ffffff; --mark-soft: #e3f3f1; --warn: #b42318; --warn-soft: #fdeceb;
  --banner: #fff4d6; --banner-ink: #5c4300;
}
@media screen and (prefers-color-scheme: dark) {
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
.button {
  display: inline-block; padding: 0.5rem 1rem; border-radius: 8px; border: 1px solid var(--mark);
  background: var(--mark); color: var(--mark-ink); font-weight: 600; text-decoration: none;
}
.button:hover { filter: brightness(1.08); }
.button.quiet { background: transparent; color: var(--mark); }
h1, h2 { overflow-wrap: anywhere; }
h1 { font-size: clamp(1.6rem, 1.2rem + 1.8vw, 2.1rem); line-height: 1.2; margin: 0 0 0.75rem; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 0.5rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.9em; }
code { overflow-wrap: anywhere; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem; margin: 1.25rem 0; }
.card > :last-child, .card > div > :last-child { margin-bottom: 0; }
dl { margin: 0; display: grid; gap: 0.25rem 1.5rem; align-items: baseline; }
dt { color: var(--soft); font-size: 0.9rem; font-weight: 600; }
dd { margin: 0 0 0.6rem; min-width: 0; overflow-wrap: anywhere; }
@media (min-width: 36rem) {
  dl { grid-template-columns: 8.5rem minmax(0, 1fr); }
  dd { margin-bottom: 0.25rem; }
}
`;
