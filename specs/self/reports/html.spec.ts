import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from '@playwright/test';
import { parse } from 'parse5';
import type { DefaultTreeAdapterMap, ParserError } from 'parse5';
import { formats } from '../../../reports/index.js';
import type { JudgedEntry } from '../../../protocol/gate.js';
import type { Report } from '../../../protocol/report.js';
import { fullReport, refilled } from './full-report.js';
import { sampleReport, sampleVerdict } from '../harness/sample-report.js';
import { claim, roughText, seed } from '../harness/property-run.js';

type Element = DefaultTreeAdapterMap['element'];
type Node = DefaultTreeAdapterMap['node'];

const view = { columns: 80, colour: false, verbose: false };
const render = async (report: Report): Promise<string> =>
  (await formats['html']!()).render(report, view);

/** Every element of a page, and what a strict parser has against it. */
function read(html: string): {
  readonly elements: readonly Element[];
  readonly errors: readonly string[];
} {
  const errors: string[] = [];
  const onParseError = ({ code }: ParserError): void => void errors.push(code);
  const elements: Element[] = [];
  const walk = (node: Node): void => {
    if ('tagName' in node) elements.push(node);
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(parse(html, { onParseError }));
  return { elements, errors };
}

const attribute = ({ attrs }: Element, name: string): string | undefined =>
  attrs.find((each) => each.name === name)?.value;
const named = (elements: readonly Element[], ...names: readonly string[]): readonly Element[] =>
  elements.filter(({ tagName }) => names.includes(tagName));
const textOf = (node: Node): string =>
  'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';

/** The page's elements and their attributes, without any text: the same whatever the texts are. */
const skeleton = (elements: readonly Element[]): string =>
  elements
    .map(({ tagName, attrs }) => `${tagName} ${attrs.map(({ name }) => name).join(' ')}`)
    .join('\n');

test('says everything that the model holds', async () => {
  const html = await render(fullReport());
  const { elements, errors } = read(html);
  expect(errors).toEqual([]);
  const text = textOf(named(elements, 'body')[0]!);
  const said = [
    'The login flow does not conform to mintlify-authentication 2026-03.',
    'Exit code 1: a must of that edition fell.',
    'Only the rows of --only were judged.',
    'host is "docs.example".',
    'The token has no host.',
    'JWT authentication, User data (since 2026-03-10)',
    'https://docs.example/jwt#user-data',
    'Plain HTTP: pass',
    'Browser: fail',
    'There is no Cache-Control.',
    'Identity provider',
    'Other hosts',
    'pre_session',
    'took the token',
    'the browser did not go there',
    'Token endpoint',
    'Docs host to Token endpoint: POST /token',
    'with grant_type=authorization_code code=…',
    'JSON with access_token, token_type, 1,312 octets',
    'OPTIONS, the preflight /user',
    'Access-Control-Allow-Origin is https://docs.example/docs',
    'The browser says PreflightAllowOriginMismatch.',
    'The page read the answer.',
    'Docs host to itself: GET /own',
    'the connection was refused',
    'did not take the token refused: user-host',
    '2026-11-21T04:00:11Z, 9 s after it arrived',
    '…(3 characters)',
    'no known key verifies it',
  ];
  for (const part of said) expect.soft(text).toContain(part);
  const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
  expect(new Set(ids).size, 'ids are unique').toBe(ids.length);
  for (const { id } of fullReport().verdicts) expect.soft(ids, id).toContain(id);
  const inner = named(elements, 'a')
    .map((link) => attribute(link, 'href') ?? '')
    .filter((href) => href.startsWith('#'))
    .map((href) => decodeURIComponent(href.slice(1)));
  const known = new Set([...ids, 'deep-link', 'visit.plain', 'visit.deep-link', 'part.journeys']);
  expect(inner.filter((id) => !known.has(id))).toEqual([]);
});

test('the tab and the editions claim no more than the verdict below them', async () => {
  const { summary } = sampleReport();
  const conforming = { ...summary, conforms: true, fail: 0, warn: 1 };
  const open = [{ id: '2026-03', conforms: false, fail: [] }];
  const entry: JudgedEntry = {
    id: 'user-host',
    target: 'docs',
    handshake: 'mintlify-authentication',
    reason: 'The proxy is mended in May.',
    owner: 'ann',
    expires: '2027-01-01',
    state: 'mended',
    gates: true,
  };
  const stale = { file: 'baseline.json', entries: [entry] };
  const rows: readonly (readonly [Partial<Report>, title: string, edition: string])[] = [
    [{ exitCode: 1 }, 'failed', 'does not conform'],
    [
      { exitCode: 1, summary: conforming, failOn: 'should', editions: open },
      'a should fell',
      'could not be judged',
    ],
    [{ exitCode: 1, summary: conforming, baseline: stale }, 'stale baseline', 'does not conform'],
    [
      { exitCode: 0, summary: { ...summary, fail: 0, known: 1 } },
      'nothing new',
      'does not conform',
    ],
    [
      { exitCode: 3, editions: open, summary: { ...summary, fail: 1 } },
      'not judged',
      'could not be judged',
    ],
  ];
  for (const [over, title, edition] of rows) {
    const report = sampleReport(over);
    const { elements } = read(await render(report));
    expect(textOf(named(elements, 'title')[0]!)).toMatch(new RegExp(`^${title} · `));
    const said = named(elements, 'li').map(textOf);
    expect(said.some((text) => text.startsWith(`2026-03 (gates): ${edition}`))).toBe(true);
    const terminal = await formats['terminal']!();
    expect(terminal.render(report, view)).toMatch(
      new RegExp(`2026-03 \\(gates\\) ${edition}(?! in full)`),
    );
  }
});

test('a policy allows its one style and its one script, and nothing stands outside of them', async () => {
  const { elements } = read(await render(fullReport()));
  const policy = named(elements, 'meta').find((each) => attribute(each, 'http-equiv'))!;
  const [style, ...styles] = named(elements, 'style');
  const [script, ...scripts] = named(elements, 'script');
  expect([...styles, ...scripts]).toEqual([]);
  for (const element of [style!, script!]) {
    const hash = createHash('sha256').update(textOf(element)).digest('base64');
    expect(attribute(policy, 'content')).toContain(`'sha256-${hash}'`);
  }
  expect(attribute(policy, 'content')).toMatch(/^default-src 'none'; /);
  expect(attribute(policy, 'content')).not.toMatch(/unsafe|\*|https?:/);
  const handlers = elements.flatMap(({ attrs }) =>
    attrs.filter(({ name }) => name === 'style' || name.startsWith('on')),
  );
  expect(handlers).toEqual([]);
  const loads = ['img', 'iframe', 'object', 'embed', 'base', 'video', 'audio', 'source'];
  expect(named(elements, ...loads)).toEqual([]);
});

const hostile: readonly (readonly [name: string, text: string])[] = [
  ['a script', '</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['the end of CDATA', ']]><![CDATA[<!-- --!> <svg onload=alert(1)>'],
  ['quotes', `"' onfocus=alert(1) autofocus x='"\``],
  ['lone surrogates', '\ud800<b>\udfff\udc00'],
  ['characters that are none', '\u{10fffe}<b>\ufdd0\u{1ffff}'],
  ['control and direction characters', '\0\u0001\u001b[31m\u202e\u2066\u200b\u0085\u2028x'],
  ['a script as an address', 'javascript:alert(1)'],
  ['an address', 'https://evil.example/"><script>alert(1)</script>'],
];

test('hostile texts in every field leave the page what it is', async () => {
  const plain = skeleton(
    read(await render(refilled(fullReport(), (_name, at) => `x${at}`))).elements,
  );
  for (const [name, text] of hostile) {
    const html = await render(refilled(fullReport(), (_name, at) => `${text}${at}`));
    const { elements, errors } = read(html);
    expect.soft(errors, name).toEqual([]);
    expect.soft(html.isWellFormed(), name).toBe(true);
    expect
      .soft(html, name)
      .not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/);
    const hrefs = named(elements, 'a').map((link) => attribute(link, 'href') ?? '');
    expect
      .soft(
        hrefs.filter((href) => !/^(?:#|https?:)/.test(href)),
        name,
      )
      .toEqual([]);
    expect.soft(named(elements, 'script', 'style'), name).toHaveLength(2);
    expect.soft(named(elements, 'img', 'svg'), name).toEqual([]);
    if (name !== 'an address') expect.soft(skeleton(elements), name).toBe(plain);
  }
});

test('a megabyte in a field is cut, and the report stays small', async () => {
  const rows = [
    `${'<'.repeat(1_000_000)}the end`,
    `https://login.example/${'a'.repeat(1_000_000)}#the-end`,
    '😀'.repeat(500_000),
  ];
  for (const text of rows) {
    const at = sampleReport({
      remarks: [text],
      verdicts: [sampleVerdict({ id: 'x', outcome: 'fail', actual: text })],
    });
    const html = await render(at);
    expect(html.length).toBeLessThan(120_000);
    expect(html).toContain('characters left out…]');
    expect(html.isWellFormed()).toBe(true);
  }
});

test('whatever the texts are, the page is well-formed and holds no element of theirs', async () => {
  const { render: draw } = await formats['html']!();
  const plain = skeleton(
    read(
      draw(
        refilled(fullReport(), (_name, at) => `x${at}`),
        view,
      ),
    ).elements,
  );
  const shapes = fc.array(
    fc.oneof(roughText, fc.constantFrom('</script>', '<!--', ']]>', '&lt;')),
    {
      minLength: 3,
      maxLength: 9,
    },
  );
  fc.assert(
    fc.property(shapes, (texts) => {
      const filled = refilled(fullReport(), (name, at) =>
        name === 'address' || name === 'location' ? `x${at}` : `y${at} ${texts[at % texts.length]}`,
      );
      const { elements, errors } = read(draw(filled, view));
      claim(errors.length === 0, `the parser has nothing against it: ${errors.join()}`);
      claim(skeleton(elements) === plain, 'no text makes or hides an element');
    }),
    { seed, numRuns: 60 },
  );
});

test('masks a token that slipped into a text', async () => {
  const token = `${Buffer.from('{"alg":"EdDSA"}').toString('base64url')}.eyJzdWIiOiJhbm4ifQ.${'A'.repeat(86)}`;
  const catalogue = new Set(['title', 'why', 'fix', 'document', 'section', 'address']);
  const html = await render(
    refilled(fullReport(), (name, at) => (catalogue.has(name) ? 'x' : `${at} ${token}`)),
  );
  expect(html).not.toContain(token.slice(20));
});
