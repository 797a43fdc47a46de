import { randomBytes } from 'node:crypto';
import type { Environment } from '../../configuration/io.js';
import { maskSpelled } from '../../protocol/secrecy/masking.js';
import type { Secrets } from '../report/secrets.js';

/** How many lines are kept while the login flow starts. */
export const keptLines = 20;
/** Characters of a line that is read at all. */
const longestLine = 1_000_000;
/** Characters of one line that are shown. */
const widest = 2_000;
/** Lines of a PEM block that never ends: what comes after them is taken for text again. */
const longestBlock = 120;

/** What a login flow writes, on its way to whoever watches. */
export interface TargetOutput {
  /** Takes a piece of what was written, wherever it was cut. */
  readonly take: (stream: 'out' | 'err', text: string) => void;
  /** Shows the lines that were kept, and from then on every line as it comes. */
  readonly show: () => void;
  /** Shows what is left. */
  readonly end: () => void;
  /** How many lines have come so far. */
  readonly lines: () => number;
}

/** Hides what is secret in lines that follow each other: a private key stands in several. */
function openMask({ forms, whole }: Secrets): (line: string) => string {
  let inBlock = 0;
  return (line) => {
    const ends = /-----END [A-Z0-9 ]+-----/.test(line);
    if (inBlock > 0) {
      inBlock = ends ? 0 : inBlock - 1;
      return '…';
    }
    if (/-----BEGIN [A-Z0-9 ]+-----/.test(line) && !ends) inBlock = longestBlock;
    const plain = maskSpelled(line, forms, whole).replace(/[\p{Cc}\p{Cf}]/gu, ' ');
    return plain.length > widest ? `${plain.slice(0, widest - 1)}…` : plain;
  };
}

/**
 * Opens the way of a login flow's output: line by line, masked, no control characters. Where GitHub runs it, no line can
 * be taken for a command of the workflow.
 *
 * @param write takes one line, without its end
 */
export function openTargetOutput(
  write: (line: string) => void,
  secrets: Secrets,
  env: Environment,
): TargetOutput {
  const guard = env['GITHUB_ACTIONS'] === 'true' ? randomBytes(16).toString('hex') : undefined;
  const rest = { out: '', err: '' };
  const masks = { out: openMask(secrets), err: openMask(secrets) };
  const skips = { out: false, err: false };
  const kept: string[] = [];
  let count = 0;
  let dropped = 0;
  let isLive = false;
  let isGuarded = false;
  const put = (line: string): void => {
    if (guard !== undefined && !isGuarded) write(`::stop-commands::${guard}`);
    isGuarded = true;
    write(`target: ${line}`.trimEnd());
  };
  const add = (stream: 'out' | 'err', line: string): void => {
    const shown = masks[stream](line);
    count += 1;
    if (isLive) {
      put(shown);
      return;
    }
    kept.push(shown);
    if (kept.length > keptLines) {
      kept.shift();
      dropped += 1;
    }
  };
  const show = (): void => {
    if (dropped > 0) put(`… (${dropped} ${dropped === 1 ? 'line' : 'lines'} before)`);
    for (const line of kept.splice(0)) put(line);
    dropped = 0;
    isLive = true;
  };
  return {
    take: (stream, text) => {
      const lines = (rest[stream] + text).split(/\r?\n/);
      rest[stream] = lines.pop() ?? '';
      if (skips[stream] && lines.length > 0) {
        lines.shift();
        skips[stream] = false;
      }
      for (const line of lines) add(stream, line);
      // A line that never ends must not fill the memory, and half a secret cannot be found: none of it is shown.
      if (rest[stream].length > longestLine) {
        if (!skips[stream]) add(stream, '… (a line of more than a million characters)');
        rest[stream] = '';
        skips[stream] = true;
      }
    },
    show,
    end: () => {
      for (const stream of ['out', 'err'] as const) {
        if (rest[stream] !== '' && !skips[stream]) add(stream, rest[stream]);
        rest[stream] = '';
      }
      show();
      if (guard !== undefined && isGuarded) write(`::${guard}::`);
      isGuarded = false;
    },
    lines: () => count,
  };
}
