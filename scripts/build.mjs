/**
 * Builds `dist`: what the package ships and nothing else. Plain JavaScript, so that nothing has to be
 * compiled before it. The new tree is made aside and moved into place, so a failed build leaves the last one.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const aside = join(root, 'node_modules', '.cache', 'docs-handshake', `build-${process.pid}`);
/** The folders that are built, in the order of the journey: as the compiler is told. */
const shipped = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8')).include.flatMap(
  (pattern) => (pattern.endsWith('/**/*') ? [pattern.slice(0, -5)] : []),
);

/** Runs the compiler; its messages go to the terminal. */
function compile() {
  const require = createRequire(import.meta.url);
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const done = spawnSync(
    process.execPath,
    [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', aside],
    { cwd: root, stdio: 'inherit' },
  );
  return done.status === 0;
}

/** Copies what the compiler leaves behind: schemas, style sheets, anything that is no TypeScript. */
function copyAssets() {
  for (const folder of shipped) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || /\.[cm]?tsx?$/.test(entry.name)) continue;
      const from = join(entry.parentPath, entry.name);
      const to = join(aside, relative(root, from));
      mkdirSync(dirname(to), { recursive: true });
      cpSync(from, to);
    }
  }
}

/** Page scripts hold what they import: a page loads one file. What exports something is a part of one. */
async function bundlePageScripts() {
  const { bundled } = await import(pathToFileURL(join(aside, 'page-parts', 'page-script.js')).href);
  const scripts = readdirSync(aside, { recursive: true, withFileTypes: true })
    .filter(
      ({ name, parentPath }) => basename(parentPath) === 'page-scripts' && name.endsWith('.js'),
    )
    .map(({ name, parentPath }) => join(parentPath, name))
    .filter((script) => !/^export (?!\{\})/m.test(readFileSync(script, 'utf8')));
  for (const script of scripts) {
    writeFileSync(script.replace(/\.js$/, '.page.js'), await bundled(script));
  }
}

/** What Playwright has to know at once when it loads a file: the requirements by id and title. */
async function writeCatalogue() {
  const { handshakes } = await import(pathToFileURL(join(aside, 'handshakes', 'registry.js')).href);
  const all = (await handshakes()).map(({ facts, requirements }) => ({
    id: facts.id,
    requirements: requirements.map(({ id, title }) => ({ id, title })),
  }));
  writeFileSync(join(aside, 'playwright', 'catalogue.json'), JSON.stringify(all));
}

/** The judge of each handshake whose tokens or users a browser judges, in one file: packages hold no bundler. */
async function writeJudges() {
  const load = (path) => import(pathToFileURL(join(aside, path)).href);
  const { handshakes } = await load('handshakes/registry.js');
  const { hasPageModule, judgeFile, makeJudge } = await load('mock-host/pages/judge-module.js');
  for (const handshake of await handshakes()) {
    const { facts } = handshake;
    if (!hasPageModule(facts)) continue;
    const file = join(aside, 'mock-host', 'page-scripts', judgeFile(facts.id));
    writeFileSync(file, await makeJudge(handshake));
  }
}

/** The checks of the user schemas, so that no host has to load their compiler. */
async function writeChecks() {
  const load = (path) => import(pathToFileURL(join(aside, path)).href);
  const { handshakes } = await load('handshakes/registry.js');
  const { makeChecks } = await load('page-parts/schema-code.js');
  const schemas = (await handshakes()).map(({ userSchema }) => userSchema);
  const file = join(aside, 'protocol', 'user', 'user-checks.js');
  writeFileSync(file, await makeChecks(schemas, root));
}

/** The command must start by its own name. */
function markExecutable() {
  const command = join(aside, 'cli.js');
  if (!readFileSync(command, 'utf8').startsWith('#!/usr/bin/env node\n')) {
    console.error('build: cli.ts must begin with #!/usr/bin/env node');
    return false;
  }
  chmodSync(command, 0o755);
  return true;
}

rmSync(aside, { recursive: true, force: true });
if (compile()) {
  copyAssets();
  await bundlePageScripts();
  await Promise.all([writeCatalogue(), writeJudges(), writeChecks()]);
  if (markExecutable()) {
    rmSync(dist, { recursive: true, force: true });
    renameSync(aside, dist);
  } else process.exitCode = 1;
} else process.exitCode = 1;
rmSync(aside, { recursive: true, force: true });
