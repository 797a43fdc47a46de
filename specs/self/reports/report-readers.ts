import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { parseFragment } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';
import { validateXML } from 'xmllint-wasm';

const schemaAt = (url: URL | string): object => JSON.parse(readFileSync(url, 'utf8')) as object;
const plain = { strict: false, allErrors: true, validateFormats: false } as const;

const { resolve } = createRequire(import.meta.url);
/** The schema is of JSON Schema's draft 4, of which it uses nothing that was changed since, but its name for an id and lenient patterns. */
const {
  $schema: _draft,
  id: _id,
  ...sarifSchema
} = schemaAt(
  resolve('@microsoft/jest-sarif').replace(/index\.js$/, 'schemas/sarif-2.1.0-rtm.5.json'),
) as Record<string, unknown>;
const sarifValid = new Ajv({ ...plain, unicodeRegExp: false }).compile(sarifSchema);
const jsonValid = new Ajv2020(plain).compile(
  schemaAt(new URL('../../../reports/report.schema.json', import.meta.url)),
);
/** What GitLab reads of a Code Quality report (docs.gitlab.com, "Code Quality report format"). */
const gitlabValid = new Ajv(plain).compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^[^/.]' },
          lines: { type: 'object', required: ['begin'] },
        },
      },
    },
  },
});

function faults(valid: typeof sarifValid, text: string): readonly string[] {
  valid(JSON.parse(text));
  return (valid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const xsd = readFileSync(new URL('./junit.xsd', import.meta.url), 'utf8');

async function junitFaults(texts: readonly string[]): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: texts.map((contents, index) => ({ fileName: `${index}.xml`, contents })),
    schema: [{ fileName: 'junit.xsd', contents: xsd }],
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

/** A command that GitHub's runner would take out of a line (`ActionCommand.cs` of actions/runner). */
export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const decoded = (text: string): string =>
  text
    .replace(/%0D/gi, '\r')
    .replace(/%0A/gi, '\n')
    .replace(/%3A/gi, ':')
    .replace(/%2C/gi, ',')
    .replace(/%25/g, '%');

/** The commands in a log, in both spellings that the runner knows. */
export function runnerCommands(log: string): readonly RunnerCommand[] {
  return log.split(/\r\n|\r|\n/).flatMap((line): readonly RunnerCommand[] => {
    const second = /^\s*::([\w-]+)(?: ([^:]*?))?::(.*)$/su.exec(line);
    if (second !== null) {
      const [, name = '', properties = '', data = ''] = second;
      const pairs = properties
        .split(',')
        .filter((pair) => pair !== '')
        .map((pair) => [pair.replace(/=.*$/s, ''), decoded(pair.replace(/^[^=]*=/, ''))] as const);
      return [{ name, properties: Object.fromEntries(pairs), data: decoded(data) }];
    }
    const first = /##\[([\w-]+)[^\]]*\](.*)$/su.exec(line);
    return first === null ? [] : [{ name: first[1] ?? '', properties: {}, data: first[2] ?? '' }];
  });
}

type Tree = DefaultTreeAdapterTypes.ChildNode;

/** Every element of a page with its attributes, and its text. */
export function pageOf(markdown: string): {
  readonly elements: readonly string[];
  readonly text: string;
} {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const elements: string[] = [];
  let text = '';
  const walk = (nodes: readonly Tree[]): void => {
    for (const node of nodes) {
      if ('value' in node) text += node.value;
      if (!('tagName' in node)) continue;
      const attributes = node.attrs.map(({ name, value }) => ` ${name}=${value}`);
      elements.push(`${node.tagName}${attributes.join('')}`);
      walk(node.childNodes);
    }
  };
  walk(parseFragment(html).childNodes);
  return { elements, text };
}

/** What the report makes of Markdown, and nothing that a login flow could add; links go to sources alone. */
const markdownElements =
  /^(?:h[234]|p|ul|li|strong|code|table|thead|tbody|tr|th|td|details|summary|a href=https:\/\/docs\.example\/jwt#user-data)$/;

function markdownFaults(text: string): readonly string[] {
  const { elements, text: shown } = pageOf(text);
  return [
    ...elements.filter((element) => !markdownElements.test(element)),
    ...[...shown.matchAll(/@[\w-]+|#\d+|!\d+|GH-\d+/g)].map(([found]) => found),
  ];
}

const own = new Set(['group', 'endgroup', 'error', 'warning', 'notice']);

function githubFaults(text: string): readonly string[] {
  const names = runnerCommands(text).map(({ name }) => name);
  // One for each target, and none inside another.
  const groups = names.filter((name) => name === 'group' || name === 'endgroup').join(' ');
  const closed = names[0] === 'group' && /^group endgroup(?: group endgroup)*$/.test(groups);
  return [...names.filter((name) => !own.has(name)), ...(closed ? [] : ['a group is not closed'])];
}

type Reader = (texts: readonly string[]) => readonly string[] | Promise<readonly string[]>;

const each =
  (read: (text: string) => readonly string[]): Reader =>
  (texts) =>
    texts.flatMap((text, index) => read(text).map((fault) => `${index}: ${fault}`));

/** What is wrong with reports of a format, as their reader sees them; formats without a reader here have none. */
export const readers: Readonly<Record<string, Reader>> = {
  terminal: each((text) => runnerCommands(text).map(({ name }) => name)),
  json: each((text) => faults(jsonValid, text)),
  junit: junitFaults,
  markdown: each(markdownFaults),
  github: each(githubFaults),
  gitlab: each((text) => faults(gitlabValid, text)),
  sarif: each((text) => faults(sarifValid, text)),
};

/** What no report may hold: a lone surrogate, or a character that a terminal obeys. */
export function obeyed(text: string): readonly string[] {
  const found = text.match(/(?!\n)[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu) ?? [];
  return [...(text.isWellFormed() ? [] : ['a lone surrogate']), ...found.map(encodeURIComponent)];
}
