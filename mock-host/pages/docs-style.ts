/** What docs pages have besides the ground that all pages share: text, navigation, requests, the group audit. */
export const docsStyle: string = `
.sidebar { font-size: 0.925rem; }
.sidebar ul { list-style: none; margin: 0; padding: 0; }
.sidebar .section > p { margin: 1.5rem 0 0.35rem; padding: 0 0.75rem; font-weight: 650; font-size: 0.85rem; }
.sidebar > ul > .section:first-child > p { margin-top: 0; }
.sidebar .lower > p { margin-top: 0.75rem; color: var(--soft); font-weight: 600; }
.sidebar .lower > ul { padding-left: 0.75rem; border-left: 1px solid var(--line); margin-left: 0.75rem; }
.sidebar .section:not(:has(li:not(.section):not([hidden]))) { display: none; }
.sidebar a { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; padding: 0.35rem 0.75rem; border-radius: 8px; color: var(--soft); text-decoration: none; overflow-wrap: anywhere; }
.sidebar a:hover { color: var(--ink); background: var(--mark-soft); }
.sidebar a[aria-current] { color: var(--mark); background: var(--mark-soft); font-weight: 600; }
.page { display: grid; gap: 2.5rem; }
.page > article { min-width: 0; }
.rail { min-width: 0; font-size: 0.9rem; }
.rail .card { margin: 0; padding: 1rem 1.15rem; }
.rail .card + .card { margin-top: 1rem; }
.rail .card h2 { font-size: 1rem; overflow-wrap: anywhere; }
.rail dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
.rail dt { font-size: 0.8rem; margin-top: 0.35rem; }
.rail dd { margin: 0 0 0.25rem; }
.rail pre { max-height: 12rem; }
.notice.ask { padding: 0.75rem 1rem; margin-bottom: 1.5rem; }
.notice.ask[data-ask-notice="stranger"] { display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.75rem; padding: 0.25rem 0; background: none; color: var(--soft); }
.notice.ask[data-ask-notice="stranger"][hidden] { display: none; }
.notice.ask .button { padding: 0.2rem 0.8rem; font-size: 0.9rem; }
.to-set { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 0.5rem; margin: 0.6rem 0; }
.to-set pre { flex: 1 1 16rem; color: var(--ink); white-space: pre-wrap; overflow-wrap: anywhere; }
.contents { display: none; margin-top: 1.75rem; }
.contents p { margin: 0 0 0.4rem; font-weight: 650; font-size: 0.85rem; }
.contents ul { list-style: none; margin: 0; padding: 0; border-left: 1px solid var(--line); }
.contents a { display: block; padding: 0.2rem 0.9rem; color: var(--soft); text-decoration: none; overflow-wrap: anywhere; }
.contents a:hover, .contents a:focus-visible { color: var(--mark); }
.contents .lower a { padding-left: 1.75rem; }
details.token { margin: 2rem 0 0; }
.token summary { cursor: pointer; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 1rem; color: var(--soft); font-size: 0.9rem; }
.token summary::before { content: '▸'; }
.token[open] summary::before { content: '▾'; }
.token summary::-webkit-details-marker { display: none; }
.token summary h2 { margin: 0; font-size: 1rem; color: var(--ink); }
.token h3 { font-size: 0.9rem; margin: 1rem 0 0.35rem; }
.token .halves { display: grid; gap: 0 1rem; }
.token .halves > * { min-width: 0; }
.token .rows { list-style: none; margin: 0; padding: 0; font-size: 0.9rem; }
.token .rows li { display: grid; grid-template-columns: 4rem minmax(0, 1fr); gap: 0.15rem 0.75rem; align-items: baseline; padding: 0.5rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.token .rows p { margin: 0; grid-column: 2; color: var(--soft); }
.outcome { display: block; padding: 0 0.4rem; border-radius: 6px; text-align: center; font-size: 0.8rem; font-weight: 600; background: var(--mark-soft); color: var(--mark); }
.outcome.fail, .outcome.warn, .outcome.error { background: var(--warn-soft); color: var(--warn); }
.outcome.note { background: var(--banner); color: var(--banner-ink); }
@media (min-width: 50rem) {
  .token .halves { grid-template-columns: minmax(0, 1fr) minmax(0, 2fr); }
  .wide .columns { max-width: 84rem; grid-template-columns: 14rem minmax(0, 1fr); gap: 3rem; }
  .sidebar { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); overflow-y: auto; }
}
@media (max-width: 49.99rem) {
  .sidebar { border: 1px solid var(--line); border-radius: 12px; background: var(--paper); padding: 0.75rem 0.5rem; max-height: 18rem; overflow-y: auto; columns: 9.5rem 2; column-gap: 0.25rem; }
  .sidebar li { break-inside: avoid; }
  .sidebar .section > p { margin-top: 0.75rem; }
}
@media (min-width: 75rem) {
  .page { grid-template-columns: minmax(0, 44rem) 16.5rem; justify-content: space-between; }
  .rail { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); overflow-y: auto; padding-bottom: 2px; }
  .page > article { padding-bottom: 25vh; }
  .contents { display: block; }
}
.eyebrow { margin: 0 0 0.25rem; color: var(--mark); font-weight: 600; font-size: 0.9rem; }
.page .lead { margin-bottom: 1.75rem; overflow-wrap: anywhere; }
.prose { overflow-wrap: anywhere; }
.prose > * { margin: 0 0 1.1rem; }
.prose h2 { font-size: 1.4rem; margin: 2.5rem 0 0.75rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.prose > h2:first-child { margin-top: 0; border-top: 0; padding-top: 0; }
.prose h3 { font-size: 1.15rem; line-height: 1.35; margin: 1.75rem 0 0.5rem; }
.prose h4, .prose h5, .prose h6 { font-size: 1rem; margin: 1.5rem 0 0.4rem; }
.prose h2:hover .anchor, .prose h3:hover .anchor, .prose .anchor:focus { opacity: 1; }
.prose .anchor { opacity: 0.45; }
.prose ul, .prose ol { padding-left: 1.5rem; }
.prose li { margin: 0.3rem 0; }
.prose li > p { margin: 0.3rem 0; }
.prose :not(pre) > code, .field code, .call code, code.group { padding: 0.1em 0.35em; border-radius: 5px; background: var(--mark-soft); }
.prose pre { padding: 0.9rem 1.1rem; max-height: 32rem; border-radius: 10px; background: var(--paper); line-height: 1.5; }
.prose pre code { overflow-wrap: normal; }
.prose blockquote { padding: 0.75rem 1.1rem; border-left: 4px solid var(--mark); border-radius: 0 10px 10px 0; background: var(--mark-soft); }
.prose blockquote > :last-child { margin-bottom: 0; }
.prose blockquote > :first-child { margin-top: 0; }
.prose hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
.raw { color: var(--soft); font: 0.9em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.picture { display: inline-block; max-width: 100%; padding: 0.5rem 0.75rem; border: 1px dashed var(--line); border-radius: 10px; color: var(--soft); overflow-wrap: anywhere; }
.tag.quiet { margin: 0; padding: 0.05rem 0.5rem; background: var(--mark-soft); color: var(--mark); font-size: 0.75rem; }
.table { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); margin: 0 0 1.1rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.95rem; }
th, td { overflow-wrap: break-word; text-align: left; vertical-align: top; padding: 0.55rem 0.9rem; border-top: 1px solid var(--line); }
thead th { border-top: 0; font-size: 0.85rem; color: var(--soft); background: var(--ground); }
tbody th { font-weight: 400; }
.to-right { text-align: right; }
.to-center { text-align: center; }
.neighbours { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin-top: 3rem; }
.neighbours a { padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 12px; background: var(--paper); font-weight: 600; text-decoration: none; overflow-wrap: anywhere; min-width: 0; }
.neighbours a:hover { border-color: var(--mark); }
.neighbours span { display: block; color: var(--soft); font-size: 0.8rem; font-weight: 400; }
.neighbours .behind { grid-column: 2; text-align: right; }
.method { padding: 0.05rem 0.45rem; border-radius: 6px; background: var(--mark-soft); color: var(--mark); font: 700 0.7rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; letter-spacing: 0.03em; white-space: nowrap; flex: none; }
.method.delete { background: var(--warn-soft); color: var(--warn); }
.call { margin: 0 0 1rem; padding-bottom: 0.9rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.call .method { font-size: 0.8rem; }
.request fieldset { border: 0; margin: 0 0 1rem; padding: 0; min-width: 0; }
.request legend { padding: 0; margin-bottom: 0.35rem; font-weight: 650; font-size: 0.85rem; }
.field { display: grid; grid-template-columns: minmax(0, 14rem) minmax(0, 1fr); gap: 0.25rem 1rem; align-items: center; padding: 0.35rem 0; }
.field code { overflow-wrap: anywhere; }
.field label { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; min-width: 0; font-size: 0.9rem; }
.field input { width: 100%; min-width: 0; padding: 0.45rem 0.7rem; border: 1px solid var(--line); border-radius: 8px; background: var(--ground); color: var(--ink); font: 0.9rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.filled { grid-column: 2; color: var(--mark); font-size: 0.8rem; }
.request .aside { margin: 0; color: var(--soft); font-size: 0.85rem; }
@media (max-width: 36rem) { .field { grid-template-columns: minmax(0, 1fr); } .filled { grid-column: 1; } }
.narrow .columns:has(.audit) { max-width: 60rem; padding-top: 2rem; }
.top .button { padding: 0.35rem 0.9rem; font-size: 0.95rem; }
.audit h2 { margin-top: 2.25rem; }
.audit .misses h2 { margin-top: 0; }
.misses { border-left: 4px solid var(--warn); }
.audit li { margin: 0.35rem 0; overflow-wrap: anywhere; }
.never { color: var(--warn); font-weight: 600; }
code.group { white-space: pre-wrap; }
.banner a { color: inherit; }
.banner a:last-child { margin-left: auto; }
`;
