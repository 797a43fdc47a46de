import type { DriverName } from '../../protocol/exchange.js';
import type { AtClaims, Context } from '../../protocol/requirement.js';
import type { Finding } from '../../protocol/verdict.js';
import type { Visit } from '../../protocol/visit.js';
import { secondBack, secondSignIn } from './sign-in-visits.js';
import { bothDrivers, honestVisits } from './visits.js';

/** The visits that show what each user's token says: a serialiser that errs for want of groups errs for one user only. */
export const onEachUser: {
  readonly visits: readonly [Visit, ...Visit[]];
  readonly seenBy: readonly DriverName[];
  readonly stage: 'claims';
} = {
  visits: [...honestVisits, secondSignIn, secondBack],
  seenBy: bothDrivers,
  stage: 'claims',
};

/** The same check, whose finding says whose token it is where there are two users. */
export const whose =
  (check: (reading: AtClaims, context: Context) => Finding) =>
  (reading: AtClaims, context: Context): Finding => {
    const finding = check(reading, context);
    const { username, secondUsername, visit } = context;
    const owner = visit.user === 'second' ? secondUsername : username;
    if (owner === undefined || secondUsername === undefined) return finding;
    return finding.is === 'unmet' || finding.is === 'noted'
      ? { ...finding, actual: `In the token of ${owner}: ${finding.actual}` }
      : finding;
  };
