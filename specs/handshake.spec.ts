/**
 * One test per requirement, over the same engine as `docs-handshake check`. `LOGIN_URL` names the login flow;
 * in a clone the reference flow is judged without it, and the titles say so. Every option has its variable:
 * `DOCS_HANDSHAKE_SIGN_IN` and so on.
 */
import { openProgress } from '../command/progress.js';
import { configurationFromEnvironment, settingsEverywhere } from '../configuration/configure.js';
import { chooseHandshake, idsIn } from '../configuration/selection.js';
import { namedBySource, variableNamed } from '../configuration/setting-failure.js';
import { chooseTargets, readConfigurationFile } from '../configuration/file/load.js';
import { settingsFromEnvironment, variable, wantedTargets } from '../configuration/settings.js';
import { handshakes } from '../handshakes/registry.js';
import type { Report } from '../protocol/report.js';
import { choiceOf } from '../playwright/choice.js';
import { registerConformance } from '../playwright/conformance.js';
import { registrationOf } from '../playwright/targets.js';
import { run } from '../runner/run.js';

const all = await handshakes();
/** Installed as a package, there is nothing but the customer's own flow to judge. */
const installed = import.meta.url.endsWith('.js');
const inVariables = settingsFromEnvironment(process.env);
/** In a clone, the reference flow is judged by no configuration file. */
const asked = installed || inVariables.loginUrl !== undefined;
let wrongFile: string | undefined;
const sentenceOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
/** The targets of the configuration file, where it has several and no variable means one. */
const targets =
  asked && inVariables.loginUrl === undefined
    ? await readConfigurationFile(variable(process.env, 'DOCS_HANDSHAKE_CONFIG'), process.cwd())
        .then((all) => chooseTargets(all, wantedTargets(process.env)))
        .catch((cause: unknown) => {
          wrongFile = sentenceOf(cause);
          return [];
        })
    : [];
const isMany = targets.length > 1;
const settings =
  asked && !isMany
    ? await settingsEverywhere(process.env, process.cwd()).catch((cause: unknown) => {
        wrongFile = sentenceOf(cause);
        return inVariables;
      })
    : inVariables;
const isReference = settings.loginUrl === undefined && !installed;

/** A setting that is known to be wrong before anything runs; the tests are there all the same, so that one can say so. */
function unfit(): string | undefined {
  if (isMany) return undefined;
  if (wrongFile !== undefined) return wrongFile;
  try {
    chooseHandshake(all, settings.handshake);
  } catch (cause) {
    const said = namedBySource(cause, variableNamed);
    return said instanceof Error ? said.message : String(said);
  }
  return settings.loginUrl === undefined && installed
    ? 'LOGIN_URL is empty or not set: set it to the login URL that is to be judged.'
    : undefined;
}

const fault = unfit();
const { facts, requirements } = chooseHandshake(
  all,
  fault === undefined ? settings.handshake : undefined,
);

/** A test runner's output is a log, even where it is a terminal. */
const progress = openProgress({
  stdout: process.stdout,
  stderr: { write: (text: string) => process.stderr.write(text) },
  env: process.env,
  cwd: process.cwd(),
});
const surroundings = { env: process.env, progress: progress.line };

/** The ids that these tests ask for, of those that the settings leave. */
const left = (ids: readonly string[]): string | undefined =>
  choiceOf(ids, requirements.length, {
    ...(settings.only !== undefined && { only: idsIn(settings.only) }),
    ...(settings.skip !== undefined && { skip: idsIn(settings.skip) }),
  })?.join(',');

async function judgeReference(ids: readonly string[]): Promise<Report> {
  const { openReferenceFlow } = await import('../fixtures/reference/flow.js');
  const { referenceConfiguration, referenceDocsOrigin } =
    await import('../command/reference-configuration.js');
  const flow = await openReferenceFlow({
    handshake: facts.id,
    docsOrigin: referenceDocsOrigin,
  });
  try {
    const only = left(ids);
    const own = { ...settings, ...(only !== undefined && { only }) };
    const configuration = await referenceConfiguration(flow, own, process.cwd());
    const expectations = Object.fromEntries(
      flow.users.map(({ username, groups, firstName, lastName }) => [
        username,
        { groups, content: { firstName, lastName } },
      ]),
    );
    // Nobody's account can be locked here, so every row is judged.
    return await run({ ...configuration, expect: expectations, intrusive: true }, surroundings);
  } finally {
    await flow.close();
  }
}

async function judgeTarget(ids: readonly string[]): Promise<Report> {
  const only = left(ids);
  const env =
    only === undefined ? {} : { DOCS_HANDSHAKE_ONLY: only, DOCS_HANDSHAKE_SKIP: undefined };
  return run(await configurationFromEnvironment({ ...process.env, ...env }), surroundings);
}

/** Takes the line of the progress away when a run is over. */
async function watched(work: () => Promise<Report>): Promise<Report> {
  try {
    return await work();
  } finally {
    progress.clear();
  }
}

registerConformance(
  isMany
    ? targets.map((target) => {
        const registration = registrationOf(target, surroundings);
        return { ...registration, judge: (ids) => watched(() => registration.judge(ids)) };
      })
    : [
        {
          // Whose verdict a green line is.
          prefix: isReference ? 'reference flow: ' : '',
          requirements,
          failOn: settings.failOn === 'should' ? 'should' : 'must',
          name: 'handshake.spec',
          judge: (ids) =>
            watched(async () => {
              if (fault !== undefined) throw new Error(fault);
              return isReference ? judgeReference(ids) : judgeTarget(ids);
            }),
        },
      ],
);
