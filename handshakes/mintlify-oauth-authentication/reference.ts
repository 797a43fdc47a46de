import type { ReferenceSteps } from '../../protocol/plan.js';
import { referenceGrant } from '../shared/oauth/reference-grant.js';

/** The reference authorization server: a client with a secret, an Info API that the docs host's server asks. */
export const reference: ReferenceSteps = referenceGrant;
