import type { IncomingMessage } from 'node:http';

import type { Request, Response } from 'express';
import { h } from 'preact';

import { findTokens } from '../../protocol/jose/find-token.js';
import { keptRefusal } from '../arrival/destination.js';
import { postedForm } from '../arrival/misguided.js';
import { sendPage, type PageSite } from '../pages/answers.js';
import { CallbackText } from '../pages/login-pages.js';
import type { Site } from '../site.js';
import { sendRefusal } from './login.js';

/** The callback where the token is a fragment: a page whose first script takes it. */
export function callback(site: PageSite, response: Response): void {
  const docs = `${site.place.docsPath}/`;
  // What becomes of the visitor is the script's to say: the title is true without one, too.
  const children = h(CallbackText, { docs });
  sendPage(site, response, 200, { title: 'Login', mode: 'callback', children });
}

/** Octets that are looked through; a form with a token is smaller. */
const longest = 65_536;
/** How long a body may take to arrive, in milliseconds. */
const patienceMs = 2_000;

/** Whether the body of a request holds a token. It is looked through, and neither kept nor repeated. */
function postsToken(request: IncomingMessage): Promise<boolean> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let octets = 0;
    const end = (): void => {
      clearTimeout(timer);
      request.removeListener('data', take);
      const text = Buffer.concat(chunks).toString('latin1');
      resolve(text.split(/[&\r\n]/).some((field) => findTokens(field).length > 0));
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk.subarray(0, longest - octets));
      octets += chunk.length;
      if (octets >= longest) end();
    };
    const timer = setTimeout(end, patienceMs);
    request.on('data', take).once('end', end).once('error', end).once('close', end);
  });
}

/** A form that comes to the callback, whose `GET` alone is a page: refused, and named for what it brings. */
export async function postedCallback(
  site: PageSite & Pick<Site, 'memory' | 'log'>,
  request: Request,
  response: Response,
): Promise<void> {
  const refusal = postedForm(site.policy.rules, await postsToken(request));
  site.log.tell({ kind: 'token-refused', code: refusal.code, sentence: refusal.actual });
  response.setHeader('Allow', 'GET, HEAD');
  const kept = keptRefusal(site.place, refusal, request.originalUrl);
  sendRefusal(site, request, response, 405, kept);
}
