import type { Configuration } from '../configuration/configuration.js';
import type { Remark, Report } from '../protocol/report.js';
import { firstRequirement, type Requirement } from '../protocol/requirement.js';

/** True for a requirement that the configuration switches off. */
export const isOff = ({ gate: given }: Pick<Configuration, 'gate'>, id: string): boolean =>
  given?.weights.get(id)?.weight === 'off';

/** The requirements to judge; the first one is always among them, since whether a flow conforms hangs on it. */
export function chosen(configuration: Configuration): readonly Requirement[] {
  const { handshake, only, skip } = configuration;
  const first = firstRequirement(handshake);
  return handshake.requirements.filter(
    (item) =>
      item === first ||
      ((only === undefined || only.includes(item.id)) &&
        !skip.includes(item.id) &&
        !isOff(configuration, item.id)),
  );
}

/** The requirements that the configuration switches off, with its reasons. */
export function switchedOff({ handshake, gate: given }: Configuration): Report['off'] {
  const off = handshake.requirements.flatMap(({ id, title }) => {
    const { weight, reason = '' } = given?.weights.get(id) ?? {};
    return weight === 'off' ? [{ id, title, reason }] : [];
  });
  return off.length === 0 ? undefined : off;
}

/** What to say where the settings leave requirements out. */
export function narrowed(
  { handshake, only, skip }: Configuration,
  count: number,
): readonly Remark[] {
  const all = handshake.requirements.length;
  return only === undefined && skip.length === 0
    ? []
    : [
        {
          code: 'rows-left-out',
          text: `Only ${count} of ${all} requirements were judged (--only, --skip).`,
        },
      ];
}
