import type { ReferenceSteps } from '../../protocol/plan.js';
import { referenceGrant } from '../shared/oauth/reference-grant.js';

/** The reference authorization server: a client without a secret, whose page asks token endpoint and Info API. */
export const reference: ReferenceSteps = referenceGrant;
