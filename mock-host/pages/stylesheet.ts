import { foundation } from '../../page-parts/foundation.js';
import { docsStyle } from './docs-style.js';

/** The one stylesheet of all pages: light and dark, from a phone up. */
export const stylesheet: string = `${foundation}
.banner {
  margin: 0; padding: 0.4rem 1.25rem; background: var(--banner); color: var(--banner-ink); font-size: 0.875rem;
  display: flex; flex-wrap: wrap; gap: 0 0.75rem;
}
.top {
  display: flex; align-items: center; justify-content: space-between; gap: 1rem;
  padding: 0.75rem 1.25rem; border-bottom: 1px solid var(--line); background: var(--paper);
}
.brand { display: flex; align-items: center; gap: 0.6rem; color: inherit; font-weight: 650; font-size: 1.1rem; text-decoration: none; min-width: 0; overflow-wrap: anywhere; }
.top > :not(.brand) { flex: none; }
.columns { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; display: grid; gap: 2rem; }
.narrow .columns { max-width: 42rem; padding-top: 3rem; }
main { min-width: 0; }
.lead { font-size: 1.1rem; color: var(--soft); margin: 0 0 1rem; }
pre { margin: 0; padding: 0.75rem; overflow: auto; max-height: 20rem; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; }
.notice { margin: 0 0 1rem; padding: 0.5rem 0.75rem; border-radius: 8px; background: var(--banner); color: var(--banner-ink); overflow-wrap: anywhere; }
.notice.told { margin: 0; padding: 0.35rem 1.25rem; border-radius: 0; border-top: 1px solid var(--line); font-size: 0.9rem; }
.notice.told p { margin: 0.15rem 0; }
.columns > main > .notice { margin-bottom: 1.5rem; }
.notice p { margin: 0.25rem 0; }
button.button { font: inherit; font-weight: 600; cursor: pointer; }
.center { text-align: center; padding: 2.5rem 1.5rem; }
.tag { display: inline-block; margin: 0 0 0.75rem; padding: 0.15rem 0.7rem; border-radius: 99px; background: var(--warn-soft); color: var(--warn); font-size: 0.9rem; font-weight: 600; }
.refused { border-top: 4px solid var(--warn); }
.refused dl { margin: 1.25rem 0; }
.choices { list-style: none; margin: 1.5rem auto 0; padding: 0; display: grid; gap: 0.75rem; max-width: 20rem; }
.choices .button { display: block; overflow-wrap: anywhere; }
.anchor { margin-left: 0.5rem; color: var(--soft); text-decoration: none; font-weight: 400; }
.anchor:hover, .anchor:focus { color: var(--mark); }
:target { color: var(--mark); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
${docsStyle}`;
