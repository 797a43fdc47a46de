import type { Visit } from '../../protocol/visit.js';
import { bothDrivers } from '../shared/visits.js';

/** A reader on the way to an anchor, which this handshake carries in the fragment. */
export const anchorLink: Visit = {
  honest: true,
  drivers: bothDrivers,
  name: 'anchor-link',
  title: 'come back signed in, on the way to /quickstart#step-one',
  session: 'live',
  returnTo: '/quickstart#step-one',
  ride: 'origin',
};

/** An anchor that must be encoded to survive. */
export const oddAnchor: Visit = {
  ...anchorLink,
  name: 'odd-anchor',
  title: 'come back signed in, on the way to /quickstart#q&a',
  returnTo: '/quickstart#q&a',
  ride: 'forwarded',
};
