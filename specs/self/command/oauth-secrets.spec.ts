import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { finderOf } from '../../../fixtures/targets/canaries.js';
import { openOverheardFlow } from '../../../fixtures/targets/overheard-flow.js';
import { formats } from '../../../reports/index.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { oauthArguments, oauthSecrets } from '../harness/oauth/check-words.js';
import { oauthHandshakes } from '../harness/oauth/judged-check.js';

const docsOrigin = 'https://docs.foo.com';

/** What a whole run hands out at least, by the name of the secret. */
const handedOut: Readonly<Record<string, number>> = {
  password: 2,
  code: 5,
  state: 5,
  verifier: 3,
  'access token': 3,
  cookie: 1,
};

for (const id of oauthHandshakes) {
  for (const driver of ['http', 'browser'] as const) {
    test(`${id}: a whole run over ${driver} shows no code, state, verifier, token, cookie or secret in any output`, async ({}, info) => {
      test.slow();
      const cwd = info.outputPath();
      mkdirSync(cwd, { recursive: true });
      const flow = await openOverheardFlow(id, docsOrigin);
      const io = collectedIo({
        cwd,
        terminal: driver === 'http',
        env: {
          ...oauthSecrets(flow),
          DOCS_HANDSHAKE_SECOND_USERNAME: flow.users[1].username,
          DOCS_HANDSHAKE_SECOND_PASSWORD: flow.users[1].password.reveal(),
          DOCS_HANDSHAKE_DEBUG: '1',
          GITHUB_ACTIONS: 'true',
          GITHUB_STEP_SUMMARY: join(cwd, 'summary.md'),
        },
      });
      const { github: _logged, ...filed } = formats;
      const names = Object.keys(filed);
      const words = [
        ...oauthArguments(flow, docsOrigin),
        '--driver',
        driver,
        '--verbose',
        '--record',
        'run.json',
        '--report-location',
        import.meta.filename,
        '--report',
        'terminal',
        ...names.flatMap((name) => ['--report', `${name}=${name}.out`]),
      ];
      try {
        expect(await main(argv(...words), io), io.err()).toBe(0);
      } finally {
        await flow.close();
      }
      const secrets = flow.secrets();
      const client = flow.client?.clientSecret === undefined ? {} : { 'client secret': 1 };
      for (const [name, least] of Object.entries({ ...handedOut, ...client })) {
        const known = secrets.filter((secret) => secret.name.replace(/ \d+$/, '') === name);
        expect.soft(known.length, `${name}: known to this test`).toBeGreaterThanOrEqual(least);
      }
      const find = finderOf(secrets);
      const files = [...names.map((name) => `${name}.out`), 'summary.md', 'run.json'];
      const outputs = new Map(files.map((name) => [name, readFileSync(join(cwd, name), 'utf8')]));
      outputs.set('standard output', io.out()).set('standard error', io.err());
      for (const [name, text] of outputs) {
        expect.soft(text.length, name).toBeGreaterThan(0);
        expect.soft(find(text), name).toEqual([]);
      }
      // The search would have found one.
      const [first] = secrets;
      expect(find(`before ${first?.value} after`)).not.toEqual([]);
    });
  }
}
