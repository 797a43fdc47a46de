import type { Mutant } from '../../protocol/plan.js';
import { compose, headerChange } from '../shared/mutants.js';
import type { AlgorithmMutants } from '../shared/token/envelope.js';

const hexadecimalSignature: Mutant = {
  name: 'hexadecimal-signature',
  // Every hexadecimal text is base64url, so only its length gives it away.
  change: () => ({
    token: (header, claims, request) =>
      compose(header, claims, request, async (input) =>
        Buffer.from(Buffer.from(await request.tools.sign(input)).toString('hex'), 'base64url'),
      ),
  }),
};

/** What goes wrong with EdDSA alone. */
export const eddsaMutants: AlgorithmMutants = {
  // RFC 9864 gives the algorithm that name.
  alg: [{ name: 'ed25519-name', change: headerChange({ alg: 'Ed25519' }) }],
  signature: [hexadecimalSignature],
};
