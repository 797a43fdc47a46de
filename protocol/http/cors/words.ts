import type { CheckReason, CorsReason } from './reasons.js';

/** What a sentence needs to know besides the reason. */
export interface CorsPlace {
  /** The origin that was to be let in, as the request named it. */
  readonly origin: string;
  /** The value, method or field name that it hangs on. */
  readonly about?: string;
}

const checkWords: { readonly [reason in CheckReason]: (place: Required<CorsPlace>) => string } = {
  'allow-origin-missing': ({ origin }) =>
    `there is no Access-Control-Allow-Origin: set it to ${origin}`,
  'allow-origin-wildcard': ({ origin }) =>
    `Access-Control-Allow-Origin is *, which lets no request with credentials in: set it to ${origin}`,
  'allow-origin-multiple': ({ origin, about }) =>
    `Access-Control-Allow-Origin has more than one value, ${about}: set it to ${origin}, once`,
  'allow-origin-invalid': ({ origin, about }) =>
    `Access-Control-Allow-Origin is ${about === '' ? 'empty' : `${about}, which is no origin`}: set it to ${origin}`,
  'allow-origin-mismatch': ({ origin, about }) =>
    `Access-Control-Allow-Origin is ${about}: set it to ${origin}, letter by letter`,
  'allow-credentials-not-true': ({ about }) =>
    `Access-Control-Allow-Credentials is ${about === '' ? 'missing or empty' : about}: set it to true, in small letters, once`,
};

type OtherReason = Exclude<CorsReason, CheckReason | `preflight-${CheckReason}`>;

const otherWords: { readonly [reason in OtherReason]: (about: string) => string } = {
  'no-answer': () => 'nothing came back',
  scheme: () => 'the address is not http or https',
  'redirect-location': () => 'it redirects to something that is no address',
  'redirect-count': () => 'it redirects more than 20 times',
  'redirect-userinfo': () =>
    'it redirects to an address with a user name: leave out what stands before the @',
  'preflight-no-answer': () => 'nothing came back to its preflight',
  'preflight-redirect': () =>
    'its preflight is redirected: answer OPTIONS at this address with 204, without a sign-in',
  'preflight-status': (about) =>
    `its preflight is answered with ${about}: answer OPTIONS with 204, without asking for a token or a cookie`,
  'preflight-methods-unreadable': () =>
    'Access-Control-Allow-Methods is no list: put commas between the methods',
  'preflight-headers-unreadable': () =>
    'Access-Control-Allow-Headers is no list: put commas between the names',
  'preflight-method-refused': (about) =>
    `Access-Control-Allow-Methods does not name ${about}: add it`,
  'preflight-header-refused': (about) =>
    `Access-Control-Allow-Headers does not name ${about}${about === 'authorization' ? ', for which no * stands' : ''}: add it`,
};

const isCheck = (reason: string): reason is CheckReason => reason in checkWords;

/**
 * Why a page may not read an answer, and what to set: one sentence. Holds `about` as it came from outside, so it is masked
 * before it is shown.
 */
export function corsSentence(reason: CorsReason, { origin, about = '' }: CorsPlace): string {
  const bare = reason.replace(/^preflight-/, '');
  const words = isCheck(bare)
    ? checkWords[bare]({ origin, about })
    : otherWords[reason as OtherReason](about);
  if (bare === reason) return `The page cannot read the answer: ${words}.`;
  const where = isCheck(bare) ? 'in the answer to its preflight, ' : '';
  return `The browser does not make the request: ${where}${words}.`;
}
