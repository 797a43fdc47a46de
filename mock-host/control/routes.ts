import { readFile } from 'node:fs/promises';

import { answer, type ApiAnswer, type ApiCall, type ApiParts } from './api-answer.js';
import { addFault, dropFault, dropFaults, listFaults } from './calls/faults.js';
import { listHandshakes, oneHandshake } from './calls/handshakes.js';
import { judgeGiven, verdictsOf, whatIf } from './calls/judging.js';
import { reset, showClock, showKeys, showState, setClock, setKeys } from './calls/state.js';

/** One call of the API. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's root; `{name}` stands for one part. */
  readonly path: string;
  readonly act: (parts: ApiParts, call: ApiCall) => ApiAnswer | Promise<ApiAnswer>;
}

/** The description of the API as the package ships it (OpenAPI 3.1). */
const openApi = async (): Promise<ApiAnswer> =>
  answer(await readFile(new URL('./openapi.json', import.meta.url), 'utf8'));

/** Every call, `/health` included, which is answered before any token is asked for. */
export const apiRoutes: readonly ApiRoute[] = [
  { method: 'GET', path: '/health', act: () => answer({ status: 'ok' }) },
  { method: 'GET', path: '/state', act: showState },
  { method: 'POST', path: '/reset', act: reset },
  { method: 'GET', path: '/clock', act: showClock },
  { method: 'PUT', path: '/clock', act: setClock },
  { method: 'GET', path: '/faults', act: listFaults },
  { method: 'POST', path: '/faults', act: addFault },
  { method: 'DELETE', path: '/faults', act: dropFaults },
  { method: 'DELETE', path: '/faults/{id}', act: dropFault },
  { method: 'GET', path: '/keys', act: showKeys },
  { method: 'PUT', path: '/keys', act: setKeys },
  { method: 'GET', path: '/handshakes', act: listHandshakes },
  { method: 'GET', path: '/handshakes/{id}', act: oneHandshake },
  { method: 'GET', path: '/handshakes/{id}/verdicts', act: verdictsOf },
  { method: 'POST', path: '/handshakes/{id}/what-if', act: whatIf },
  { method: 'POST', path: '/judge', act: judgeGiven },
  { method: 'GET', path: '/openapi.json', act: openApi },
];
