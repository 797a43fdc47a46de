import { judgeUser, type UserRules } from '../../judge/arrival/answered-user.js';
import type { Refusal } from '../../judge/arrival/judgement.js';
import { refusalFor } from '../../judge/arrival/refusals.js';
import type { Handshake } from '../../protocol/requirement.js';
import type { SessionLook } from '../../protocol/handshake-record.js';
import { readGroups, sessionEnd } from '../arrival/policy.js';
import { nowAt, steadyAt, type PageClock } from '../clock.js';
import { publicUser } from '../docs/user-words.js';
import { readAnswer, type AnswerReading, type PageAnswer } from '../session/answer.js';
import { askWords, patienceSeconds, strangerWords, type AskCode } from '../session/words.js';
import { forgetReader, keepReader, readClock } from './kept-reader.js';
import { bodyOf } from './read-body.js';
import { showAsk, type Asked } from './show-ask.js';
import { tellHost } from './tell-host.js';

/**
 * Asks the session API who reads, as a page of the docs does: once for each page load, with the reader's cookies and with no
 * field of its own. The very catalogue of the host judges what comes, here: nothing of the answer leaves this browser.
 * `page-parts/page-module.ts` makes one file of it for each handshake whose pages ask.
 */

/** What the host's page says: attributes of the script's own element. */
interface Settings {
  readonly url: string;
  /** The folder of the places to tell. */
  readonly files: string;
  readonly edition: string;
  readonly docsOrigin: string;
  readonly docsPath: string;
  /** What the host's clock shows (`readClock`). */
  readonly clock: string;
  /** The fault by which no answer comes, where the host was told so. */
  readonly lost?: string;
}

/** An answer, or why there is none. */
async function answerOf({ url, lost }: Settings): Promise<PageAnswer | AskCode> {
  try {
    const response = await fetch(url, {
      credentials: 'include',
      // Pages of a docs host have the policy that browsers start with, and this host's own have none of it.
      referrerPolicy: 'strict-origin-when-cross-origin',
      signal: AbortSignal.timeout(patienceSeconds * 1000),
    });
    const body = await bodyOf(response);
    const { status, redirected, headers } = response;
    if (lost !== undefined) return 'answer-lost';
    return { status, redirected, type: headers.get('content-type') ?? '', ...body };
  } catch (error) {
    if (lost !== undefined) return 'answer-lost';
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    return isLate ? 'no-answer' : 'not-readable';
  }
}

/** What the host sees of an API whose answer a browser kept from the page: a script is told no reason. */
async function lookOf(files: string): Promise<SessionLook | undefined> {
  try {
    const response = await tellHost(files, 'look', {});
    return response.ok ? ((await response.json()) as SessionLook) : undefined;
  } catch {
    return undefined;
  }
}

/** A user that the catalogue does not take. */
const refusalWords = ({ code, actual, expected, title, fix }: Refusal): readonly string[] => [
  `The session API names a user whom the page does not take (${code}): ${actual}`,
  `Expected: ${expected ?? `${title}.`} ${fix}`,
];

/** Judges a user and decides what is kept. */
async function judged(
  { user, remarks }: Extract<AnswerReading, { readonly is: 'user' }>,
  rules: UserRules,
  clock: PageClock,
  known: { readonly status: number; readonly ms: number },
): Promise<Asked> {
  const nowMs = nowAt(clock);
  const { rows, refusal } = await judgeUser(user, nowMs, rules);
  const outcomes = Object.fromEntries(rows.map(({ id, outcome }) => [id, outcome]));
  const told = { ...known, rows: outcomes };
  const refused = (by: Refusal): Asked => ({
    told: { ...told, outcome: 'failed', code: by.code },
    words: refusalWords(by),
    rows,
  });
  if (refusal !== undefined) return refused(refusal);
  const end = sessionEnd(user, nowMs);
  if ('over' in end) {
    return refused(refusalFor({ ...rules, keys: [], leewaySeconds: 0 }, 'session-over', end.over));
  }
  const said = [...remarks, end.remark, readGroups(user).remark];
  return {
    told: { ...told, outcome: 'identified' },
    words: said.filter((remark) => remark !== undefined),
    rows,
    kept: { user: publicUser(user), endsAtMs: end.endsAtMs, keptAtMs: steadyAt(clock) },
  };
}

/** What came of an answer that names no user, or did not come. */
async function failed(
  code: AskCode,
  known: { readonly status?: number; readonly ms: number },
  { files }: Settings,
  about?: string,
): Promise<Asked> {
  const look = code === 'not-readable' ? await lookOf(files) : undefined;
  const { sentence, fix } = askWords(code, known);
  const inside = about === undefined ? '' : ` It stands inside "${about}".`;
  return {
    told: { ...known, outcome: 'failed', code, rows: {} },
    words: [sentence + inside, look?.sentence ?? fix],
    rows: [],
    ...(look && { look }),
  };
}

async function ask(handshake: Handshake, settings: Settings): Promise<Asked> {
  const { edition, docsOrigin, docsPath } = settings;
  const beganMs = performance.now();
  const answer = await answerOf(settings);
  const ms = Math.round(performance.now() - beganMs);
  if (typeof answer === 'string') return failed(answer, { ms }, settings);
  const known = { status: answer.status, ms };
  const reading = readAnswer(answer);
  if (reading.is === 'other') return failed(reading.code, known, settings, reading.about);
  if (reading.is === 'stranger') {
    const told = { ...known, outcome: 'stranger', rows: {} } as const;
    return { told, words: [strangerWords(answer.status)], rows: [] };
  }
  const rules: UserRules = { handshake, edition, docsOrigin, docsPath };
  return judged(reading, rules, readClock(settings.clock), known);
}

/** Keeps a reader as the answer says, or nobody: the page shows what this answer says, and nothing of an older one. */
function keep(kept: Asked['kept']): void {
  if (kept === undefined) forgetReader();
  else keepReader(kept);
  // The script that shows the reader hears of it as of another tab.
  dispatchEvent(new Event('storage'));
}

/** Asks, shows what came, and tells the host: words, ids and numbers. */
export async function askFor(handshake: Handshake): Promise<void> {
  const script = document.getElementById('docs-handshake-ask');
  const settings = script?.dataset as unknown as Settings | undefined;
  if (settings === undefined) return;
  const asked = await ask(handshake, settings);
  keep(asked.kept);
  const path = location.pathname + location.search;
  const answer = await tellHost(settings.files, 'asked', { ...asked.told, path }).catch(
    () => undefined,
  );
  const said = answer?.ok === true ? ((await answer.json()) as { inspector?: string }) : {};
  showAsk(asked, said.inspector);
}
