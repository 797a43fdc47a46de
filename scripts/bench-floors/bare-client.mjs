/** What a bare client over HTTP needs: requests, cookies and the form of a sign-in page. Floors of the bench share it. */
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true });

/** One request; resolves with headers and body. */
export function send(method, url, headers, body) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Ends the connections. */
export const end = () => agent.destroy();

/** Takes the cookies of an answer into a jar. */
export const keep = (jar, answer) => {
  for (const line of answer.headers['set-cookie'] ?? []) {
    const [pair] = line.split(';');
    jar.set(pair.slice(0, pair.indexOf('=')), pair);
  }
};

/** The header field with what a jar holds. */
export const cookies = (jar) => (jar.size === 0 ? {} : { cookie: [...jar.values()].join('; ') });

const unescaped = (text) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The form of a sign-in page, filled in. */
export function filledForm(page, username, password) {
  const fields = new URLSearchParams();
  for (const [tag] of page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1] ?? '';
    fields.set(name, unescaped(/value="([^"]*)"/.exec(tag)?.[1] ?? ''));
  }
  fields.set('username', username);
  fields.set('password', password);
  return fields.toString();
}
