/** `docs-handshake/playwright`: fixtures, matchers, and one test per requirement, for the caller's own Playwright Test. */
export { conformanceTests } from './conformance.js';
export { test } from './fixtures.js';
export type { HandshakeFixtures, HandshakeWorkerFixtures } from './fixtures.js';
export { expect } from './matchers.js';
export type { HandshakeMatchers, Matching } from './matchers.js';
export type { HandshakeExchange } from './exchange.js';
export type { Handshake } from './visiting.js';
export type { WorkerDocsHost } from './docs-host.js';
