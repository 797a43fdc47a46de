import type { Environment } from '../configuration/io.js';
import type { OptionsOf } from '../configuration/options.js';
import { the, usage } from '../configuration/setting-failure.js';
import { variable, type GivenInCode } from '../configuration/settings.js';
import { readSessionUrl } from '../configuration/target/addresses.js';
import type { MockHostOptions } from '../mock-host/mock-host.js';
import type { HandshakeFacts } from '../protocol/handshake.js';

/** The variable that names the session API where no option does. */
const sessionVariable = 'DOCS_HANDSHAKE_SESSION_URL';

/** What `serve` is told of tokens, which means nothing where none travels. */
const ofTokens = ['key', 'keyOut', 'returnParam', 'leeway'] as const;

/**
 * Refuses what is about tokens in a handshake in which none travels.
 *
 * @throws Failure `usage`
 */
export function refuseTokenSettings(
  options: OptionsOf<'serve'>,
  { id }: Pick<HandshakeFacts, 'id'>,
  inCode: Pick<GivenInCode, 'key'> | undefined,
): void {
  const isKeyGiven = (inCode?.key ?? []).length > 0;
  const stray = isKeyGiven
    ? 'key'
    : // A switch that is on by itself was given only where it is off.
      options.replayCheck === false
      ? 'replayCheck'
      : ofTokens.find((name) => options[name] !== undefined);
  if (stray !== undefined) {
    throw usage`${the(stray)} is about tokens, and in ${id} none travels: leave it out.`;
  }
}

/**
 * The session API, where the pages ask one.
 *
 * @throws Failure `usage` where it is missing, or where something is given that has no meaning
 */
export function readServedSession(
  options: OptionsOf<'serve'>,
  { id, carrier }: HandshakeFacts,
  { env, inCode }: { readonly env: Environment; readonly inCode?: Pick<GivenInCode, 'key'> },
): string | undefined {
  const typed = options.sessionUrl;
  if (carrier.by !== 'cookies') {
    if (typed === undefined) return undefined;
    throw usage`${the('sessionUrl')} is for a handshake in which pages ask a session API, and ${id} is none: leave it out, or give another ${the('handshake')}.`;
  }
  refuseTokenSettings(options, { id }, inCode);
  return readSessionUrl(typed ?? variable(env, sessionVariable));
}

/** What the host is told of the session API; its parts are loaded here alone. */
export async function sessionOptions({
  sessionUrl: url,
}: {
  readonly sessionUrl?: string;
}): Promise<Pick<MockHostOptions, 'session'>> {
  if (url === undefined) return {};
  const { lookAtSession } = await import('./session-look.js');
  const { relationOf } = await import('../drivers/http/same-site.js');
  return { session: { url, relationOf, look: lookAtSession } };
}
