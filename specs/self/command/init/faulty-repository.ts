import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shownFile } from '../../docs/page-flow.js';
import { root } from '../../repository/source-tree.js';

const honest = 'exp: now + 10,';
const planted = 'exp: Date.now() + 10_000,';

/**
 * A repository with the first flow of `docs/login-flow.md`, a fault in it, and this package as it is built.
 *
 * @returns the flow without the fault
 */
export function repositoryIn(folder: string): string {
  const flow = shownFile('docs-login.mjs');
  if (!flow.includes(honest))
    throw new Error(`docs-login.mjs has no "${honest}" to plant a fault at.`);
  mkdirSync(join(folder, '.git'), { recursive: true });
  writeFileSync(join(folder, 'docs-login.mjs'), flow.replace(honest, planted));
  // A package without dependencies: what is built finds them beside its true place.
  const vendored = join(folder, 'vendor', 'docs-handshake');
  mkdirSync(vendored, { recursive: true });
  symlinkSync(join(root, 'dist'), join(vendored, 'dist'));
  const { name, version, bin, type, exports } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  writeFileSync(
    join(vendored, 'package.json'),
    JSON.stringify({ name, version, bin, type, exports }),
  );
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      scripts: { start: 'node docs-login.mjs' },
      devDependencies: { 'docs-handshake': 'file:vendor/docs-handshake' },
    }),
  );
  return flow;
}

/** What a runner sets, its files empty. */
export function runnerVariables(folder: string): NodeJS.ProcessEnv {
  const summary = join(folder, 'summary.md');
  writeFileSync(summary, '');
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|DOCS_HANDSHAKE_PASSWORD$|FORCE_COLOR$)/i.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: folder,
    // A browser takes most of a minute, and shows nothing else here.
    DOCS_HANDSHAKE_DRIVER: 'http',
  };
}
