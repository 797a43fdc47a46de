import { optionOf } from './options.js';
import type { KnownRow, SettingId } from './options.js';
import { the, usage } from './setting-failure.js';

/** What a number must be, in words. */
function limits({ whole, unit, above, least, most }: KnownRow): string {
  const kind = `a ${whole === true ? 'whole ' : ''}number${unit === undefined ? '' : ` of ${unit}`}`;
  return above === undefined
    ? `${kind} from ${least} to ${most}`
    : `${kind} above ${above}, at most ${most}`;
}

/**
 * A number as its row wants it: digits, with decimals where it need not be whole, inside its limits.
 *
 * @throws Failure `usage`
 */
export function readNumber(setting: SettingId, value: string): number {
  const row = optionOf(setting);
  const { whole, above = -Infinity, least = -Infinity, most = Infinity } = row;
  const form = whole === true ? /^\d{1,15}$/ : /^(?:\d+(?:\.\d*)?|\.\d+)$/;
  const number = form.test(value.trim()) ? Number(value) : NaN;
  if (number > above && number >= least && number <= most) return number;
  throw usage`${the(setting)} must be ${limits(row)}.`;
}
