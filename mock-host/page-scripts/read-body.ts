import { longestAnswer, type PageAnswer } from '../session/answer.js';

/** Reads a body up to the limit; the rest is not taken. */
export async function bodyOf(
  response: Response,
): Promise<Pick<PageAnswer, 'octets' | 'truncated' | 'text'>> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let [text, octets] = ['', 0];
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) break;
    const room = longestAnswer - octets;
    octets += Math.min(room, part.value.length);
    text += decoder.decode(part.value.subarray(0, room), { stream: true });
    if (part.value.length > room) {
      await reader?.cancel();
      return { octets, truncated: true, text };
    }
  }
  return { octets, truncated: false, text: text + decoder.decode() };
}
