import type { DriverName } from '../../protocol/exchange.js';
import { hasToken } from '../../protocol/handshake.js';
import type { AtExchange, Context } from '../../protocol/requirement.js';
import type { Finding } from '../../protocol/verdict.js';
import type { Visit } from '../../protocol/visit.js';
import { secondBack, secondSignIn } from './sign-in-visits.js';
import { bothDrivers, honestVisits } from './visits.js';

/** The visits that show what is said of each user: a serialiser that errs for want of groups errs for one user only. */
export const onEachUser: {
  readonly visits: readonly [Visit, ...Visit[]];
  readonly seenBy: readonly DriverName[];
  readonly stage: 'user';
} = {
  visits: [...honestVisits, secondSignIn, secondBack],
  seenBy: bothDrivers,
  stage: 'user',
};

/** The same check, whose finding says whose data it is where there are two users. */
export const whose =
  <R extends AtExchange>(check: (reading: R, context: Context) => Finding) =>
  (reading: R, context: Context): Finding => {
    const finding = check(reading, context);
    const { username, secondUsername, visit, facts } = context;
    const owner = visit.user === 'second' ? secondUsername : username;
    if (owner === undefined || secondUsername === undefined) return finding;
    const where = hasToken(facts) ? `In the token of ${owner}` : `In the answer for ${owner}`;
    return finding.is === 'unmet' || finding.is === 'noted'
      ? { ...finding, actual: `${where}: ${finding.actual}` }
      : finding;
  };
