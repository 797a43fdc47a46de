import { blockWords } from '../../protocol/http/cookie-block.js';
import type { ReportCall, ReportField } from '../../protocol/report.js';

/** What is asked, as a sentence names it. */
export const endpointOf = {
  token: 'token endpoint',
  info: 'Info API',
  session: 'session API',
  preflight: 'preflight',
} as const;

/** Who asks for what. */
export const callTitle = ({ role, by }: ReportCall): string =>
  role === 'preflight'
    ? 'The browser asks whether the page may ask'
    : `The ${by === 'host' ? "docs host's server" : 'page'} asks the ${endpointOf[role]}`;

const form = {
  empty: 'an empty body',
  json: 'JSON',
  form: 'a form',
  html: 'HTML',
  text: 'text',
  binary: 'no text',
} as const;

/** What came back, in a few words; undefined where no body did. */
export function bodyWords({ body }: ReportCall): string | undefined {
  if (body === undefined) return undefined;
  const { bytes, truncated, members = [] } = body;
  if (bytes === 0) return form.empty;
  const of = members.length === 0 ? '' : ` with ${members.join(', ')}`;
  const size = `${truncated === true ? 'more than ' : ''}${bytes.toLocaleString('en')} octets`;
  return `${form[body.form]}${of}, ${size}`;
}

/** The pairs of a body on one line. */
export const pairWords = (fields: readonly ReportField[]): string =>
  fields.map(({ name, value }) => `${name}=${value}`).join(' ');

/** The header fields of a message, those that the words beside it say already left out. */
export const fieldWords = (fields: readonly ReportField[]): readonly string[] =>
  fields.map(({ name, value }) => `${name}: ${value}`);

/** The cookies that went along, and those that stayed behind, a line each. */
export function cookieWords({
  cookiesSent = [],
  cookiesBlocked = [],
}: ReportCall): readonly string[] {
  const sent = cookiesSent.length === 0 ? [] : [`Cookie: ${cookiesSent.join(', ')}`];
  const stayed = cookiesBlocked.map(
    ({ cookie, reason }) => `not sent: ${cookie} ${blockWords[reason]}`,
  );
  return [...sent, ...stayed];
}

/** What became of the answer in the page; undefined where nothing is to be said of it. */
export function readWords({ readable, refusal, browserReason }: ReportCall): string | undefined {
  const own = browserReason === undefined ? '' : ` The browser says ${browserReason}.`;
  if (readable === true) {
    const but = refusal === undefined ? '' : ` By the Fetch standard it may not. ${refusal}`;
    return `The page read the answer.${but}${own}`;
  }
  if (readable === false) return `${refusal ?? 'The page could not read the answer.'}${own}`;
  return undefined;
}
