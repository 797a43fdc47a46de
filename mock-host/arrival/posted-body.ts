import type { IncomingMessage } from 'node:http';
import { findTokens } from '../../protocol/jose/find-token.js';

/** Octets that are looked through; a form with a token is smaller. */
const longest = 65_536;
/** How long a body may take to arrive, in milliseconds. */
const patienceMs = 2_000;

/** Whether the body of a request holds a token. It is looked through, and neither kept nor repeated. */
export function postsToken(request: IncomingMessage): Promise<boolean> {
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
