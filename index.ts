/** The public door of the package: checks, the mock docs host, reports, the engine below, their types. */
export { check } from './api/check.js';
export type { CheckOptions, OneOrMore } from './api/options.js';
export type { KeyInput, KeyObjectLike } from './api/key-input.js';
export { startDocsHost } from './api/docs-host.js';
export type { DocsHost, DocsHostOptions } from './api/docs-host.js';
export type { SeenHandshake, Waiting } from './api/handshake-queue.js';
export { connectDocsHost } from './api/control/docs-control.js';
export type {
  DocsControl,
  HandshakeWish,
  HostKey,
  HostState,
  HostTime,
  LocationGiven,
  WaitingFor,
} from './api/control/docs-control.js';
export type { LoginSetup } from './mock-host/first-run/snippets/setup.js';
export type { ApiAddress } from './api/control/call.js';
export type { GivenLocation, WhatIf } from './mock-host/control/verdicts.js';
export type { Fault, FaultKind, FaultWish, RefusedAs } from './mock-host/faults/faults.js';
export type { HandshakePage } from './mock-host/journal/journal.js';
export type * from './protocol/handshake-record.js';
export { render } from './api/render.js';
export { explain } from './api/explanation.js';
export type { Explanation } from './api/explanation.js';
export { main } from './command/main.js';
export type { Environment, Io, Output } from './configuration/io.js';
export { configurationFrom, configurationFromEnvironment } from './configuration/configure.js';
export type { Configuration, DriverChoice, Origin } from './configuration/configuration.js';
export type { FileTarget } from './configuration/file/load.js';
export type { ReadGate } from './configuration/gate/gate.js';
export type { Start } from './configuration/start/target-start.js';
export { defineConfig } from './configuration/file/define.js';
export type { FileConfiguration, TargetSettings } from './configuration/file/define.js';
export type { Command, OptionsOf, WordOf } from './configuration/options.js';
export type { GivenInCode, KeyText, Settings } from './configuration/settings.js';
export { run } from './runner/run.js';
export type { EndSignIns, SignInLedger, SignInsWanted } from './runner/sign-ins/sign-in-ledger.js';
export type { Deadline, HostAlias, Surroundings } from './runner/surroundings.js';
export type { Case } from './judge/case.js';
export { handshakes } from './handshakes/registry.js';
export { readKeys } from './protocol/jose/keys.js';
export type * from './protocol/jose/keys.js';
export { Failure, exitCodeOf } from './protocol/failure.js';
export type { FailureCode } from './protocol/failure.js';
export type * from './protocol/exchange.js';
export type * from './protocol/gate.js';
export type * from './protocol/handshake.js';
export type * from './protocol/json.js';
export type * from './protocol/plan.js';
export type * from './protocol/recording.js';
export type * from './protocol/report.js';
export type * from './protocol/requirement.js';
export type * from './protocol/secrecy/sealed.js';
export type * from './protocol/url/site-tie.js';
export type * from './protocol/verdict.js';
export type * from './protocol/visit.js';
export type { ReportView } from './reports/format.js';
