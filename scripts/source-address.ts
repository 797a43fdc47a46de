import type { Source } from '../protocol/verdict.js';

/** The docs host's public text as it was last read, in its public repository. */
const docsText = 'https://github.com/mintlify/docs/blob/3bbce7aa1';
const authenticationPage = `${docsText}/deploy/authentication-setup.mdx`;
const personalizationPage = `${docsText}/create/personalization.mdx`;

/** Addresses by how a source's document begins, the first that fits. */
const addresses: readonly (readonly [begins: RegExp, address: string])[] = [
  [/^Mintlify docs.*pull request 4244/, 'https://github.com/mintlify/docs/pull/4244'],
  [/^Mintlify docs, JWT personalization/, personalizationPage],
  [/^Mintlify docs/, authenticationPage],
  [/^OWASP ASVS 5\.0\.0/, 'https://github.com/OWASP/ASVS/tree/v5.0.0'],
  [/^NIST SP 800-63B-4/, 'https://pages.nist.gov/800-63-4/sp800-63b.html'],
  [/^CWE-522/, 'https://cwe.mitre.org/data/definitions/522.html'],
  [
    /^W3C Content Security Policy Level 3, form-action/,
    'https://www.w3.org/TR/CSP3/#directive-form-action',
  ],
];

/** Where a source can be read: the section of an RFC, the page of another text; undefined where it is no text. */
export function addressOf({ document, section }: Source): string | undefined {
  const rfc = /^RFC (\d+)/.exec(document)?.[1];
  if (rfc === undefined) return addresses.find(([begins]) => begins.test(document))?.[1];
  const part = /§([\d.]+)/.exec(section ?? document)?.[1];
  return `https://www.rfc-editor.org/rfc/rfc${rfc}${part === undefined ? '' : `#section-${part}`}`;
}
