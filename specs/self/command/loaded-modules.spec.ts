import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { oauthArguments, oauthSecrets } from '../harness/oauth/check-words.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const built = join(root, 'dist', 'cli.js');
const command = existsSync(built) ? [built] : ['--import', 'tsx', join(root, 'cli.ts')];

/** A module that writes the address of every further module into a file. */
const script = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
const hooks = script(`
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    appendFileSync(process.env.LOADED_MODULES, url + '\\n');
    return next(url, context);
  }`);
const tracing = script(
  `import { register } from 'node:module'; register(${JSON.stringify(hooks)});`,
);

/**
 * The modules of the project that a check over HTTP loads, without their endings, from the root. The flow of this process does
 * not answer meanwhile, so a short time-out ends it.
 */
function loadedBy(words: readonly string[], env: NodeJS.ProcessEnv): readonly string[] {
  mkdirSync(test.info().outputPath(), { recursive: true });
  const file = test.info().outputPath('loaded.txt');
  const argv = ['--import', tracing, ...command, ...words, '--driver', 'http'];
  spawnSync(process.execPath, argv, {
    env: { ...process.env, ...env, DOCS_HANDSHAKE_TIMEOUT: '1', LOADED_MODULES: file },
  });
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((url) => !url.includes('node_modules'))
    .map(
      (url) => url.replace(/^.*?\/(?:dist\/)?((?:handshakes|drivers)\/)/, '$1').split('.')[0] ?? '',
    );
}

/** What only the other handshakes need. */
const foreign =
  /^(?:handshakes\/(?:shared\/oauth|mintlify-oauth|mintlify-shared-session)|drivers\/(?:client|http\/asking))/;

test('a check of one handshake loads nothing that only others need', async () => {
  const handshake = 'mintlify-authentication';
  const docsOrigin = 'http://localhost:4747';
  const flow = await openReferenceFlow({ handshake, docsOrigin });
  const own = ['check', flow.loginUrl, '--handshake', handshake, '--docs-origin', docsOrigin];
  try {
    const modules = loadedBy(own, {});
    expect(modules).toContain('handshakes/mintlify-authentication/catalogue');
    expect(modules.filter((name) => foreign.test(name))).toEqual([]);
  } finally {
    await flow.close();
  }
});

test('a check of an authorization server loads its handshake alone', async () => {
  const flow = await openReferenceFlow({
    handshake: 'mintlify-oauth-personalization',
    docsOrigin: 'https://docs.foo.com',
  });
  try {
    const modules = loadedBy(oauthArguments(flow, 'https://docs.foo.com'), oauthSecrets(flow));
    expect(modules).toContain('handshakes/shared/oauth/catalogue');

    expect(modules).toContain('drivers/client/docs-client');
    const others =
      /^handshakes\/mintlify-(?:authentication\/catalogue|personalization\/catalogue|shared-session)/;
    expect(modules.filter((name) => others.test(name))).toEqual([]);
  } finally {
    await flow.close();
  }
});
