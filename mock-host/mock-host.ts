import type { IncomingMessage, ServerResponse } from 'node:http';

import { openApp } from './app.js';
import { openControl, type RunningControl } from './control/control.js';
import { resetSite } from './control/orders.js';
import type { EventListener, HostEvent } from './event-log.js';
import { loadAssets, noAssets } from './pages/assets.js';
import { openDocsListener } from './server/listener.js';
import { openSite, type MockHostOptions } from './site.js';

/** A running mock docs host. */
export interface MockHost {
  /** Its port on 127.0.0.1, and on ::1 where there is one. */
  readonly port: number;
  /** The docs origin that it plays; the browser must be led to the port where that is not this machine. */
  readonly origin: string;
  /** What happened, oldest first; bounded. */
  readonly events: () => readonly HostEvent[];
  /** Calls back for every further event; the returned function ends that. */
  readonly onEvent: (listener: EventListener) => () => void;
  /** Adds an event of whoever runs the host: files that changed. */
  readonly tell: (event: Omit<HostEvent, 'atMs'>) => void;
  /**
   * As good as new: ends every reader's session, forgets what happened and what the host was told since it started: faults,
   * other keys, a clock that was moved.
   */
  readonly reset: () => void;
  /** Loads what the first token would wait for, and the first visitor who is sent to log in. */
  readonly warmUp: () => Promise<void>;
  /** Calls back whenever that happened, whoever asked for it. */
  readonly onReset: (listener: () => void) => void;
  /** Inspector and API; absent where none were asked for. */
  readonly control?: RunningControl;
  /** Drops every connection at once; safe to call twice. */
  readonly close: () => Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Starts the mock docs host on the loopback addresses.
 *
 * @throws Failure `usage` for options that do not fit, `port` where the port is taken
 */
export async function openMockHost(options: MockHostOptions): Promise<MockHost> {
  // Checked before anything listens; the origin that a free port gives is filled in afterwards.
  openSite(options, options.port, noAssets);
  let handler: Handler = (_request, response) => response.destroy();
  const listener = await openDocsListener(
    (request, response) => handler(request, response),
    options.port,
    options.certificate,
    options.limits,
    options.addresses,
  );
  try {
    const inBrowser = options.verifiedBy !== 'host';
    const redeems = options.oauth !== undefined;
    const site = openSite(
      options,
      listener.port,
      await loadAssets(options.handshake, inBrowser, redeems),
    );
    const app = openApp(site, options.beforePage);
    const control =
      options.control &&
      (await openControl(site, options.control, listener.port, options.addresses));
    handler = app.answer;
    site.control.origin = control?.origin;
    return {
      port: listener.port,
      origin: site.place.docsOrigin,
      events: site.log.all,
      onEvent: site.log.onEvent,
      tell: (event) => site.log.tell(event),
      reset: () => resetSite(site),
      onReset: site.log.onClear,
      warmUp: async () => {
        const { warmUp } = await import('./arrival/warm-up.js');
        await warmUp(site.policy.rules, site.clock());
        await app.load();
      },
      close: async () => {
        site.memory.departures.clear();
        site.memory.tokens.clear();
        await Promise.all([listener.close(), control?.close()]);
      },
      ...(control && { control }),
    };
  } catch (error) {
    await listener.close();
    throw error;
  }
}

export { describeEvent, type HostEvent } from './event-log.js';
export type { MockHostOptions } from './site.js';
