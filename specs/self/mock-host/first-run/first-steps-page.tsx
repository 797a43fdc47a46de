/** @jsxImportSource preact */
import { render } from 'preact';

import { FirstSteps, type FirstRunState } from '../../../../mock-host/first-run/first-steps.js';
import { answersAt } from '../../../../mock-host/first-run/login-probe.js';

/** The page of `first-steps.spec.ts`: the steps as an inspector mounts them, told by its server. */

const root = document.getElementById('root') ?? document.body;

/** Calls back for each URL that this page's policy stopped. */
function refusals(heard: (url: string) => void): () => void {
  const hear = (event: SecurityPolicyViolationEvent): void => heard(event.blockedURI);
  document.addEventListener('securitypolicyviolation', hear);
  return () => document.removeEventListener('securitypolicyviolation', hear);
}

const asks = (url: string): Promise<boolean> =>
  answersAt(url, (asked, init) => fetch(asked, init), refusals);

async function draw(): Promise<void> {
  const state = (await (await fetch('/state')).json()) as FirstRunState;
  render(<FirstSteps state={state} asks={asks} />, root);
}

void draw();
setInterval(() => void draw(), 100);
