import { readFile } from 'node:fs/promises';
import { readJsonFile } from '../../configuration/files.js';
import type { Words } from '../../configuration/setting-failure.js';
import { usage } from '../../configuration/setting-failure.js';
import type { JsonObject } from '../../protocol/json.js';
import { schemaFault } from '../../protocol/text/json-schema.js';
import type { Report, RunReport } from '../../protocol/report.js';

/** Where the published schema stands beside the reports. */
const schemaFile = new URL('../../reports/report.schema.json', import.meta.url);

/**
 * Reads a JSON report back, as `--report json` wrote it: of one target, or of several.
 *
 * @param called what a sentence calls it
 * @throws Failure `usage` where it cannot be read, or is no report of this version
 */
export async function readReport(
  called: Words,
  path: string,
  cwd: string,
): Promise<Report | RunReport> {
  const value = await readJsonFile(called, path, cwd);
  const schema = JSON.parse(await readFile(schemaFile, 'utf8')) as JsonObject;
  const fault = await schemaFault(schema, value);
  if (fault === undefined) return value as Report | RunReport;
  throw usage`${called} ${path}: it is no JSON report of this version (${fault.place}: ${fault.says}).`;
}
