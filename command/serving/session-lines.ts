import type { Service } from '../../api/service.js';
import { cookieWords, type SiteRelation } from '../../mock-host/session/session-api.js';
import { mask } from '../../protocol/secrecy/masking.js';

/** What a session API has to answer so that the docs can read it, as this host shows it: a line each. */
export function sessionLines(
  { docs, loginUrls }: Pick<Service, 'docs' | 'loginUrls'>,
  url: string,
  origin: string,
  relation: SiteRelation,
): readonly string[] {
  const cors = [
    `  It sets      Access-Control-Allow-Origin: ${origin}`,
    '               Access-Control-Allow-Credentials: true',
    '               Cache-Control: private, no-store',
  ];
  const [first, ...more] = loginUrls;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return [
    `  Docs         ${origin}${docs?.docsPath ?? ''}/`,
    `  Session API  ${mask(url)}, which every page asks with the reader's cookies`,
    '  It answers   200 and the User object as JSON; 401 where nobody is signed in, with the same fields',
    ...(relation === 'same-origin' ? ['  It sets      Cache-Control: private, no-store'] : cors),
    ...(first === undefined ? [] : [`  Log in       ${mask(first.url)}${others}`]),
    ...(relation === 'cross-site' ? [`Warning: ${cookieWords[relation]}`] : []),
  ];
}
