import { requirement, type AtClaims, type Requirement } from '../../protocol/requirement.js';
import { met, unmet } from '../../protocol/verdict.js';
import { onEachUser, whose } from '../shared/each-user.js';
import { claimsChange } from '../shared/mutants.js';
import { quoted, typeName } from '../shared/sentences.js';
import type { EditionId } from './facts.js';
import { hostText } from './texts.js';

function hostFault(host: unknown, docsHost: string): string {
  if (host === undefined) {
    return 'There is no host in the payload. The text asks for it since 2026-03-10: if you followed a page from before that day, it did not say so.';
  }
  if (typeof host !== 'string') return `host is ${typeName(host)}.`;
  if (/^[a-z]+:\/\//i.test(host)) return `host is ${quoted(host)}, with a scheme.`;
  if (/:\d+$/.test(host)) return `host is ${quoted(host)}, with a port.`;
  if (host.includes('/')) return `host is ${quoted(host)}, with a path.`;
  if (host.toLowerCase() === docsHost) return `host is ${quoted(host)}: the case differs.`;
  return `host is ${quoted(host)}.`;
}

/** The claim that ties a token to one docs site. */
export const userHost: Requirement<EditionId> = requirement({
  ...onEachUser,
  stage: 'claims',
  id: 'user-host',
  level: { '2025-02': 'info', '2026-03': 'must' },
  class: 'documented',
  source: hostText,
  title: 'The host claim is the docs host name',
  why: 'Since 2026-03-10 the docs host refuses a token without it: host ties the token to one site, so that it cannot be used on another.',
  fix: 'Add host to the payload: the docs host name alone, no scheme, no port, no path.',
  onArrival: 'by-level',
  members: ['host'],
  hostSetting: 'docs-origin',
  check: whose(({ claims }: AtClaims, { docsHost }) =>
    claims['host'] === docsHost
      ? met
      : unmet(`host is ${quoted(docsHost)}.`, hostFault(claims['host'], docsHost)),
  ),
  brokenBy: [
    { name: 'no-host', change: claimsChange(() => ({ host: undefined })) },
    {
      name: 'host-with-scheme',
      change: claimsChange((claims) => ({ host: `https://${String(claims['host'])}` })),
    },
    {
      name: 'host-with-port',
      change: claimsChange((claims) => ({ host: `${String(claims['host'])}:443` })),
    },
    { name: 'other-host', change: claimsChange(() => ({ host: 'docs.other.example' })) },
  ],
});
