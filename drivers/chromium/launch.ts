import type { Browser } from 'playwright';
import { Failure } from '../../protocol/failure.js';
import { addressOf } from '../../protocol/visit.js';
import type { Target } from '../../protocol/visit.js';
import type { BrowserFound } from './find.js';

/** The local servers that stand in for others, and how the browser gets there. */
export interface LocalServers {
  /** Port of the mock docs host on 127.0.0.1, http and https on one; absent where nothing stands in for the docs. */
  readonly docsPort?: number;
  /** Port of the sink on 127.0.0.1. */
  readonly sinkPort: number;
  /** SHA-256 of the SubjectPublicKeyInfo of their certificate, in base64; after a comma each, those of other hosts that are trusted. */
  readonly spki: string;
  /** `host` or `host:port` names that lead to the sink; a host alone means all its ports. */
  readonly hostileHosts: readonly string[];
  /** Addresses with their ports that count as public, wherever they are: pages of the docs may ask there. */
  readonly publicAddresses?: readonly string[];
  /** Another origin, and the port on 127.0.0.1 that answers in its name. */
  readonly alias?: {
    readonly origin: string;
    readonly port: number;
    /** With the key by which its certificate is trusted, as `spki`. */
    readonly certificate?: { readonly spki: string };
  };
}

/** Host and port of an origin, the default port written out. */
function hostPort(origin: string): string {
  const url = new URL(origin);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return `${url.hostname}:${port}`;
}

/**
 * Chromium's `--host-resolver-rules`: the docs origin to the mock host, hostile names to the sink; the first
 * match wins. A hostile name that would take the login flow or a sign-in origin along is left out.
 */
export function resolverRules(target: Target, servers: LocalServers): string {
  const own = [target.loginUrl, addressOf(target), ...target.signInOrigins].map(hostPort);
  const covers = (name: string): boolean =>
    own.some((one) => one === name || one.startsWith(`${name}:`));
  const hostile = [...new Set(servers.hostileHosts.map((name) => name.toLowerCase()))]
    // A comma or a blank would begin another rule.
    .filter((name) => /^[^\s,]+$/.test(name) && !covers(name));
  return [
    ...(servers.docsPort === undefined
      ? []
      : [`MAP ${hostPort(target.docsOrigin)} 127.0.0.1:${servers.docsPort}`]),
    ...(servers.alias === undefined
      ? []
      : [`MAP ${hostPort(servers.alias.origin)} 127.0.0.1:${servers.alias.port}`]),
    ...hostile.map((name) => `MAP ${name} 127.0.0.1:${servers.sinkPort}`),
  ].join(', ');
}

/** What Chromium is started with, besides Playwright's own switches. */
export function launchArguments(target: Target, servers: LocalServers): readonly string[] {
  const trusted = [servers.spki, servers.alias?.certificate?.spki].filter(
    (one) => one !== undefined,
  );
  const publicAddresses = [
    ...(servers.docsPort === undefined ? [] : [`127.0.0.1:${servers.docsPort}`]),
    `127.0.0.1:${servers.sinkPort}`,
    ...(servers.publicAddresses ?? []),
  ];
  return [
    `--host-resolver-rules=${resolverRules(target, servers)}`,
    `--ignore-certificate-errors-spki-list=${trusted.join(',')}`,
    // Chrome stops a public page's requests to loopback addresses before they are sent.
    `--ip-address-space-overrides=${publicAddresses.map((one) => `${one}=public`).join(',')}`,
    '--no-proxy-server',
    '--no-pings',
    '--disable-domain-reliability',
  ];
}

/** How Chromium says that it may not use its sandbox. Its command line, which stands in every message, names the sandbox too. */
const noSandbox =
  /No usable sandbox|SUID sandbox|namespace sandbox|Failed to move to new namespace/i;
/** Chromium crashes now and then as it starts, which says nothing of the next start. */
const mostStarts = 3;

/** Starts one headless browser. The sandbox is off for root, where Chromium refuses to start with it, or on request. */
export async function launchBrowser(
  found: BrowserFound,
  args: readonly string[],
  ownSignals: boolean,
): Promise<Browser> {
  const { chromium } = await import('playwright');
  const sandbox = process.getuid?.() !== 0 && found.env['DOCS_HANDSHAKE_NO_SANDBOX'] === undefined;
  const start = (): Promise<Browser> =>
    chromium.launch({
      executablePath: found.executable,
      headless: true,
      chromiumSandbox: sandbox,
      args: [...args],
      env: { ...found.env },
      // Whoever passes an abort signal closes the browser; Playwright would end the process at once.
      ...(ownSignals ? { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false } : {}),
    });
  for (let starts = 1; ; starts += 1) {
    const begun = performance.now();
    try {
      return await start();
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : '';
      if (noSandbox.test(words)) {
        throw new Failure(
          'browser',
          `The browser ${found.executable} cannot use its sandbox here: set DOCS_HANDSHAKE_NO_SANDBOX=1, or use --driver http.`,
          { cause },
        );
      }
      // A program that is no browser fails late, by time-out, and would do so again.
      if (starts < mostStarts && performance.now() - begun < 10_000) continue;
      throw new Failure(
        'browser',
        `The browser ${found.executable} does not start: set DOCS_HANDSHAKE_BROWSER to one that does, or use --driver http.`,
        { cause },
      );
    }
  }
}
