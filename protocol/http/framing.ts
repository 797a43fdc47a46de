import { sourceLists } from './content-security-policy.js';

/** A source that every site of the web matches: a bare scheme, or a bare star with or without scheme, port and path. */
const everybody = /^(?:https?:|(?:https?:\/\/)?\*(?::(?:\*|\d+))?(?:\/.*)?)$/i;

/** What keeps other sites from framing a page. */
export interface Framing {
  readonly refused: boolean;
  /** The directive or field that lets them, as sent; absent where the page has neither, or refuses. */
  readonly open?: string;
}

/** Whether the values of `X-Frame-Options` keep others out (HTML standard, "check a navigation response's adherence"). */
function optionsRefuse(values: readonly string[]): boolean {
  const words = new Set(
    values.flatMap((value) => value.split(',')).map((word) => word.trim().toLowerCase()),
  );
  // Values that contradict each other block, if browsers know one of them.
  return words.size > 1
    ? ['deny', 'sameorigin', 'allowall'].some((word) => words.has(word))
    : words.has('deny') || words.has('sameorigin');
}

/**
 * Whether other sites may show a page in a frame. Every policy must let them; `frame-ancestors` overrides
 * `X-Frame-Options` (CSP3 §6.4.2).
 *
 * @param policies the values of its `Content-Security-Policy` fields
 * @param options the values of its `X-Frame-Options` fields
 */
export function framingOf(policies: readonly string[], options: readonly string[]): Framing {
  const lists = policies.flatMap((policy) => sourceLists(policy, 'frame-ancestors'));
  const [first] = lists;
  if (first !== undefined) {
    return lists.every((list) => list.some((source) => everybody.test(source)))
      ? { refused: false, open: `frame-ancestors ${first.join(' ')}` }
      : { refused: true };
  }
  if (optionsRefuse(options)) return { refused: true };
  return options.length === 0
    ? { refused: false }
    : { refused: false, open: `X-Frame-Options: ${options.join(', ')}` };
}
