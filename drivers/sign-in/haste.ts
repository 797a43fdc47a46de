import type { Exchange, StopCode } from '../../protocol/exchange.js';
import { readPage } from './page.js';
import type { Page } from './page.js';
import { sentOverHttp } from './sent-sight.js';
import type { SentSight } from './sent-sight.js';

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
/** That a sign-in came to nothing: a password may be the reason. */
const ofFailure =
  /fail|not (?:match|recogni[sz]ed|found)|fehlgeschlagen|échou|fallid|falhou|fallit|mislukt/gi;
const ofRetry =
  /(?:try|send|submit)(?: it| that)? again|once more|erneut|noch einmal|r[ée]essay|de nouveau|de nuevo|otra vez|de novo|riprova|opnieuw/gi;
/** Texts of an answer that says no more than its status does. */
const shortText = 200;

const squeezed = (text: string): string => text.toLowerCase().replace(/[\s\d]+/g, '');
const count = (text: string, words: RegExp): number => [...text.matchAll(words)].length;

const isTaken = (status: number): boolean => status >= 200 && status < 300;

/** True where the page that came asks for a password. */
const asksAgain = ({ forms }: Page): boolean =>
  forms.some(({ controls }) => controls.some(({ type }) => type === 'password'));

/** True where the form led to another page without a cookie: nobody is signed in there. */
function ledAway({ hops }: Exchange, { at, answer }: SentSight): boolean {
  const since = hops.slice(at);
  const moved =
    answer === undefined ? (since[0]?.status ?? 0) >= 300 && since.length > 1 : since.length > 0;
  return moved && answer?.setsCookie !== true && since.every((hop) => hop.cookiesSet.length === 0);
}

/**
 * True where a sign-in may have been turned away for its speed alone: the password went out faster than a person
 * could send it, and what came back is empty, says nothing new, speaks of haste, only asks for another try, is a bare
 * refusal, or a page where nobody is signed in. An answer that speaks of the password is none: one attempt is enough to
 * learn that it is wrong.
 *
 * @param sight what was seen of the form and after it; absent where the exchange alone tells
 */
export async function looksHasty(exchange: Exchange, sight?: SentSight): Promise<boolean> {
  const { callback, stop, scriptRedirect } = exchange;
  if (callback !== undefined || scriptRedirect !== undefined || !ends.has(stop.code)) return false;
  const seen = sight ?? (await sentOverHttp(exchange));
  if (seen?.before === undefined || seen.after === undefined) return false;
  if (seen.shownMs >= personMs) return false;
  const { before, after, answer } = seen;
  const statuses = [seen.status, ...(answer === undefined ? [] : [answer.status])];
  if (!statuses.every((status) => isTaken(status) || refusing.has(status))) return false;
  const said = answer === undefined ? [] : [(await readPage(answer.text, '')).text];
  const speaksOf = (words: RegExp): boolean =>
    [after.text, ...said].some((text) => count(text, words) > count(before.text, words));
  if (speaksOf(ofPasswords)) return false;
  if (after.text === '') return after.scripts === 0 || answer !== undefined;
  if (speaksOf(ofHaste)) return true;
  const blames = speaksOf(ofErrors) || speaksOf(ofFailure);
  if (squeezed(after.text) === squeezed(before.text)) return answer === undefined || !blames;
  if (!blames && (speaksOf(ofRetry) || (!asksAgain(after) && ledAway(exchange, seen)))) return true;
  const isBare = after.forms.length === 0 && after.text.length < shortText;
  return !statuses.every(isTaken) && isBare && !speaksOf(ofErrors);
}
