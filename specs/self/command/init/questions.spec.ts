import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import { optionsOf } from '../../../../configuration/options.js';
import { argv, collectedIo } from '../../harness/collected-io.js';
import { initIn, repository } from './init-in.js';

/** What is answered, in the order of the questions; which ones arise hangs on the handshake. */
const allAnswers: readonly (readonly (readonly [flag: string, value: string])[])[] = [
  [
    ['--login-url', 'http://localhost:8080/login'],
    ['--start', "node 'my flow.mjs'"],
    ['--handshake', 'mintlify-personalization'],
    ['--docs-origin', 'https://foo.com/docs'],
    ['--sign-in', './sign-in.ts'],
    ['--username', 'bo@foo.com'],
  ],
  [
    ['--login-url', 'http://localhost:8080/api/session'],
    ['--start', 'npm run dashboard'],
    ['--handshake', 'mintlify-shared-session'],
    ['--docs-origin', 'https://foo.com/docs'],
    ['--sign-in-url', 'http://localhost:8080/sign-in'],
    ['--sign-in', 'form'],
    ['--username', 'bo@foo.com'],
  ],
  [
    ['--login-url', 'http://localhost:8080/authorize'],
    ['--start', 'npm run server'],
    ['--handshake', 'mintlify-oauth-authentication'],
    ['--docs-origin', 'https://docs.foo.com'],
    ['--client-id', 'docs of foo'],
    ['--token-url', 'http://localhost:8080/token'],
    ['--info-url', 'http://localhost:8080/me'],
    ['--scope', 'openid docs:read'],
    ['--sign-in', 'form'],
    ['--username', 'bo@foo.com'],
  ],
];

for (const answers of allAnswers) {
  const chosen = answers.find(([flag]) => flag === '--handshake')?.[1] ?? '';
  test(`${chosen}: answers at the terminal and options write the same files; a wrong answer is asked for again`, async ({}, info) => {
    const [, url = ''] = answers[0] ?? [];
    const files = { 'tsconfig.json': '{}', 'package.json': '{"devDependencies":{"tsx":"4"}}' };
    const cwd = repository(info, 'same', files);
    const typed = await initIn(cwd, [...answers.flat(), '--dry-run']);
    expect(typed.code, typed.io.err()).toBe(0);
    expect(typed.io.out()).toContain('--- docs-handshake.config.ts\n');

    const lines = [url.replace('http://', ''), ...answers.map(([, value]) => value)];
    const io = collectedIo({ cwd, terminal: true });
    const questions: string[] = [];
    const ask = (question: string): Promise<string> => {
      questions.push(question);
      return Promise.resolve(lines[questions.length - 1] ?? '');
    };
    expect(await main(argv('init', '--dry-run'), { ...io, ask })).toBe(0);
    expect(io.out()).toBe(typed.io.out());
    expect(questions).toHaveLength(lines.length);
    expect(io.err()).toContain(`needs its scheme: write ${url}`);
  });
}

test('each option of init answers a question of some handshake', () => {
  const switches = ['--yes', '--dry-run'];
  const flags = optionsOf('init').flatMap(({ flag }) => flag ?? []);
  const asked = new Set(allAnswers.flat().map(([flag]) => flag));
  expect([...asked].sort()).toEqual(flags.filter((flag) => !switches.includes(flag)).sort());
});
