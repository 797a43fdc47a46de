/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';

const marks: Readonly<Record<string, string>> = {
  pass: '✓',
  fail: '✗',
  warn: '!',
  note: '·',
  known: '~',
  error: '✗',
};

/** The mark of an outcome, and its word for those who do not see it; a dash for what was not judged. */
export function Mark({ outcome }: { readonly outcome: string }): VNode {
  return (
    <span class={`mark ${outcome}`}>
      <span aria-hidden="true">{marks[outcome] ?? '–'}</span>
      <span class="unseen">{outcome}: </span>
    </span>
  );
}

const readable = (address: string): boolean =>
  URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);

/** A source, with a link where it can be read. */
function SourceText(props: { readonly line: string; readonly address: string | undefined }): VNode {
  const { line, address } = props;
  return (
    <>
      {line}
      {address === undefined ? null : (
        <span class="address">
          {readable(address) ? (
            <a href={address} rel="noreferrer noopener">
              {address}
            </a>
          ) : (
            address
          )}
        </span>
      )}
    </>
  );
}

/** One thing that is said of a finding. */
export function Row(props: { readonly name: string; readonly children: ComponentChildren }): VNode {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

/** Why a requirement asks for it, what to change, and whose word it is. */
export function Grounds(props: {
  readonly why: string;
  readonly fix: string;
  /** The source in one line, and where it can be read. */
  readonly line: string;
  readonly address: string | undefined;
}): VNode {
  const { why, fix, line, address } = props;
  return (
    <>
      <Row name="Why">{why}</Row>
      <Row name="Fix">{fix}</Row>
      <Row name="Source">
        <SourceText line={line} address={address} />
      </Row>
    </>
  );
}

/** The style of what a requirement found, wherever it is told. */
export const findingStyle: string = `
.mark { display: inline-block; min-width: 1em; font-weight: 700; color: var(--soft); }
.mark.pass { color: var(--mark); }
.mark.fail, .mark.error { color: var(--warn); }
.mark.warn, .mark.known { color: var(--banner-ink); }
.badge {
  display: inline-block; padding: 0.05rem 0.6rem; border-radius: 99px; font-size: 0.8rem; line-height: 1.6; white-space: nowrap;
  border: 1px solid var(--line); background: var(--paper); color: var(--soft);
}
.badge.pass { border-color: var(--mark); color: var(--mark); background: var(--mark-soft); }
.badge.fail, .badge.error { border-color: var(--warn); color: var(--warn); background: var(--warn-soft); }
.badge.warn, .badge.known { border-color: var(--banner-ink); color: var(--banner-ink); background: var(--banner); }
.finding {
  background: var(--paper); border: 1px solid var(--line); border-left: 5px solid var(--warn); border-radius: 12px;
  padding: 1.1rem 1.4rem; margin: 0 0 1rem; scroll-margin-top: 1rem; break-inside: avoid;
}
.finding.warn, .finding.known { border-left-color: var(--banner-ink); }
.about { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: center; margin: 0 0 0.75rem; font-size: 0.9rem; }
.level { color: var(--soft); font-size: 0.85rem; }
.actual.fail, .actual.error { color: var(--warn); font-weight: 600; }
.actual.warn, .actual.known { color: var(--banner-ink); font-weight: 600; }
.address { display: block; font-size: 0.85rem; }
details.row { background: var(--paper); border: 1px solid var(--line); margin-top: -1px; }
details.row > summary { padding: 0.55rem 1rem; cursor: pointer; }
details.row > summary:hover { background: var(--mark-soft); }
summary > code { color: var(--soft); }
summary > .reason { display: block; padding-left: 2.3rem; color: var(--soft); font-size: 0.9rem; font-weight: 400; }
.inside { padding: 0.5rem 1rem 1.1rem; scroll-margin-top: 4rem; }
`;
