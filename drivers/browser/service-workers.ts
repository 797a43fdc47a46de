import type { CDPSession } from 'playwright';

/** How long a service worker may take to become active, in milliseconds. */
const activeMs = 5_000;
/** How long the browser may take to report the workers that it knows, all at once; in milliseconds. */
const reportMs = 300;

/**
 * Waits until every service worker that the login flow registered is active, so that the next page of its origin is
 * under its control; ends at once where there is none, and after some seconds where one never becomes active.
 *
 * @returns true where one is active
 */
export async function workersActive(cdp: CDPSession): Promise<boolean> {
  const registrations = new Set<string>();
  const active = new Set<string>();
  let decide: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (decide = resolve));
  const isReady = (): boolean =>
    registrations.size > 0 && [...registrations].every((id) => active.has(id));
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: all }) => {
    for (const { registrationId, isDeleted } of all) {
      if (isDeleted) registrations.delete(registrationId);
      else registrations.add(registrationId);
    }
    // The first report holds all that are stored or running.
    if (registrations.size === 0 || isReady()) decide();
  });
  cdp.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { registrationId, status } of versions) {
      if (status === 'activated') active.add(registrationId);
    }
    if (isReady()) decide();
  });
  const bounds: NodeJS.Timeout[] = [];
  const after = (ms: number, then: () => void): void => void bounds.push(setTimeout(then, ms));
  after(reportMs, () => registrations.size === 0 && decide());
  after(activeMs, () => decide());
  try {
    await cdp.send('ServiceWorker.enable');
    await ready;
    await cdp.send('ServiceWorker.disable');
    return [...registrations].some((id) => active.has(id));
  } finally {
    for (const bound of bounds) clearTimeout(bound);
  }
}
