import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { readKeys, type VerificationKey } from '../../../protocol/jose/keys.js';
import type { PlanKey } from '../../../protocol/plan.js';
import { judgeFlow } from '../harness/judged-flow.js';
import { pooled } from '../harness/mutant-proof.js';

const authentication = 'mintlify-authentication';
const personalization = 'mintlify-personalization';
const either = [authentication, personalization];

interface Diagnosis {
  readonly row: string;
  readonly mutant: string;
  /** What the sentence must say, from the words of the cause on. */
  readonly says: RegExp;
  readonly handshakes?: readonly string[];
  /** Keys that are given besides the flow's own. */
  readonly keys?: readonly PlanKey[];
  /** Whether the flow's own key is given with its private half; only that can prove what was done with its text. */
  readonly publicHalf?: true;
}

/** Each cause that can be proven, the mutant that has it, and the sentence that names it. */
const diagnoses: readonly Diagnosis[] = [
  {
    row: 'token-alg',
    mutant: 'hs256-with-pem',
    says: /the PEM text of the key own was used as the HMAC secret \(recomputed: it matches\)/,
  },
  {
    row: 'token-alg',
    mutant: 'hs256-with-pem',
    says: /signed with a shared secret instead of the private key/,
    publicHalf: true,
  },
  {
    row: 'token-signature-raw',
    mutant: 'der-signature',
    says: /It is \d{2} octets in ASN\.1 DER; converted to R‖S it verifies with the key own\./,
    handshakes: [personalization],
  },
  {
    row: 'token-signature-raw',
    mutant: 'trimmed-signature',
    says: /It is 6[0-3] octets long: R or S lost a leading zero .*: pad each to 32 octets\. Padded so, it verifies with the key own\./,
    handshakes: [personalization],
  },
  {
    row: 'token-signature',
    mutant: 'other-handshake-key',
    says: /signed with the key other-handshake, which is the other handshake's; the header names (?:EdDSA|ES256)\./,
    keys: ['other-handshake'],
  },
  {
    row: 'token-signature',
    mutant: 'other-handshake-key',
    says: /not signed by the key given with --key, or was changed after signing/,
  },
  {
    row: 'token-signature',
    mutant: 'payload-changed',
    says: /not signed by the key given with --key, or was changed after signing/,
    keys: ['other', 'other-handshake'],
  },
  {
    row: 'token-alg',
    mutant: 'other-handshake',
    says: /before 2025-03-25, .*\. Its signature verifies with the key other-handshake\./,
    handshakes: [personalization],
    keys: ['other-handshake'],
  },
  {
    row: 'token-alg',
    mutant: 'other-handshake',
    says: /if you followed the page for JWT personalization, that is why\. Its signature verifies with the key other-handshake\./,
    handshakes: [authentication],
    keys: ['other-handshake'],
  },
  {
    row: 'token-alg',
    mutant: 'ed25519-name',
    says: /RFC 9864 gives the algorithm that name/,
    handshakes: [authentication],
  },
  {
    row: 'token-exp-future',
    mutant: 'local-time-as-utc',
    says: /off by -5:00 h, a whole number of quarter hours: local time was taken for UTC/,
  },
  {
    row: 'token-exp-short',
    mutant: 'local-time-ahead',
    says: /off by \+5:30 h, a whole number of quarter hours: local time was taken for UTC/,
  },
  {
    row: 'token-exp-future',
    mutant: 'exp-minutes',
    says: /^exp is \d{8}, which looks like minutes since the epoch: multiply by 60\.$/,
  },
  {
    row: 'token-exp-future',
    mutant: 'exp-duration',
    says: /10, a duration .*: add the time of now/,
  },
  { row: 'user-expires-at', mutant: 'expires-at-minutes', says: /looks like minutes since/ },
  {
    row: 'location-single',
    mutant: 'dashboard-before-callback',
    says: /^The 303 of POST \/docs-login has 2 that differ\.$/,
  },
  {
    row: 'callback-token-in-fragment',
    mutant: 'token-in-session-data',
    says: /^The JWT also stands in a cookie, in Base64\.$/,
  },
  { row: 'token-exp-short', mutant: 'exp-one-day', says: /^exp is 24 h ahead\.$/ },
  {
    row: 'token-exp-short',
    mutant: 'exp-equals-expiresAt',
    says: /It equals expiresAt, the end of the session\./,
  },
  {
    row: 'token-exp-numeric',
    mutant: 'exp-milliseconds',
    says: /\d{13}, which looks like milliseconds/,
  },
  { row: 'token-times-numeric', mutant: 'iat-milliseconds', says: /looks like milliseconds/ },
  { row: 'user-expires-at', mutant: 'expires-at-ms', says: /looks like milliseconds/ },
  {
    row: 'user-expires-at',
    mutant: 'broken-sample',
    says: /1209600: two weeks counted from 1970\. The sample in the old text lost its Date\.now\(\)/,
  },
  {
    row: 'user-expires-at',
    mutant: 'stale-example',
    says: /1735689600 \(2025-01-01\), a date copied from an example/,
  },
  {
    row: 'user-expires-at',
    mutant: 'expires-at-duration',
    says: /604800, a duration rather than a date/,
  },
  { row: 'user-expires-at', mutant: 'expires-at-iso', says: /ISO 8601 text/ },
  {
    row: 'user-expires-at-plausible',
    mutant: 'swapped-with-exp',
    says: /exp is later than it: the two are swapped/,
  },
  {
    row: 'user-host',
    mutant: 'no-host',
    says: /if you followed a page from before that day/,
    handshakes: [authentication],
  },
  {
    row: 'callback-token-in-fragment',
    mutant: 'token-in-user-auth',
    says: /as user_auth, which is how the text had it until 2024-07-10/,
  },
  {
    row: 'handoff-not-blocked',
    mutant: 'csp-form-action-self',
    says: /The page says "form-action 'self'", which does not allow https:\/\/docs\.foo\.com\./,
  },
  {
    row: 'callback-reached',
    mutant: 'proxy-header-limit',
    says: /answered 502 .*if its log says “upstream sent too big header”, raise its limit .*proxy_buffer_size/,
  },
  {
    row: 'callback-reached',
    mutant: 'proxy-header-limit-told',
    says: /Its page says “upstream sent too big header”: raise its limit .*proxy_buffer_size/,
  },
  {
    row: 'callback-reached',
    mutant: 'request-header-limit',
    says: /answered 431 .*the request header is too large: raise the limit/,
  },
  {
    row: 'callback-reached',
    mutant: 'post-repeated',
    says: /answered 404 .*asked with POST, because \/docs-login answered the form with 307, which repeats it: answer with 303, so that the browser goes on with GET\.$/,
  },
  {
    row: 'status-drops-credentials',
    mutant: 'redirect-307-name-alone',
    says: /^It is answered with 307, so the browser sends the user name to docs\.foo\.com\./,
  },
  {
    row: 'status-drops-credentials',
    mutant: 'redirect-307',
    says: /sends the password to docs\.foo\.com\. 307 is the default of some frameworks/,
  },
  {
    row: 'status-drops-credentials',
    mutant: 'next-default',
    says: /307 is the default of NextResponse\.redirect: pass 303/,
  },
  {
    row: 'status-drops-credentials',
    mutant: 'fastapi-default',
    says: /307 is the default of RedirectResponse: pass status_code=303/,
  },
  {
    row: 'status-drops-credentials',
    mutant: 'redirect-308',
    says: /sends the password to docs\.foo\.com\.$/,
  },
];

async function keyFrom(text: string, name: string): Promise<VerificationKey> {
  const read = await readKeys(text, name);
  if (!read.ok) throw new Error(read.problem);
  return read.key;
}

for (const handshake of await handshakes()) {
  test(`${handshake.facts.id}: what can be proven is said`, async () => {
    const rows = diagnoses.filter((each) =>
      (each.handshakes ?? either).includes(handshake.facts.id),
    );
    const found = await pooled(rows, 6, async ({ row, mutant: name, keys = [], publicHalf }) => {
      const mutant = handshake.requirements
        .find(({ id }) => id === row)
        ?.brokenBy.find((each) => each.name === name);
      if (mutant === undefined) return `there is no mutant ${row}/${name}`;
      const edition = handshake.facts.editions.at(-1) ?? handshake.facts.editions[0];
      const report = await judgeFlow(handshake, mutant, 'https://docs.foo.com', async (flow) => ({
        only: [row],
        edition,
        keys: [
          await keyFrom(
            publicHalf ? flow.keys.own.publicPem : flow.keys.own.privateText.reveal(),
            'own',
          ),
          ...(await Promise.all(keys.map((key) => keyFrom(flow.keys[key].publicPem, key)))),
        ],
      }));
      return report.verdicts.find(({ id }) => id === row)?.actual ?? '';
    });
    for (const [index, { row, mutant, says }] of rows.entries()) {
      expect.soft(found[index], `${row}/${mutant}`).toMatch(says);
    }
  });
}
