/** @jsxImportSource preact */
import type { Token, Tokens } from 'marked';
import type { ComponentChildren, VNode } from 'preact';

import { withoutReferences } from '../../protocol/html/character-references.js';

/** What a page's text depends on besides itself. */
export interface TextSurroundings {
  /** Where a link leads; undefined for one that may lead nowhere. */
  readonly link: (href: string) => string | undefined;
  /** Text with the reader's values in it. */
  readonly words: (text: string) => ComponentChildren;
}

/** A heading that can be linked to. */
export interface Anchor {
  readonly anchor: string;
  readonly heading: string;
  readonly depth: number;
}

/** Ids of our own: no heading takes them away. */
const taken = ['main', 'reader', 'request', 'contents', 'token-header', 'token-claims'];

/** What a token says, without its marks. */
function plainText(token: Token): string {
  if ('tokens' in token && token.tokens !== undefined) return token.tokens.map(plainText).join('');
  return token.type === 'br' ? ' ' : withoutReferences('text' in token ? String(token.text) : '');
}

/** The anchors of a page's headings, as GitHub and docs hosts make them: in lower case, blanks as dashes, each once. */
export function anchorsOf(tokens: readonly Token[]): ReadonlyMap<Token, Anchor> {
  const used = new Map(taken.map((name) => [name, 1]));
  const anchors = new Map<Token, Anchor>();
  for (const token of tokens) {
    if (token.type !== 'heading') continue;
    const heading = plainText(token).trim();
    const bare = heading
      .normalize()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s+/g, '-');
    const times = (used.get(bare) ?? 0) + 1;
    used.set(bare, times);
    const anchor = `${bare || 'section'}${times === 1 ? '' : `-${times}`}`;
    anchors.set(token, { anchor, heading, depth: (token as Tokens.Heading).depth });
  }
  return anchors;
}

type Nested = (tokens: readonly Token[] | undefined) => ComponentChildren;

function heading(token: Tokens.Heading, anchor: Anchor | undefined, nested: Nested): VNode {
  // The title of the page is its only heading of the first level.
  const Tag = `h${Math.max(2, token.depth)}` as 'h2';
  if (anchor === undefined) return <Tag>{nested(token.tokens)}</Tag>;
  return (
    <Tag id={anchor.anchor}>
      {nested(token.tokens)}
      <a class="anchor" href={`#${anchor.anchor}`} aria-label={`Link to: ${anchor.heading}`}>
        #
      </a>
    </Tag>
  );
}

function list(token: Tokens.List, nested: Nested): VNode {
  const items = token.items.map((item, at) => <li key={at}>{nested(item.tokens)}</li>);
  if (!token.ordered) return <ul>{items}</ul>;
  return <ol {...(typeof token.start === 'number' ? { start: token.start } : {})}>{items}</ol>;
}

function table(token: Tokens.Table, nested: Nested): VNode {
  const side = (cell: Tokens.TableCell): object =>
    cell.align === null ? {} : { class: `to-${cell.align}` };
  return (
    <div class="table" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {token.header.map((cell, at) => (
              <th key={at} scope="col" {...side(cell)}>
                {nested(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column} {...side(cell)}>
                  {nested(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function link(token: Tokens.Link, around: TextSurroundings, nested: Nested): ComponentChildren {
  const href = around.link(withoutReferences(token.href));
  // What leads nowhere is text, as it was written: a reader sees what somebody tried.
  return href === undefined ? token.raw : <a href={href}>{nested(token.tokens)}</a>;
}

/** No picture is fetched: not from elsewhere, and this host serves no files. */
const picture = ({ text, title, href }: Tokens.Image): VNode => (
  <span class="picture">
    <span class="tag quiet">Picture</span> {withoutReferences(text) || title || href}
  </span>
);

/** What is a text of its own: the kinds of tokens that hold no others. */
function leaf(token: Token, around: TextSurroundings): ComponentChildren {
  switch (token.type) {
    case 'code': {
      const { text, lang } = token as Tokens.Code;
      const language = lang?.split(/\s/, 1)[0] ?? '';
      return (
        <pre tabIndex={0} {...(language === '' ? {} : { 'data-language': language })}>
          <code>{text}</code>
        </pre>
      );
    }
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'hr':
      return <hr />;
    case 'br':
      return <br />;
    case 'checkbox':
      return (token as Tokens.Checkbox).checked ? '☑ ' : '☐ ';
    case 'escape':
      return withoutReferences((token as Tokens.Escape).text);
    case 'space':
    case 'def':
      return null;
    case 'html':
      return (token as Tokens.HTML).block ? <p class="raw">{token.raw.trim()}</p> : token.raw;
    default:
      return around.words(withoutReferences('text' in token ? String(token.text) : token.raw));
  }
}

/** The text of a page as elements. Every value in it is a text to Preact, which escapes it. */
export function MarkdownText(props: {
  readonly tokens: readonly Token[];
  readonly anchors: ReadonlyMap<Token, Anchor>;
  readonly around: TextSurroundings;
}): VNode {
  const { anchors, around } = props;
  const nested: Nested = (tokens) => tokens?.map((token) => element(token));
  const element = (token: Token): ComponentChildren => {
    const within = 'tokens' in token ? token.tokens : undefined;
    switch (token.type) {
      case 'heading':
        return heading(token as Tokens.Heading, anchors.get(token), nested);
      case 'paragraph':
        return <p>{nested(within)}</p>;
      case 'blockquote':
        return <blockquote>{nested(within)}</blockquote>;
      case 'list':
        return list(token as Tokens.List, nested);
      case 'table':
        return table(token as Tokens.Table, nested);
      case 'image':
        return picture(token as Tokens.Image);
      case 'link':
        return link(token as Tokens.Link, around, nested);
      case 'strong':
        return <strong>{nested(within)}</strong>;
      case 'em':
        return <em>{nested(within)}</em>;
      case 'del':
        return <del>{nested(within)}</del>;
      default:
        return within === undefined ? leaf(token, around) : nested(within);
    }
  };
  return <>{props.tokens.map(element)}</>;
}
