import type { Source } from '../../protocol/verdict.js';

/** The texts that requirements cite, each with the dates between which it said so. */

export const authenticationText: Source = {
  document: 'Mintlify docs, JWT authentication handshake',
  from: '2025-02-03',
};
/** JWT personalization, since it signs with ES256 (pull request 590 of the docs). */
export const personalizationText: Source = {
  document: 'Mintlify docs, JWT personalization handshake',
  from: '2025-03-25',
};
/** The anchor form, which the text has dropped since. */
export const anchorText: Source = {
  document: 'Mintlify docs, JWT personalization handshake',
  section: 'Preserving page anchors',
  from: '2024-09-04',
  to: '2026-01-22',
};
/** The host claim, which the text asks for since that day. */
export const hostText: Source = {
  document: 'Mintlify docs, JWT authentication handshake (pull request 4244)',
  section: 'host',
  from: '2026-03-10',
};
/** What both texts say. */
export const bothHandshakes: Source = {
  document: 'Mintlify docs, JWT authentication and JWT personalization handshakes',
  from: '2025-02-03',
};
/** The members of the payload. */
export const userFormat: Source = {
  document: 'Mintlify docs, User format',
  from: '2025-02-03',
};

const rfcs = {
  6265: ['HTTP State Management Mechanism', '2011-04'],
  6454: ['The Web Origin Concept', '2011-12'],
  7515: ['JSON Web Signature', '2015-05'],
  7518: ['JSON Web Algorithms', '2015-05'],
  7519: ['JSON Web Token', '2015-05'],
  8037: ['CFRG Elliptic Curves for JOSE', '2017-01'],
  8725: ['JSON Web Token Best Current Practices', '2020-02'],
  9110: ['HTTP Semantics', '2022-06'],
  9111: ['HTTP Caching', '2022-06'],
  9700: ['Best Current Practice for OAuth 2.0 Security', '2025-01'],
} as const;

/** An RFC as a source; 9700 is written for OAuth and cited by analogy. */
export function rfc(number: keyof typeof rfcs, section: string): Source {
  const [title, from] = rfcs[number];
  const analogy = number === 9700 ? ', by analogy' : '';
  return { document: `RFC ${number}, ${title}${analogy}`, section: `§${section}`, from };
}

/** A practice: the effect is a broken login or a leaked secret, measured in a browser on the date given. */
export function practice(document: string, from = '2026-08'): Source {
  return { document, from };
}
