import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Report } from '../../../protocol/report.js';
import { root, shippedFolders } from '../repository/source-tree.js';

/** A handshake of another docs host, whose name sorts first: its token is a parameter of the query. */
const planted = `
import type { HandshakeFacts } from '../../protocol/handshake.js';
import type { Handshake } from '../../protocol/requirement.js';
import { callbackRequirements } from '../shared/callback/origin-and-form.js';
import { ownPath, userClaims } from '../shared/honest-steps.js';
import { envelopeRequirements, tokenExpPresent } from '../shared/token/envelope.js';
import { timeRequirements } from '../shared/token/times.js';
import type { HandshakeTexts } from '../shared/texts.js';

type EditionId = '2020-01' | '2021-01';
const facts: HandshakeFacts<EditionId> = {
  id: 'aaa-test', title: 'Aaa test', algorithm: 'ES256', keyForm: 'public-key', curve: 'P-256',
  carrier: { by: 'query', name: 'jwt_token' }, callbackPath: '/aaa/in', knowsAnchors: false,
  returnParam: 'location', returnParamIsFixed: true, returnValue: 'relative', allowsDocsPath: false,
  loginPath: '/aaa', reservedPaths: ['/aaa'],
  editions: [
    { id: '2020-01', from: '2020-01-01', to: '2020-12-31', says: 'old' },
    { id: '2021-01', from: '2021-01-01', says: 'new' },
  ],
};
const source = { document: 'Aaa docs', from: '2020-01-01' };
const texts: HandshakeTexts = {
  facts,
  sources: {
    handshake: source, callback: source, userFormat: source, lifetime: source, loginLinks: source,
  },
  algorithmFix: 'Sign with ES256.', mistakenFor: {}, otherKey: 'of another kind',
  formerParameters: {}, furtherWays: [],
};
export const handshake: Handshake<EditionId> = {
  facts,
  requirements: [
    ...callbackRequirements(texts).filter(({ id }) => id !== 'callback-fragment-form'),
    ...envelopeRequirements(texts),
    tokenExpPresent(texts, { '2020-01': 'info', '2021-01': 'must' }),
    ...timeRequirements(texts),
  ],
  userSchema: { type: 'object' },
  reference: {
    claims: userClaims,
    callback: (token, request) => {
      const page = ownPath(request.returnTo);
      const way = page === undefined ? '' : \`&location=\${encodeURIComponent(page)}\`;
      return \`\${request.callbackBase}?jwt_token=\${token}\${way}\`;
    },
  },
};
`;

const execute = promisify(execFile);

/** What the command says from a folder that holds the project. */
async function says(folder: string, ...words: readonly string[]): Promise<string> {
  const args = ['--import', 'tsx', join(folder, 'cli.ts'), ...words];
  const env = { PATH: process.env['PATH'], NO_COLOR: '1' };
  return (await execute(process.execPath, args, { cwd: folder, env })).stdout;
}

test('a handshake whose name sorts first is judged, and changes nothing of the others', async () => {
  test.slow();
  const copy = await mkdtemp(join(tmpdir(), 'docs-handshake-planted-'));
  try {
    const files = ['cli.ts', 'index.ts', 'package.json', 'tsconfig.json'];
    for (const name of [...shippedFolders, ...files]) {
      await cp(join(root, name), join(copy, name), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
    await mkdir(join(copy, 'handshakes', 'aaa-test'));
    await writeFile(join(copy, 'handshakes', 'aaa-test', 'index.ts'), planted);

    const [before, after] = [await says(root, 'list'), await says(copy, 'list')];
    expect(after).toContain('aaa-test: Aaa test');
    for (const part of before.split(/\n(?=\S+: )/)) expect(after).toContain(part.trimEnd());
    const explained = ['explain', 'token-alg'];
    const own = (await says(root, ...explained)).split('\n\n').slice(0, 1);
    expect((await says(copy, ...explained)).startsWith(own.join('\n\n'))).toBe(true);

    const demo = ['demo', '--driver', 'http', '--report', 'json'];
    const byDefault = JSON.parse(await says(copy, ...demo)) as Report;
    expect(byDefault.target.handshake).toBe('mintlify-authentication');
    expect(byDefault.summary.conforms).toBe(true);
    const report = JSON.parse(await says(copy, ...demo, '--handshake', 'aaa-test')) as Report;
    const fell = report.verdicts.filter(({ outcome }) => /fail|warn|error|note/.test(outcome));
    expect(fell.map(({ id, actual }) => `${id}: ${actual}`)).toEqual([]);
    expect(report.summary.conforms).toBe(true);
    const carrier = report.verdicts.find(({ id }) => id === 'callback-token-in-fragment');
    expect(carrier).toMatchObject({ outcome: 'pass', source: { document: 'Aaa docs' } });
    expect(JSON.stringify(report)).toContain('jwt_token=');
    expect(JSON.stringify(report), 'a token in a query is masked').not.toMatch(
      /jwt_token=ey[\w-]{9}/,
    );
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});
