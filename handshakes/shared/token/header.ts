import type { PlanRequest } from '../../../protocol/plan.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { met, noted, unmet } from '../../../protocol/verdict.js';
import { claimsChange, headerChange } from '../mutants.js';
import { rfc } from '../sources.js';
import { bothDrivers, honestVisits } from '../visits.js';

const onHonestVisits = { visits: honestVisits, seenBy: bothDrivers } as const;

const tokenHeaderCrit: UndatedRequirement = requirement({
  ...onHonestVisits,
  id: 'token-header-crit',
  level: 'must',
  class: 'rfc',
  source: rfc(7515, '4.1.11'),
  title: 'The header has neither crit nor b64',
  why: 'A verifier that does not know what crit names must refuse the token, and b64 changes what is signed.',
  fix: 'Leave crit and b64 out of the protected header: send only alg (and typ).',
  onArrival: 'by-level',
  stage: 'claims',
  check: ({ header }) => {
    const found = ['crit', 'b64'].filter((name) => name in header);
    return found.length === 0
      ? met
      : unmet('The header has no crit and no b64.', `The header has ${found.join(' and ')}.`);
  },
  brokenBy: [
    { name: 'crit-unknown', change: headerChange({ crit: ['urn:example:x'], 'urn:example:x': 1 }) },
    { name: 'b64-false', change: headerChange({ b64: false }) },
  ],
});

/** Header members that bring a key or a compressed payload along (RFC 7515 §4.1, RFC 7516 §4.1.3). */
const carriers = ['zip', 'jku', 'x5u', 'jwk', 'x5c'];

const tokenHeaderKeys: UndatedRequirement = requirement({
  ...onHonestVisits,
  id: 'token-header-keys',
  level: 'should',
  class: 'rfc',
  source: rfc(8725, '3.10'),
  title: 'The header brings no key along',
  why: 'The docs host knows its keys; a key inside the token tempts verifiers to trust whoever made it.',
  fix: 'Leave zip, jku, x5u, jwk and x5c out of the protected header: send only alg (and typ, kid).',
  onArrival: 'by-level',
  stage: 'claims',
  check: ({ header }) => {
    const found = carriers.filter((name) => name in header);
    return found.length === 0
      ? met
      : unmet(
          'The header has none of zip, jku, x5u, jwk, x5c.',
          `The header has ${found.join(', ')}.`,
        );
  },
  brokenBy: [
    {
      name: 'embedded-jwk',
      change: (honest) => ({
        token: async (header, claims, request) =>
          honest.token({ ...header, jwk: await request.tools.publicJwk() }, claims, request),
      }),
    },
    { name: 'jku-header', change: headerChange({ jku: 'https://keys.example/jwks.json' }) },
  ],
});

/** Header and payload signed as the texts that they are. */
async function signedText(header: string, payload: string, request: PlanRequest): Promise<string> {
  const { base64url, sign } = request.tools;
  const input = `${base64url(header)}.${base64url(payload)}`;
  return `${input}.${base64url(await sign(input))}`;
}

const tokenJson: UndatedRequirement = requirement({
  ...onHonestVisits,
  id: 'token-json',
  level: 'must',
  class: 'rfc',
  source: rfc(7519, '7.2'),
  title: 'Header and payload are UTF-8 JSON objects without duplicate names',
  why: 'Text in another encoding is refused or arrives garbled, and of a name that stands twice two readers see two values.',
  fix: 'Serialise header and payload with a JSON library in UTF-8; do not join JSON text by hand.',
  onArrival: 'by-level',
  stage: 'token',
  check: ({ token }) => {
    const found = token.jsonProblems;
    return found.length === 0
      ? met
      : unmet(
          'Header and payload are UTF-8 JSON objects, every name once.',
          `In the token, ${found.join('; ')}.`,
        );
  },
  brokenBy: [
    {
      name: 'latin1-name',
      change: (honest) => ({
        token: async (_header, claims, request) => {
          const { base64url, sign } = request.tools;
          const text = JSON.stringify({ ...claims, content: { firstName: 'Zoë' } });
          const octets = new Uint8Array(Buffer.from(text, 'latin1'));
          const input = `${base64url(JSON.stringify(honest.header(request)))}.${base64url(octets)}`;
          return `${input}.${base64url(await sign(input))}`;
        },
      }),
    },
    {
      name: 'bom-in-header',
      change: () => ({
        token: (header, claims, request) =>
          signedText(`\uFEFF${JSON.stringify(header)}`, JSON.stringify(claims), request),
      }),
    },
    {
      name: 'header-by-hand',
      change: () => ({
        token: (header, claims, request) =>
          signedText(`{'alg': '${String(header['alg'])}',}`, JSON.stringify(claims), request),
      }),
    },
    {
      name: 'duplicate-exp',
      change: () => ({
        token: (header, claims, request) =>
          signedText(
            JSON.stringify(header),
            `{"exp":${String(claims['exp'])},${JSON.stringify(claims).slice(1)}`,
            request,
          ),
      }),
    },
  ],
});

/** Octets that every server and client should take in a URI (RFC 9110 §4.1). */
const mostCharacters = 8_000;
/** Django 5.2.8 and later refuses longer redirects by default. */
const knownLimit = 2_048;

/** Stands apart from its family: it comes last among the token rows. */
export const tokenSize: UndatedRequirement = requirement({
  ...onHonestVisits,
  id: 'token-size',
  level: 'should',
  class: 'rfc',
  source: rfc(9110, '4.1'),
  title: 'The callback URL is at most 8,000 characters long',
  why: 'Proxies and frameworks cut or refuse longer headers; the readers with the most groups cannot sign in.',
  fix: 'Send fewer claims: group names only, and only the content that pages show.',
  onArrival: 'by-level',
  arrivalCases: ['long-fragment'],
  stage: 'token',
  check: ({ callback }) => {
    const size = callback.url.reveal().length;
    if (size > mostCharacters) {
      return unmet('The callback URL has at most 8,000 characters.', `It has ${size} characters.`);
    }
    return size > knownLimit
      ? noted(`The callback URL has ${size} characters; a common framework limit is ${knownLimit}.`)
      : met;
  },
  brokenBy: [
    {
      name: 'thousand-groups',
      change: claimsChange(() => ({
        groups: Array.from({ length: 1_000 }, (_none, index) => `group-${index}`),
      })),
    },
  ],
});

/** What the protected header and the JSON of a token must be. */
export const headerRequirements: readonly UndatedRequirement[] = [
  tokenHeaderCrit,
  tokenHeaderKeys,
  tokenJson,
];
