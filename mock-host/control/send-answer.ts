import type { ServerResponse } from 'node:http';

import type { ApiAnswer } from './api-answer.js';

/** Sends what the control origin answers, refusals included. */
export function sendAnswer(
  response: ServerResponse,
  { status, body, fields = [] }: ApiAnswer,
): void {
  for (const [name, value] of fields) response.setHeader(name, value);
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
}
