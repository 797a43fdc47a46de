import { randomBytes } from 'node:crypto';
import type { Configuration } from '../../../configuration/configuration.js';
import { openReferenceFlow, type ReferenceFlow } from '../../../fixtures/reference/flow.js';
import type { FlowUser } from '../../../fixtures/reference/users.js';
import type { Case } from '../../../judge/case.js';
import { handsOverCode, registeredClient } from '../../../protocol/oauth/registered-client.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import type { Target } from '../../../protocol/visit.js';
import { readKeys } from '../../../protocol/jose/keys.js';
import { readSharedSecret } from '../../../protocol/jose/shared-secret.js';
import type { Mutant } from '../../../protocol/plan.js';
import type { Report } from '../../../protocol/report.js';
import type { Expectations, Handshake, Requirement } from '../../../protocol/requirement.js';
import { felledIn, inEveryEdition, missesOf } from './outcomes/edition-outcomes.js';
import { run } from './fitting-run.js';
import { everyday, fewest, needsSecond, onFewVisits, rowsNear } from '../proof/near-visits.js';

/** One mutant of one requirement in one handshake. */
export interface MutantCase {
  readonly handshake: Handshake;
  readonly requirement: Requirement;
  readonly mutant: Mutant;
}

/** What a run made of a mutant. */
export interface Proof {
  /** Where its row did not end as its level asks for: one sentence for each such edition; empty for a mutant that is caught. */
  readonly misses: readonly string[];
  /** Rows that fell besides the mutant's own, in whatever edition. */
  readonly company: readonly string[];
  /** Rows that fell although the mutant does not declare them. */
  readonly undeclared: readonly string[];
  readonly report: Report;
}

export type ProofDriver = 'http' | 'browser';

/** Every mutant of a handshake's requirements, or those that one driver can see, in the order of the catalogue. */
export function mutantCases(handshake: Handshake, driver?: ProofDriver): readonly MutantCase[] {
  const isSeen = (drivers: readonly ProofDriver[] | undefined): boolean =>
    driver === undefined || drivers === undefined || drivers.includes(driver);
  return handshake.requirements.flatMap((requirement) =>
    requirement.brokenBy
      .filter((mutant) => isSeen(requirement.seenBy) && isSeen(mutant.seenBy))
      .map((mutant) => ({ handshake, requirement, mutant })),
  );
}

/**
 * The ids of the rows that handshakes before this one have: a row of several need not be proven in each, where what they judge
 * comes the same way: handed over, or asked for.
 */
export const rowsBefore = (handshake: Handshake, all: readonly Handshake[]): readonly string[] =>
  all
    .slice(0, all.indexOf(handshake))
    .filter(({ facts }) => facts.carrier.by === handshake.facts.carrier.by)
    .flatMap(({ requirements }) => requirements.map(({ id }) => id));
/** True where only a run with `--intrusive` makes the sign-in that shows a fault in a flow without sessions. */
const needsIntrusive = ({ withoutSession }: Mutant, driver: ProofDriver): boolean =>
  withoutSession === 'intrusive' ||
  (withoutSession === 'intrusive-in-browser' && driver === 'browser');

/**
 * True for a fault that shows in a flow without sessions, in a row that is judged on sign-ins there. Where pages ask who
 * reads, no session is the end of it.
 */
export const needsSignIns = ({ handshake, requirement, mutant }: MutantCase): boolean =>
  handshake.facts.asks === undefined &&
  mutant.withoutSession !== 'harmless' &&
  requirement.visits.some(({ ride, after }) => ride !== undefined || after !== undefined);

/** The docs origin of a proof: a production origin with a mapped name, or the mock host's own. */
export const docsOrigins: readonly string[] = ['https://docs.foo.com', 'http://localhost:4747'];

/** The docs host as a client of a flow that is an authorization server. */
function clientFor(
  { facts }: Handshake,
  { client }: Pick<ReferenceFlow, 'client'>,
  docs: { readonly docsOrigin: string; readonly docsPath: string },
): Pick<Target, 'client'> {
  if (client === undefined || !handsOverCode(facts)) return {};
  return {
    client: registeredClient(facts, docs, client, seal(randomBytes(32).toString('base64url'))),
  };
}

/** A configuration for a flow of this repository, as a customer would write it. */
export async function configurationFor(
  handshake: Handshake,
  flow: Pick<ReferenceFlow, 'loginUrl' | 'keys' | 'endpoints' | 'client'> & {
    readonly users: readonly FlowUser[];
  },
  docsOrigin: string,
  changes: Partial<Configuration> = {},
  docsPath: string = '',
): Promise<Configuration> {
  const readAs = handshake.facts.keyForm === 'shared-secret' ? readSharedSecret : readKeys;
  const hasKey = handshake.facts.keyForm !== undefined;
  const read = await readAs(flow.keys.own.privateText.reveal(), 'the flow’s own key');
  const { returnParam, editions } = handshake.facts;
  const [edition] = editions;
  const [user, secondUser] = flow.users;
  return {
    handshake,
    edition,
    target: {
      loginUrl: flow.loginUrl,
      docsOrigin,
      docsPath,
      ...(returnParam === undefined ? {} : { returnParam }),
      ...(flow.endpoints === undefined ? {} : { endpoints: flow.endpoints }),
      ...clientFor(handshake, flow, { docsOrigin, docsPath }),
      signIn: { how: 'form' },
      ...(user === undefined ? {} : { user }),
      ...(secondUser === undefined ? {} : { secondUser }),
      signInOrigins: [],
      headers: [],
      cookies: [],
      timeoutMs: 30_000,
    },
    keys: hasKey && read.ok ? [read.key] : [],
    driver: 'http',
    skip: [],
    failOn: 'must',
    intrusive: false,
    ...changes,
  };
}

/** What `--expect` would say of a flow's users. */
export function expectationsOf({ users }: Pick<ReferenceFlow, 'users'>): Expectations {
  return Object.fromEntries(
    users.map(({ username, groups, firstName, lastName }) => [
      username,
      { groups, content: { firstName, lastName } },
    ]),
  );
}

/** What a proof leaves out, or adds. */
export interface Narrowed {
  readonly only?: readonly string[];
  /** With `--intrusive`. */
  readonly intrusive?: boolean;
  /** With `--expect`, as the users are. */
  readonly expects?: boolean;
  /** False: the flow asks for the password at every visit. */
  readonly keepsSession?: boolean;
  /** Without a second user. */
  readonly oneUser?: boolean;
}

/** A run against one mutant, and what its verdicts follow from. */
interface Recorded {
  readonly report: Report;
  readonly recorded: Case;
}

/** What docs pages ask, where the mutant has it: at an alias, or under another name of this machine. */
function endpointsFor(
  { endpoints, origin }: Pick<ReferenceFlow, 'endpoints' | 'origin'>,
  mutant: Mutant | undefined,
  at: string,
): Pick<ReferenceFlow, 'endpoints'> {
  if (endpoints === undefined) return {};
  const session = endpoints.session.replace(origin, at);
  const elsewhere = mutant?.sessionAtOtherHost === true;
  return {
    endpoints: {
      session: elsewhere ? session.replace('127.0.0.1', 'localhost') : session,
      signOut: endpoints.signOut.replace(origin, at),
    },
  };
}

async function runMutant(
  handshake: Handshake,
  mutant: Mutant | undefined,
  driver: ProofDriver,
  docsOrigin: string,
  narrowed: Narrowed,
): Promise<Recorded> {
  // What takes minutes is waited for by moving the flow's clock.
  let movedMs = 0;
  const flow = await openReferenceFlow({
    clock: () => Date.now() + movedMs,
    handshake: handshake.facts.id,
    docsOrigin,
    ...(mutant?.docsPath === undefined ? {} : { docsPath: mutant.docsPath }),
    keepsSession: narrowed.keepsSession ?? true,
    ...(mutant === undefined ? {} : { mutant }),
  });
  try {
    const users = narrowed.oneUser === true ? flow.users.slice(0, 1) : flow.users;
    const at = mutant?.loginAtAlias === true ? (mutant.alias ?? flow.origin) : flow.origin;
    const loginUrl = flow.loginUrl.replace(flow.origin, at);
    const configuration = await configurationFor(
      handshake,
      { ...flow, ...endpointsFor(flow, mutant, at), users, loginUrl },
      docsOrigin,
      {
        driver,
        edition: handshake.facts.editions.at(-1) ?? handshake.facts.editions[0],
        ...(narrowed.only === undefined ? {} : { only: narrowed.only }),
        ...(narrowed.expects === true ? { expect: expectationsOf(flow) } : {}),
        intrusive: narrowed.intrusive ?? false,
      },
      mutant?.docsPath,
    );
    const port = Number(new URL(flow.origin).port);
    const cases: Case[] = [];
    const report = await run(configuration, {
      progress: () => undefined,
      env: process.env,
      judged: (made) => cases.push(made),
      wait: (ms) => Promise.resolve((movedMs += ms)),
      ...(mutant?.alias === undefined ? {} : { alias: { origin: mutant.alias, port } }),
    });
    const [recorded] = cases;
    if (recorded === undefined) throw new Error('The run judged nothing.');
    return { report, recorded };
  } finally {
    await flow.close();
  }
}

/** Runs the catalogue, or some rows of it, against one mutant, or against the honest flow; the latest edition gates. */
export async function judgeMutant(
  handshake: Handshake,
  mutant: Mutant | undefined,
  driver: ProofDriver,
  docsOrigin: string,
  narrowed: Narrowed = {},
): Promise<Report> {
  return (await runMutant(handshake, mutant, driver, docsOrigin, narrowed)).report;
}

/** The rows that fell in the gating edition: fails and warnings. An info row falls with a note. */
export function felled(report: Report): readonly string[] {
  return felledIn(report.verdicts);
}

/** How a mutant is proven. */
export interface ProofForm {
  /** False for the same fault in a flow that asks for the password at every visit. */
  readonly keepsSession?: boolean;
  /** True: few visits are enough, since plain HTTP proves the mutant with all of them. */
  readonly fewVisits?: boolean;
}

/** Runs one mutant once, judges what was seen in every edition, and compares what fell with what it declares. */
export async function prove(
  { handshake: whole, requirement, mutant }: MutantCase,
  driver: ProofDriver,
  docsOrigin: string,
  { keepsSession = true, fewVisits = false }: ProofForm = {},
): Promise<Proof> {
  // Which sign-ins are made in a flow without sessions hangs on all that a run asks for.
  const near = driver === 'browser' && keepsSession;
  const handshake = fewVisits ? onFewVisits(whole, fewest) : whole;
  const row = handshake.requirements.find(({ id }) => id === requirement.id);
  const only = near ? rowsNear(handshake, row, fewVisits ? fewest : everyday) : undefined;
  const origin = mutant.docsOrigin ?? docsOrigin;
  const { report, recorded } = await runMutant(handshake, mutant, driver, origin, {
    ...(only === undefined ? {} : { only }),
    intrusive: mutant.intrusive ?? (!keepsSession && needsIntrusive(mutant, driver)),
    keepsSession,
    expects: requirement.id === 'user-expected',
    oneUser: driver === 'browser' && !needsSecond(requirement),
  });
  const editions = inEveryEdition(recorded, report.verdicts);
  const rows = new Set(editions.flatMap(({ verdicts }) => felledIn(verdicts)));
  const company = [...rows].filter((id) => id !== requirement.id);
  const declared = (mutant.alsoFells ?? []).map(({ id }) => id);
  return {
    misses: missesOf(requirement, editions),
    company,
    undeclared: company.filter((id) => !declared.includes(id)),
    report,
  };
}

/** Runs tasks a few at a time, results in order: most of a run over HTTP is waiting. */
export async function pooled<T, R>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      const item = items[at];
      if (item !== undefined) results[at] = await task(item);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
