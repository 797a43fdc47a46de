import { handshakeNamed, defaultHandshake } from '../handshakes/registry.js';
import { shareOf } from '../playwright/share.js';
import { tokenFactsOf } from '../protocol/handshake.js';
import type { DriverName } from '../protocol/exchange.js';
import { sealAs } from '../protocol/secrecy/sealed.js';
import { sessionOf } from '../protocol/visit-kinds.js';
import type { Visit } from '../protocol/visit.js';
import { schedule } from '../runner/schedule.js';

const user = { username: 'ann', password: sealAs('') };

/** `12 + 30`, or one number alone. */
const added = (counts: readonly number[]): string =>
  counts.length === 1
    ? String(counts[0])
    : `${counts.join(' + ')} = ${counts.reduce((sum, one) => sum + one, 0)}`;

/** Where a flow keeps the session, one more sign-in serves all visits that have one. */
const signIns = (visits: readonly Visit[]): number =>
  visits.filter((visit) => sessionOf(visit) === 'signing-in' && visit.inDoubt === undefined).length;

/** How many visits and sign-ins the shards of a run make: the default handshake, one user who signs in by form. */
export async function shardTable(): Promise<readonly string[]> {
  const { facts, requirements } = await handshakeNamed(defaultHandshake);
  const visitsOf = (share: readonly (typeof requirements)[number][], driver: DriverName) =>
    schedule({
      requirements: share,
      driver,
      intrusive: false,
      target: {
        loginUrl: 'https://foo.example/docs-login',
        docsOrigin: 'https://docs.foo.example',
        docsPath: '',
        returnParam: tokenFactsOf(facts).returnParam,
        signIn: { how: 'form' },
        user,
        signInOrigins: [],
        headers: [],
        cookies: [],
        timeoutMs: 30_000,
      },
    });
  const rows = [1, 2, 3, 4].map((shards) => {
    const shares = Array.from({ length: shards }, (_unused, at) =>
      shareOf(requirements, at, shards),
    );
    const cells = (['http', 'browser'] as const).flatMap((driver) => {
      const visits = shares.map((share) => visitsOf(share, driver));
      return [added(visits.map((made) => made.length)), added(visits.map(signIns))];
    });
    return `| ${shards} | ${cells.join(' | ')} |`;
  });
  return [
    '| shards | visits over HTTP | of them sign-ins | visits in a browser | of them sign-ins |',
    '|---|---|---|---|---|',
    ...rows,
  ];
}
