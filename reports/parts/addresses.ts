import type { Report } from '../../protocol/report.js';

/** The addresses of the login flow, each with what it is. */
export function addressesOf({
  loginUrl,
  asks,
  signInUrl,
}: Report['target']): readonly (readonly [name: string, address: string])[] {
  const signIn = signInUrl === undefined ? [] : [['Sign-in', signInUrl] as const];
  return [[asks === undefined ? 'Login' : 'API', loginUrl], ...signIn];
}
