import { placeOf } from '../api/this-process.js';
import type { Place } from '../api/this-process.js';
import { configurationFrom } from '../configuration/configure.js';
import type { FileConfiguration } from '../configuration/file/define.js';
import { fileLayer } from '../configuration/file/layer.js';
import { severalTargets, targetsIn } from '../configuration/file/load.js';
import type { FileTarget } from '../configuration/file/load.js';
import { idsIn } from '../configuration/selection.js';
import { settingsFromEnvironment } from '../configuration/settings.js';
import type { Settings } from '../configuration/settings.js';
import type { Report } from '../protocol/report.js';
import { nameOf } from '../reports/parts/targets.js';
import type { Surroundings } from '../runner/surroundings.js';
import { openSignInLedger } from '../runner/sign-ins/sign-in-ledger.js';
import { catalogueOf } from './catalogue.js';
import { choiceOf } from './choice.js';
import type { Registration } from './registration.js';

/** The sign-ins of all targets that this worker judges count together. */
const signIns = openSignInLedger();

/** What decides before anything runs which tests there are. */
function choiceSettings(target: FileTarget, { env, cwd }: Place): Settings {
  const { handshake, failOn, only, skip } = target.members;
  const above = settingsFromEnvironment(env);
  const file = { ...target, members: { handshake, failOn, only, skip } };
  return { ...fileLayer(file, { settings: above, env, cwd }).settings, ...above };
}

/**
 * The tests of one target of a configuration.
 *
 * @param surroundings what its run needs besides
 */
export function registrationOf(
  target: FileTarget,
  surroundings: Partial<Surroundings> = {},
  place: Place = placeOf({}),
): Registration {
  const { env, cwd } = place;
  const { handshake, failOn, only, skip } = choiceSettings(target, place);
  const requirements = catalogueOf(handshake);
  const name = target.name === undefined ? '' : nameOf({ name: target.name });
  return {
    prefix: name === '' ? '' : `${name}: `,
    requirements,
    failOn: failOn === 'should' ? 'should' : 'must',
    name: JSON.stringify([target.file, target.name]),
    judge: async (ids): Promise<Report> => {
      const asked = choiceOf(ids, requirements.length, {
        ...(only !== undefined && { only: idsIn(only) }),
        ...(skip !== undefined && { skip: idsIn(skip) }),
      });
      const typed = asked === undefined ? {} : { only: asked.join(',') };
      const configuration = await configurationFrom(typed, { env, cwd, file: target });
      const { run } = await import('../runner/run.js');
      return run(configuration, { env, progress: () => undefined, signIns, ...surroundings });
    },
  };
}

/**
 * The tests of what a configuration file exports.
 *
 * @throws Failure `usage` where it is wrong, or a variable says the login URL of all its targets
 */
export function registrationsOf(
  configuration: FileConfiguration,
  place: Place = placeOf({}),
): readonly Registration[] {
  const { cwd: folder } = place;
  const targets = targetsIn({ content: configuration, file: 'conformanceTests', folder, text: '' });
  if (targets.length > 1 && settingsFromEnvironment(place.env).loginUrl !== undefined) {
    throw severalTargets(targets, ', and LOGIN_URL names one login flow for all of them');
  }
  return targets.map((target) => registrationOf(target, {}, place));
}
