import { mask } from './masking.js';

/** Plain data with every text in it masked, names of members included. */
export function maskedJson(value: unknown): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map(maskedJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [mask(name), maskedJson(each)]),
  );
}
