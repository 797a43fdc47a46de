import { test as base } from '@playwright/test';
import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
} from '@playwright/test';
import { configurationOf, inApiWords } from '../api/check.js';
import type { CheckOptions } from '../api/options.js';
import type { Configuration } from '../configuration/configuration.js';
import { the, usage } from '../configuration/setting-failure.js';
import { openOwnPages } from '../drivers/browser/own-page.js';
import type { OwnPages } from '../drivers/browser/own-page.js';
import { joinedSwitches, openWorkerHost } from './docs-host.js';
import type { OpenWorkerHost, WorkerDocsHost } from './docs-host.js';
import { openHandshake } from './visiting.js';
import type { Handshake } from './visiting.js';

/** The fixtures of one test. */
export interface HandshakeFixtures {
  readonly handshake: Handshake;
}

/** What a worker has: its docs host, and the option that says what is judged. */
export interface HandshakeWorkerFixtures {
  /** What `check` takes: give it with `test.use` at the top of a file, or as `use` in the configuration. */
  readonly docsHandshake: CheckOptions;
  readonly docsHost: WorkerDocsHost;
}

/** What the fixtures share behind the scenes. */
interface Behind {
  readonly handshakeWorker: {
    readonly configuration: Configuration;
    readonly open: OpenWorkerHost;
    readonly pages: OwnPages;
  };
}

/** The configuration of a login flow that is there: Playwright starts what tests need. @throws Failure `usage` */
async function standing(options: CheckOptions): Promise<Configuration> {
  const configuration = await configurationOf(options);
  return inApiWords(async () => {
    const { start, waitMs } = configuration;
    if (start === undefined && waitMs === undefined) return configuration;
    const setting = the(start === undefined ? 'wait' : 'start');
    throw usage`${setting} does nothing for these fixtures: start the login flow with webServer in the configuration of Playwright.`;
  });
}

/** Playwright's own `test` with the docs host of each worker, and a reader who visits the login flow. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & HandshakeFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & HandshakeWorkerFixtures
> = base.extend<
  HandshakeFixtures & { readonly freshDocsHost: void },
  HandshakeWorkerFixtures & Behind
>({
  docsHandshake: [{}, { scope: 'worker', option: true }],
  handshakeWorker: [
    async ({ docsHandshake, browserName }, use, worker) => {
      const configuration = await standing(docsHandshake);
      const pages = openOwnPages(configuration.target);
      const { parallelIndex } = worker;
      const open = await openWorkerHost(
        configuration,
        { browserName, parallelIndex },
        pages.pagesLeft,
      );
      await use({ configuration, open, pages });
      await open.close();
    },
    { scope: 'worker', box: true },
  ],
  docsHost: [
    async ({ handshakeWorker }, use) => {
      await use(handshakeWorker.open.host);
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, handshakeWorker }, use) => {
      const { chromiumArgs } = handshakeWorker.open;
      await use({
        ...launchOptions,
        args: [...joinedSwitches(launchOptions.args ?? [], chromiumArgs)],
      });
    },
    { scope: 'worker' },
  ],
  freshDocsHost: [
    async ({ docsHost }, use) => {
      docsHost.reset();
      await use();
    },
    { auto: true, box: true },
  ],
  handshake: async ({ handshakeWorker, page, browserName }, use, info) => {
    if (browserName !== 'chromium') {
      const description = `${handshakeWorker.open.host.way} The visits are made over plain HTTP with its cookies.`;
      info.annotations.push({ type: 'docs-handshake', description });
    }
    await use(openHandshake({ ...handshakeWorker, page, browserName, info }));
  },
});
