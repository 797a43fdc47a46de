import type { WayBackFinding } from '../../judge/arrival/way-back.js';
import { isObject, type JsonObject } from '../../protocol/json.js';
import type { HostEvent } from '../event-log.js';
import type { Site } from '../site.js';
import { readGroups } from './policy.js';

/** What the log says of a token that came. */

/** What an event says of its place. */
export type Where = Required<Pick<HostEvent, 'path' | 'handshake'>>;

const mostNames = 20;

const listed = (names: readonly string[]): string =>
  names.length > mostNames
    ? `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`
    : names.join(', ') || 'none';

/** What tells one reader from another in the log: groups, and the names of claims. No other value is there. */
export function describeUser(user: JsonObject): readonly string[] {
  const { content } = user;
  const inContent = isObject(content) ? Object.keys(content) : [];
  return [
    `groups: ${listed([...readGroups(user).groups])}`,
    `claims: ${listed(Object.keys(user))}; content: ${listed(inContent)}`,
  ];
}

/** What the log says of a refusal besides what arrived. */
export const refusalDetails = ({
  expected,
  title,
  fix,
  advice,
}: WayBackFinding): readonly string[] => [
  `expected: ${expected ?? `${title}.`}`,
  `fix: ${advice === undefined ? fix : `${fix} ${advice}`}`,
];

/** A way back that was lost or changed is no refusal, and nothing that goes without a word. */
export function tellWayBack(
  { log }: Pick<Site, 'log'>,
  findings: readonly WayBackFinding[],
  where: Where,
): void {
  for (const finding of findings) {
    const { code, actual: sentence } = finding;
    log.tell({ kind: 'way-back', code, sentence, details: refusalDetails(finding), ...where });
  }
}
