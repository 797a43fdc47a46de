/** What a package manager is told in a pipeline. */
export interface PackageManager {
  /** Its lock files; the first that is found decides. */
  readonly locks: readonly string[];
  /** What puts it on a machine that has Node alone; absent where it comes with Node. */
  readonly prepare?: string;
  /** Installs what the lock file says, and fails where that is stale. */
  readonly install: string;
  /** Runs a command of an installed package and never fetches one: a name may be anybody's on the registry. */
  readonly run: string;
  /** Runs a script of `package.json`, its name behind it. */
  readonly script: string;
  /** Adds a package for development, its name behind it. */
  readonly add: string;
}

const corepack = 'npm install --global corepack@0 && corepack enable';

const npm: PackageManager = {
  locks: ['package-lock.json', 'npm-shrinkwrap.json'],
  install: 'npm ci',
  // Without the two dashes npm takes options that stand behind the name for its own.
  run: 'npx --no --',
  script: 'npm run',
  add: 'npm i -D',
};

const pnpm: PackageManager = {
  locks: ['pnpm-lock.yaml'],
  prepare: corepack,
  install: 'pnpm install --frozen-lockfile',
  run: 'pnpm exec',
  script: 'pnpm run',
  add: 'pnpm add -D',
};

const yarn: PackageManager = {
  locks: ['yarn.lock'],
  prepare: corepack,
  install: 'yarn install --immutable',
  run: 'yarn run',
  script: 'yarn run',
  add: 'yarn add -D',
};

/** Yarn 1 knows the same by another name. */
export const yarnClassic: PackageManager = { ...yarn, install: 'yarn install --frozen-lockfile' };

const bun: PackageManager = {
  locks: ['bun.lock', 'bun.lockb'],
  prepare: 'npm install --global bun@1',
  install: 'bun install --frozen-lockfile',
  run: 'bunx --no-install',
  script: 'bun run',
  add: 'bun add -d',
};

/** Every package manager by its name in `packageManager` of `package.json`; npm is the usual one. */
export const packageManagers: Readonly<Record<'npm' | 'pnpm' | 'yarn' | 'bun', PackageManager>> = {
  npm,
  pnpm,
  yarn,
  bun,
};
