import { configurationFrom } from '../configuration/configure.js';
import type { Configuration } from '../configuration/configuration.js';
import { memberNamed, namedBySource, usage } from '../configuration/setting-failure.js';
import { settingsFromEnvironment } from '../configuration/settings.js';
import type { Report } from '../protocol/report.js';
import { mask } from '../protocol/secrecy/masking.js';
import { readOptions } from './options.js';
import type { CheckOptions } from './options.js';
import { placeOf } from './this-process.js';

/**
 * Runs something whose failures are about settings of a program.
 *
 * @throws the same failure, with each setting by its member
 */
export async function inApiWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw namedBySource(cause, memberNamed);
  }
}

/**
 * Completes the options of a program and checks them.
 *
 * @throws Failure `usage` or `key`, one sentence that names the member to change
 */
export function configurationOf(options: CheckOptions): Promise<Configuration> {
  return inApiWords(async () => {
    const place = placeOf(options);
    const { settings, inCode } = readOptions(options);
    const loginUrl = settings.loginUrl ?? settingsFromEnvironment(place.env).loginUrl;
    if (loginUrl === undefined || loginUrl === '') {
      throw usage`There is no login URL: give loginUrl, or set LOGIN_URL.`;
    }
    return configurationFrom(settings, { ...place, inCode });
  });
}

/**
 * Judges a login flow: `docs-handshake check`, for programs. What the login flow does wrong is in the report, and so is
 * why it could not be judged (`exitCode` 3); nothing of it is secret.
 *
 * @returns the report model, which `render` turns into any report
 * @throws Failure for misuse: a setting, a key, or a browser that was asked for and is not there; and where the login flow does
 *   not come up that `start` starts or `wait` waits for
 * @throws the reason of `signal` where that aborts
 */
export async function check(options: CheckOptions): Promise<Report> {
  const { signal, progress, targetLine } = options;
  signal?.throwIfAborted();
  const configuration = await configurationOf(options);
  const { run } = await import('../runner/run.js');
  return inApiWords(() =>
    run(configuration, {
      env: placeOf(options).env,
      progress: (line) => progress?.(mask(line)),
      ...(targetLine && { targetLine }),
      ...(signal && { signal }),
    }),
  );
}
