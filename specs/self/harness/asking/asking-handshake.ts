import { facts as shared } from '../../../../handshakes/mintlify-shared-session/facts.js';
import { plain, signingIn, bothDrivers } from '../../../../handshakes/shared/visits.js';
import { userRequirements } from '../../../../handshakes/shared/user/format.js';
import type { HandshakeFacts } from '../../../../protocol/handshake.js';
import { answeredUser, userCall } from '../../../../protocol/http/answered-user.js';
import { requirement, type Handshake } from '../../../../protocol/requirement.js';
import { met, notReachedFor, unmet } from '../../../../protocol/verdict.js';

type EditionId = '2020-01';

const facts: HandshakeFacts<EditionId> = {
  ...shared,
  id: 'aaa-asking',
  title: 'Aaa asking',
  loginPath: '/aaa',
  reservedPaths: ['/aaa'],
  editions: [{ id: '2020-01', from: '2020-01-01', says: 'a page asks' }],
};

const source = { document: 'Aaa docs', from: '2020-01-01' };

/** A handshake in which a page of the docs asks and nothing is handed over: who reads, and the rows about their data. */
export const asking: Handshake<EditionId> = {
  facts,
  requirements: [
    requirement({
      id: 'page-is-told',
      essential: true,
      level: 'must',
      class: 'documented',
      source,
      title: 'The page is told who reads',
      why: 'It takes everybody for a stranger.',
      fix: 'Answer with the user.',
      stage: 'exchange',
      visits: [signingIn, plain],
      seenBy: bothDrivers,
      check: ({ exchange }) => {
        const call = userCall(exchange.calls);
        if (call === undefined) return notReachedFor(exchange.stop);
        const { user, problem = '' } = answeredUser(call);
        return user === undefined ? unmet('The answer names the reader.', `${problem}.`) : met;
      },
      brokenBy: [{ name: 'none', change: () => ({}) }],
    }),
    ...userRequirements({
      facts,
      sources: { handshake: source, userFormat: source },
      userPlace: 'the answer',
    }),
  ],
  userSchema: {},
  reference: { claims: () => ({}), callback: () => '/' },
};
