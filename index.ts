/** The public door of the package: the engine, its configuration, its types. */
export { main } from './command/main.js';
export type { Environment, Io, Output } from './configuration/io.js';
export { configurationFrom, configurationFromEnvironment } from './configuration/configuration.js';
export type { Configuration, DriverChoice } from './configuration/configuration.js';
export type { Settings } from './configuration/settings.js';
export { run } from './runner/run.js';
export { handshakes } from './handshakes/registry.js';
export { readKeys } from './protocol/jose/keys.js';
export type { KeyReading, VerificationKey } from './protocol/jose/keys.js';
export { Failure, exitCodeOf } from './protocol/failure.js';
export type { FailureCode } from './protocol/failure.js';
export type * from './protocol/exchange.js';
export type * from './protocol/report.js';
export type * from './protocol/verdict.js';
export type * from './protocol/visit.js';
export type { Edition, HandshakeFacts } from './protocol/handshake.js';
export type { Handshake, Requirement } from './protocol/requirement.js';
