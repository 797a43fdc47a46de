import type { Exchange, Hop, StopCode } from '../../protocol/exchange.js';
import { readPage } from './page.js';
import type { Page } from './page.js';

/** Sooner than this after a form was shown no person sends it back, in milliseconds. */
export const personMs = 2_000;

/** Ends that a time trap may have made. */
const ends = new Set<StopCode>(['page', 'status', 'no-form', 'sign-in-refused']);
/** Statuses of a form that was not taken. 401 and 403 are a refused password, 429 is a throttle. */
const refusing = new Set([400, 406, 409, 412, 418, 422, 425]);
const ofPasswords =
  /passw|credential|kennwort|mot de passe|contrase|senha|wachtwoord|пароль|パスワード|密码|密碼|비밀번호|locked|attempt|gesperrt|versuch/gi;
const ofHaste =
  /too (?:fast|quick|soon|early)|so (?:fast|quick)|slow down|zu schnell|trop (?:rapide|vite)|demasiado r[aá]pid|r[aá]pido demais|troppo (?:veloce|rapid)|te snel|spam|\bbots?\b|robot|honeypot|time.?trap/gi;
const ofErrors =
  /wrong|invalid|incorrect|unknown|denied|falsch|ung[uü]ltig|incorrecte?|invalide|incorrect[oa]|errat[oa]|onjuist|неверн/gi;
/** Texts of an answer that says no more than its status does. */
const shortText = 200;

const squeezed = (text: string): string => text.toLowerCase().replace(/[\s\d]+/g, '');
const count = (text: string, words: RegExp): number => [...text.matchAll(words)].length;

async function pageOf(hop: Hop): Promise<Page | undefined> {
  const { body } = hop;
  if (body !== undefined && body.text === undefined && body.bytes > 0) return undefined;
  return readPage(body?.text?.reveal() ?? '', hop.url.reveal());
}

/**
 * True where a sign-in may have been turned away for its speed alone: the password went out faster than a person
 * could send it, and what came back is empty, says nothing new, speaks of haste, or is a bare refusal. An answer that
 * speaks of the password is none: one attempt is enough to learn that it is wrong.
 */
export async function looksHasty({ hops, callback, stop }: Exchange): Promise<boolean> {
  const at = hops.findLastIndex(({ credentials }) => credentials);
  const [form, post, last] = [hops[at - 1], hops[at], hops.at(-1)];
  if (form === undefined || post === undefined || last === undefined) return false;
  if (callback !== undefined || !ends.has(stop.code)) return false;
  if (post.sentAtMs - form.receivedAtMs >= personMs) return false;
  const status = last.status ?? 0;
  const taken = status >= 200 && status < 300;
  if (!taken && !refusing.has(status)) return false;
  const [before, after] = await Promise.all([pageOf(form), pageOf(last)]);
  if (before === undefined || after === undefined) return false;
  const speaksOf = (words: RegExp): boolean => count(after.text, words) > count(before.text, words);
  if (after.text === '') return after.scripts === 0;
  if (speaksOf(ofPasswords)) return false;
  if (speaksOf(ofHaste) || squeezed(after.text) === squeezed(before.text)) return true;
  return !taken && after.forms.length === 0 && after.text.length < shortText && !speaksOf(ofErrors);
}
