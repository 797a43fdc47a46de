import type { ServerResponse } from 'node:http';

import { h } from 'preact';

import { circling, tokenAtPage } from '../arrival/misguided.js';
import { inspectorLink, sendPage, sendTo, type PageSite } from '../pages/answers.js';
import { LookText } from '../pages/login-pages.js';
import { wantedBy } from '../server/fetch-metadata.js';
import type { Admitted } from '../server/gate.js';
import type { Site } from '../site.js';
import { loginPage } from './login-link.js';
import { sendRefusal } from './login.js';
import { countRound } from './rounds.js';

/** What a page needs that sends its visitors to log in. */
type ClosedSite = PageSite & Pick<Site, 'memory' | 'log' | 'clock' | 'links'>;

/** True for a visitor whose browser runs the scripts of a page, as far as can be told. */
const runsScripts = (request: Admitted): boolean =>
  wantedBy(request) === 'page' ||
  (wantedBy(request) === 'unsaid' && /\btext\/html\b/.test(request.headers.accept ?? ''));

/**
 * A page that looks at its own address before it goes on to the login: a login flow that brings its token here, where
 * nobody takes it, is otherwise sent the same visitor again and again. No server sees that token.
 */
function look(site: ClosedSite, response: ServerResponse, here: string, next: string): void {
  const refusal = tokenAtPage(site.policy.rules);
  sendPage(site, response, 200, {
    title: 'On to the login',
    mode: 'look',
    next,
    children: h(LookText, {
      refusal,
      next,
      page: here.split('?', 1)[0] ?? here,
      inspector: inspectorLink(site),
    }),
  });
}

/** Sends a stranger to log in, unless that is going in circles. */
export function sendToLogin(site: ClosedSite, request: Admitted, response: ServerResponse): void {
  const here = request.originalUrl;
  const round = countRound(site, request);
  if (round?.isCircle === true) {
    const refusal = circling(site.policy.rules);
    const { code, actual } = refusal;
    site.log.tell({ kind: 'loop-stopped', code, sentence: actual, path: here });
    sendRefusal(site, request, response, 403, { refusal, returnTo: here });
    return;
  }
  if (round !== undefined) response.setHeader('Set-Cookie', round.cookie);
  const next = loginPage({ docsPath: '', facts: site.place.facts }, here);
  const isSecond = round !== undefined && round.rounds > 1;
  // No fragment here: the browser keeps the anchor, as it does on the real host.
  if (isSecond && !site.links.inheritsFragment && runsScripts(request)) {
    look(site, response, here, next);
  } else sendTo(response, next);
}
