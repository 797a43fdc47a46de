/**
 * Tells the docs host something, from one of its pages.
 *
 * @param files the folder of the places to tell
 */
export const tellHost = (files: string, place: string, body: unknown): Promise<Response> =>
  fetch(`${files}/${place}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
    cache: 'no-store',
    // A notice must survive the page that sends it.
    keepalive: place === 'notice',
  });
