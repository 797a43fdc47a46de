import type { Call } from '../http/call.js';
import type { Exchange } from '../exchange.js';
import { mapStop } from '../stop.js';
import type { Target } from '../visit.js';
import { callSecrets } from './call-secrets.js';
import { mask } from './masking.js';
import { isSealed, sealKnowing } from './sealed.js';
import { isOrdinary } from './spellings.js';

/** The secrets that were configured: passwords however short they are, and what is sent with every request. */
export function configuredSecrets(target: Target): readonly string[] {
  const { user, secondUser, headers, cookies, client } = target;
  const sent = [...headers, ...cookies].map(([, value]) => value.reveal());
  // A header's value may come back without its scheme (`Bearer …`, RFC 9110 §11.4).
  const bare = sent.map((value) => value.replace(/^.*\s/s, ''));
  return [
    ...[user, secondUser].flatMap((one) => (one === undefined ? [] : [one.password.reveal()])),
    ...(client?.clientSecret === undefined ? [] : [client.clientSecret.reveal()]),
    ...[...sent, ...bare].filter((value) => !isOrdinary(value)),
  ].filter((value) => value.length >= 4);
}

/** What an exchange must never show: the values that were seen to be secret, and the credentials of its calls. */
export const exchangeSecrets = ({ secrets, calls = [] }: Exchange): readonly string[] => [
  ...secrets.map((secret) => secret.reveal()),
  ...callSecrets(calls),
];

/** Seals every sealed text inside a value once more. */
function reseal<T>(value: T, secrets: readonly string[]): T {
  if (isSealed(value)) return sealKnowing(value, secrets) as T & typeof value;
  if (Array.isArray(value)) return value.map((each: unknown) => reseal(each, secrets)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [name, reseal(each, secrets)]),
  ) as T;
}

const withheldCall = (call: Call, secrets: readonly string[]): Call => ({
  ...reseal(call, secrets),
  ...(call.fault === undefined ? {} : { fault: mask(call.fault, secrets) }),
});

/**
 * An exchange that shows none of its own secrets in any printed form: a password or a cookie value may
 * have come back in an address, a header field or the words of a page.
 */
export function withheld(exchange: Exchange): Exchange {
  const secrets = exchangeSecrets(exchange);
  const { hops, navigations, callback, landing, stop, unsentForm, calls, ...rest } = exchange;
  return {
    ...rest,
    hops: reseal(hops, secrets),
    navigations: reseal(navigations, secrets),
    ...(callback === undefined ? {} : { callback: reseal(callback, secrets) }),
    ...(landing === undefined ? {} : { landing: reseal(landing, secrets) }),
    ...(unsentForm === undefined ? {} : { unsentForm: mask(unsentForm, secrets) }),
    ...(calls === undefined ? {} : { calls: calls.map((call) => withheldCall(call, secrets)) }),
    stop: mapStop(stop, (text) => mask(text, secrets)),
  };
}
