import type { ArrivalRow } from '../../judge/arrival/arrival-rows.js';
import type { LoginSite } from './login-end.js';

/** Keeps what `check` says of a login, for whoever looks into it: ids, outcomes and sentences. */
export async function keepVerdicts(
  site: LoginSite,
  handshake: number,
  rows: readonly ArrivalRow[],
): Promise<void> {
  if (!site.keepsTokens || rows.length === 0) return;
  const [{ seenReport }, { viewOf }] = await Promise.all([
    import('../control/told-report.js'),
    import('../control/verdicts.js'),
  ]);
  site.memory.verdicts.put(String(handshake), viewOf(site, seenReport(site.policy.rules, rows)));
}
