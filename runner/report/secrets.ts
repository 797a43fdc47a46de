import { findTokens } from '../../protocol/jose/find-token.js';
import type { VerificationKey } from '../../protocol/jose/keys.js';
import type { Reading } from '../../protocol/requirement.js';
import { scalarOf, secretNumberSpellings } from '../../protocol/secrecy/key-material.js';
import { credentialValues } from '../../protocol/secrecy/masking.js';
import { sealAs, type Sealed } from '../../protocol/secrecy/sealed.js';
import { base64Spellings, isOrdinary, spellings } from '../../protocol/secrecy/spellings.js';
import { configuredSecrets, exchangeSecrets } from '../../protocol/secrecy/withheld.js';
import { decodeLoosely } from '../../protocol/url/callback.js';
import type { Target } from '../../protocol/visit.js';

/** Everything that a run knows to be secret. */
export interface Secrets {
  /** As they are, for texts that were cut off in the middle of one. */
  readonly whole: readonly string[];
  /** Every spelling of every secret, and telling parts of tokens and keys. */
  readonly forms: readonly string[];
}

/** Any 24 characters in a row of a text hold one of these pieces whole. */
function pieces(text: string): readonly string[] {
  const size = 12;
  const found: string[] = [];
  for (let at = 0; at + size <= text.length; at += size) found.push(text.slice(at, at + size));
  return found;
}

/** How a private key may show: its PEM lines, its body, its JWK member `d`. */
function keyForms(texts: readonly Sealed[]): readonly string[] {
  return texts.flatMap((sealed) => {
    const text = sealed.reveal();
    const body = text.replace(/-----[A-Z ]+-----|\\n|\s/g, '');
    if (!/^[A-Za-z0-9+/=]{40,}$/.test(body)) return pieces(body);
    const octets = Buffer.from(body, 'base64');
    const scalar = scalarOf(octets) ?? octets;
    const member = scalar.toString('base64url');
    const forms = [member, scalar.toString('base64'), ...base64Spellings(scalar)];
    return [
      ...[body, member].flatMap(spellings),
      ...[body, ...forms].flatMap((form) => [form, ...pieces(form)]),
    ];
  });
}

/** A shared secret in every spelling, whole however short it is. */
const secretForms = (texts: readonly Sealed[]): readonly string[] =>
  texts
    .map((sealed) => sealed.reveal())
    .flatMap((text) => [...spellings(text), ...base64Spellings(Buffer.from(text))]);

/** How the secret numbers of private keys, and shared secrets, could be written in a page. */
export function keySpellings(keys: readonly VerificationKey[]): readonly Sealed[] {
  return keys
    .flatMap(({ algorithm, privateText = [] }) =>
      algorithm === 'HS256'
        ? secretForms(privateText)
        : secretNumberSpellings(privateText.map((text) => text.reveal())),
    )
    .map((form) => sealAs(form));
}

/** Gathers what must not be shown: what was configured, and what the visits brought. */
export function secretsOf(
  target: Target,
  keys: readonly VerificationKey[],
  readings: readonly Reading[],
): Secrets {
  const seen = readings
    .flatMap(({ exchange }) => [
      ...exchangeSecrets(exchange),
      ...[...exchange.navigations, ...exchange.hops].flatMap(({ url }) =>
        credentialValues(url.reveal()),
      ),
    ])
    .filter((value) => !isOrdinary(value));
  const tokens = new Set(
    readings.flatMap(({ token, exchange }) => [
      token?.text.reveal() ?? '',
      ...exchange.navigations.flatMap(({ url }) => findTokens(decodeLoosely(url.reveal()))),
    ]),
  );
  const signatures = [...tokens].flatMap((token) => {
    const signature = token.split(/\.|%2E/i)[2] ?? '';
    return [...spellings(signature), ...pieces(signature)];
  });
  const whole = [...new Set([...configuredSecrets(target), ...seen])];
  const forms = [
    ...whole.flatMap(spellings),
    ...signatures,
    ...keys.flatMap(({ algorithm, privateText = [] }) => [
      ...(algorithm === 'HS256' ? secretForms(privateText) : []),
      ...keyForms(privateText),
    ]),
  ];
  return { whole, forms: [...new Set(forms)] };
}

/**
 * The secrets that stand in these texts at all: a report has many texts, and few secrets show in any.
 *
 * @param texts everything that is about to be shown
 */
export function secretsIn(texts: readonly string[], secrets: Secrets): Secrets {
  const all = texts.join('\n');
  return {
    whole: secrets.whole,
    forms: secrets.forms.filter((form) => form.length >= 4 && all.includes(form)),
  };
}
