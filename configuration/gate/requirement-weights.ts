import type { Weighing } from '../../protocol/gate.js';
import { isObject } from '../../protocol/json.js';
import type { Handshake } from '../../protocol/requirement.js';
import { requirementLevels } from '../file/members.js';
import { didYouMean } from '../misspelt.js';
import { the, usage } from '../setting-failure.js';

/** What is known when requirements are weighed. */
export interface WeighingContext {
  /** The file as a sentence names it. */
  readonly file: string;
  readonly all: readonly Handshake[];
  readonly handshake: Handshake;
  /** What `--only` names: that is not off. */
  readonly only?: readonly string[];
  /** What `--require` demands. */
  readonly required?: readonly string[];
}

const plain = (id: string): string => id.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 60);

/**
 * What the configuration file makes of single requirements. What belongs to another handshake may stand beside.
 *
 * @param given the member `requirements`, its values checked
 * @throws Failure `usage` for an id that no handshake has, and for one that is demanded, or essential, and not to gate
 */
export function requirementWeights(
  given: Readonly<Record<string, unknown>>,
  { file, all, handshake, only, required }: WeighingContext,
): ReadonlyMap<string, Weighing> {
  const known = all.flatMap(({ requirements }) => requirements.map(({ id }) => id));
  const weights = new Map<string, Weighing>();
  for (const [id, value] of Object.entries(given)) {
    if (!known.includes(id)) {
      throw usage`requirements['${plain(id)}'] in ${file} is no requirement.${didYouMean(id, known)} "docs-handshake list" shows all.`;
    }
    const row = handshake.requirements.find((one) => one.id === id);
    if (row === undefined) continue;
    const said = isObject(value) ? value['level'] : value;
    const weight = requirementLevels.find((word) => word === said) ?? 'fail';
    if (row.essential === true && weight !== 'fail') {
      throw usage`requirements['${id}'] in ${file} is ${weight}, but it is essential: without it a login is no login. Take it out.`;
    }
    if (weight === 'off' && required?.includes(id) === true) {
      throw usage`${the('require')} names ${id}, which is off in ${file}: take it out of one of them.`;
    }
    if (weight === 'off' && only?.includes(id) === true) continue;
    const reason = isObject(value) ? value['reason'] : undefined;
    weights.set(id, { weight, ...(typeof reason === 'string' && { reason }) });
  }
  return weights;
}
