/** Authorization requests of one tab, while their reader is away: state and verifier leave it for the two servers alone. */

/** A request that a page sent its reader off with. */
export interface KeptRequest {
  readonly state: string;
  readonly verifier: string;
  /** Path, query and anchor that the reader comes back to. */
  readonly page: string;
  /** The address of the request, whole. */
  readonly asked: string;
}

const store = 'docs-handshake-requests';
/** Requests that one tab keeps; the oldest go first. */
const most = 4;

function all(): readonly KeptRequest[] {
  try {
    return JSON.parse(sessionStorage.getItem(store) ?? '[]') as readonly KeptRequest[];
  } catch {
    return [];
  }
}

/** Keeps a request. Throws where the browser keeps nothing. */
export const keepRequest = (request: KeptRequest): void =>
  sessionStorage.setItem(store, JSON.stringify([...all(), request].slice(-most)));

/** The request of a state, which is good once; undefined where this tab sent none. */
export function takeRequest(state: string | undefined): KeptRequest | undefined {
  const found = all().find((request) => request.state === state);
  if (found !== undefined) {
    const left = all().filter((request) => request.state !== state);
    sessionStorage.setItem(store, JSON.stringify(left));
  }
  return found;
}

/** The last request of this tab. */
export const lastRequest = (): KeptRequest | undefined => all().at(-1);
