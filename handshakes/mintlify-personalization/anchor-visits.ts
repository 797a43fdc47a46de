import type { VisitOf } from '../../protocol/visit.js';
import { bothDrivers } from '../shared/visits.js';

/** A reader on the way to an anchor, which this handshake carries in the fragment. */
export const anchorLink: VisitOf<'return'> = {
  kind: 'return',
  drivers: bothDrivers,
  name: 'anchor-link',
  comes: 'signed-in',
  title: 'on the way to /quickstart#step-one',
  returnTo: '/quickstart#step-one',
  ride: 'origin',
};

/** An anchor that must be encoded to survive. */
export const oddAnchor: VisitOf<'return'> = {
  ...anchorLink,
  name: 'odd-anchor',
  title: 'on the way to /quickstart#q&a',
  returnTo: '/quickstart#q&a',
  ride: 'forwarded',
};
