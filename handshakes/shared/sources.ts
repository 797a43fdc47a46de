import type { Source } from '../../protocol/verdict.js';

/** The texts that requirements of any handshake cite; those of a docs host stand with its handshakes. */

const rfcs = {
  6265: ['HTTP State Management Mechanism', '2011-04'],
  6454: ['The Web Origin Concept', '2011-12'],
  6749: ['The OAuth 2.0 Authorization Framework', '2012-10'],
  6750: ['The OAuth 2.0 Authorization Framework: Bearer Token Usage', '2012-10'],
  7515: ['JSON Web Signature', '2015-05'],
  7518: ['JSON Web Algorithms', '2015-05'],
  7519: ['JSON Web Token', '2015-05'],
  7636: ['Proof Key for Code Exchange by OAuth Public Clients', '2015-09'],
  8037: ['CFRG Elliptic Curves for JOSE', '2017-01'],
  8725: ['JSON Web Token Best Current Practices', '2020-02'],
  9110: ['HTTP Semantics', '2022-06'],
  9111: ['HTTP Caching', '2022-06'],
  9207: ['OAuth 2.0 Authorization Server Issuer Identification', '2022-03'],
  9700: ['Best Current Practice for OAuth 2.0 Security', '2025-01'],
} as const;

/** Where a section of an RFC can be read. */
export const rfcAddress = (number: keyof typeof rfcs, section: string): string =>
  `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`;

/**
 * An RFC as a source; 9700 is written for OAuth and cited by analogy.
 *
 * @param section its number alone
 */
export function rfc(number: keyof typeof rfcs, section: string): Source {
  const analogy = number === 9700 ? ', by analogy' : '';
  return cited(number, section, analogy);
}

/**
 * The same where a client and an authorization server are what is judged: 9700 is written for them.
 *
 * @param section its number alone
 */
export const oauthRfc = (number: keyof typeof rfcs, section: string): Source =>
  cited(number, section, '');

function cited(number: keyof typeof rfcs, section: string, analogy: string): Source {
  const [title, from] = rfcs[number];
  return {
    document: `RFC ${number}, ${title}${analogy}`,
    section: `§${section}`,
    from,
    address: rfcAddress(number, section),
  };
}

/** Where the OWASP Application Security Verification Standard can be read. */
export const asvsAddress = 'https://github.com/OWASP/ASVS/tree/v5.0.0';

/** Requirements of that standard, by their numbers. */
export const asvs = (numbers: string): Source => ({
  document: `OWASP ASVS 5.0.0, ${numbers}`,
  from: '2025-05',
  address: asvsAddress,
});
