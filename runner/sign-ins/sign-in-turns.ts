import type { Configuration } from '../../configuration/configuration.js';
import { plural } from '../../handshakes/shared/sentences.js';
import type { SignInTurn } from '../../protocol/driver.js';
import type { Remark } from '../../protocol/report.js';
import { traitsOf } from '../../protocol/visit-kinds.js';
import type { Visit } from '../../protocol/visit.js';
import type { EndSignIns, SignInLedger } from './sign-in-ledger.js';

/** The turns of one target's sign-ins at its host. */
export interface SignInTurns {
  /** Why a visit can never have its turn, as a sentence; undefined where it can. */
  readonly refuses: (visit: Visit) => string | undefined;
  /** Waits until a visit may sign in, for as long as `signal` lets it. */
  readonly turn: (signal: AbortSignal | undefined) => SignInTurn;
  /** What a reader of the report should know of the waiting. */
  readonly remarks: () => readonly Remark[];
}

/** What turns are given by. */
export interface TurnOptions {
  readonly ledger: SignInLedger;
  /** The visits that are made at the same time, and have their turn together. */
  readonly together: number;
  readonly progress: (line: string) => void;
  /** Milliseconds; for how long somebody waited is told by it. */
  readonly now?: () => number;
}

const isTogether = (visit: Visit): boolean => traitsOf(visit).lane === 'together';

/** Sign-ins that are made at the same time: they enter together, and have ended when the last of them has. */
interface Party {
  readonly entered: Promise<EndSignIns>;
  under: number;
  made: number;
}

/** Opens the turns of one target. */
export function openSignInTurns(
  { target, maxSignInsPerMinute: most = Infinity }: Configuration,
  { ledger, together, progress, now = () => performance.now() }: TurnOptions,
): SignInTurns {
  const host = new URL(target.loginUrl).hostname;
  let waitedMs = 0;
  let waits = 0;
  // After a wrong password comes the right one.
  const countOf = (visit: Visit): number =>
    isTogether(visit) ? together : visit.kind === 'wrong-password' ? 2 : 1;
  const rule = `at most ${most} a minute at ${host} (--max-sign-ins-per-minute)`;

  const enter = async (count: number, signal: AbortSignal | undefined): Promise<EndSignIns> => {
    const from = now();
    let waited = false;
    const end = await ledger.enter({
      host,
      count,
      most,
      ...(signal && { signal }),
      waits: (ms) => {
        waited = true;
        const long = ms === undefined ? '' : ` for ${Math.ceil(ms / 1000)} s`;
        progress(`waiting${long} to sign in: ${rule}`);
      },
    });
    if (waited) {
      waits += 1;
      waitedMs += now() - from;
    }
    return end;
  };

  let party: Party | undefined;
  const join = async (signal: AbortSignal | undefined): Promise<EndSignIns> => {
    const own = (party ??= { entered: enter(together, signal), under: 0, made: 0 });
    own.under += 1;
    const end = await own.entered;
    return (made = 1) => {
      own.under -= 1;
      own.made += made;
      if (own.under > 0) return;
      end(own.made);
      if (party === own) party = undefined;
    };
  };

  return {
    refuses: (visit) => {
      const count = countOf(visit);
      return count <= most
        ? undefined
        : `It makes ${plural(count, 'sign-in')} at a time, and there are ${rule}: allow more.`;
    },
    turn: (signal) => (visit) => (isTogether(visit) ? join(signal) : enter(countOf(visit), signal)),
    remarks: () => {
      if (waits === 0) return [];
      const seconds = Math.round(waitedMs / 1000);
      const text = `${plural(waits, 'sign-in')} waited ${seconds} s in all, since there are ${rule}.`;
      return [{ code: 'sign-ins-spaced', text }];
    },
  };
}
