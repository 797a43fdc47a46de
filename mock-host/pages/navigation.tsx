/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { Docs, DocsPage, NavigationEntry } from '../../protocol/docs/pages.js';
import { isSeen, neighbours, type View } from '../docs/reader-view.js';

interface NavigationProps {
  readonly docs: Docs;
  readonly base: string;
  /** The path of the page that is shown; empty for none. */
  readonly current: string;
  readonly view: View;
}

/** What a page is called beside others. */
const called = (page: DocsPage): string => page.sidebarTitle ?? page.title;

function PageEntry(props: NavigationProps & { readonly page: DocsPage }): VNode {
  const { page, view, base, current } = props;
  const limits =
    view.personalized && page.groups !== undefined
      ? { 'data-groups': JSON.stringify(page.groups), hidden: true }
      : {};
  return (
    <li {...limits}>
      <a
        href={base + page.path}
        {...(page.path === current ? { 'aria-current': 'page' as const } : {})}
      >
        {called(page)}
        {page.endpoint === undefined ? null : (
          <span class={`method ${page.endpoint.method.toLowerCase()}`}>{page.endpoint.method}</span>
        )}
      </a>
    </li>
  );
}

/** The entries that the reader is shown; a heading without any is none. */
function entriesOf(
  entries: readonly NavigationEntry[],
  props: NavigationProps,
  depth: number,
): readonly VNode[] {
  return entries.flatMap((entry, at): readonly VNode[] => {
    if (typeof entry === 'string') {
      const page = props.docs.pages.get(entry);
      return page === undefined || !isSeen(page, props.view)
        ? []
        : [<PageEntry key={entry} {...props} page={page} />];
    }
    const inside = entriesOf(entry.entries, props, depth + 1);
    if (inside.length === 0) return [];
    return [
      <li key={`${at} ${entry.title}`} class={depth === 0 ? 'section' : 'section lower'}>
        <p>{entry.title}</p>
        <ul>{inside}</ul>
      </li>,
    ];
  });
}

/** The list of pages. Personalization hides and shows entries in the browser; authentication leaves out what answers 404. */
export function Sidebar(props: NavigationProps): VNode {
  return (
    <nav class="sidebar" aria-label="Pages">
      <ul>{entriesOf(props.docs.navigation, props, 0)}</ul>
    </nav>
  );
}

/** The pages before and behind this one. */
export function Neighbours(props: NavigationProps): VNode | null {
  const { before, behind } = neighbours(props.docs, props.current, props.view);
  if (before === undefined && behind === undefined) return null;
  return (
    <nav class="neighbours" aria-label="Neighbouring pages">
      {before === undefined ? null : (
        <a class="before" href={props.base + before.path}>
          <span>Before</span>
          {called(before)}
        </a>
      )}
      {behind === undefined ? null : (
        <a class="behind" href={props.base + behind.path}>
          <span>Next</span>
          {called(behind)}
        </a>
      )}
    </nav>
  );
}
