import type { Source } from '../../protocol/verdict.js';

/** The texts that requirements of any handshake cite; those of a docs host stand with its handshakes. */

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
