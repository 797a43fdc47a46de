/** What an authorization server wrote into the address of a page, taken out before anything else runs. */

/** What is told of an answer in a fragment: names, and the words of an error. Neither code nor token. */
export interface ToldFragment {
  readonly found: readonly string[];
  readonly error?: string;
  readonly description?: string;
}

/** Characters of an error that are told. */
const longest = 200;

/** What the host may know of a fragment. */
export function toldOfFragment(hash: string): ToldFragment {
  const pairs = new URLSearchParams(hash.slice(1));
  const error = pairs.get('error');
  const description = pairs.get('error_description');
  return {
    found: ['code', 'access_token', 'id_token'].filter((name) => pairs.has(name)),
    ...(error !== null && { error: error.slice(0, longest) }),
    ...(description !== null && { description: description.slice(0, longest) }),
  };
}

/** Where the module that redeems the code finds the answer: nothing of it is stored. */
const place = 'docsHandshakeAnswer';

/** Query and fragment as they came, each with its mark or empty. */
export interface KeptAnswer {
  readonly search: string;
  readonly hash: string;
}

/** Keeps an answer for the module that is loaded later. */
export function keepAnswer(search: string, hash: string): void {
  const value: KeptAnswer = { search, hash };
  Object.defineProperty(window, place, { value, configurable: true });
}

/** Takes the answer, once. */
export function takeAnswer(): KeptAnswer | undefined {
  const kept = Reflect.get(window, place) as KeptAnswer | undefined;
  Reflect.deleteProperty(window, place);
  return kept;
}
