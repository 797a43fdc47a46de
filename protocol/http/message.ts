import type { Sealed } from '../secrecy/sealed.js';

/** One raw header field as it came over the wire (RFC 9110 §5): name as spelled, value as latin1 text. */
export type HeaderField = readonly [name: string, value: Sealed];

/** What is known of a body without keeping it. */
export interface BodyNote {
  /** Octets read; at most the cap of whoever read it. */
  readonly bytes: number;
  /** True where the body was longer than that cap and reading stopped. */
  readonly truncated: boolean;
  /** The body as text, up to the cap, for rows that look into it. Absent for bodies that are not text. */
  readonly text?: Sealed;
}
