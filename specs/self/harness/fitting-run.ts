import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Configuration } from '../../../configuration/configuration.js';
import type { Report } from '../../../protocol/report.js';
import { run as runEngine } from '../../../runner/run.js';
import type { Surroundings } from '../../../runner/surroundings.js';

const schema = JSON.parse(
  readFileSync(new URL('../../../reports/report.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

const validate: ValidateFunction = new Ajv2020({
  strict: true,
  allErrors: true,
  formats: { uri: (text: string) => URL.canParse(text) },
}).compile(schema);

/**
 * A run whose report is compared with its published schema, as JSON carries it: every test that runs the
 * engine does so through here.
 *
 * @throws where the report does not fit, with the places
 */
export async function run(
  configuration: Configuration,
  surroundings: Surroundings,
): Promise<Report> {
  const report = await runEngine(configuration, surroundings);
  if (!validate(JSON.parse(JSON.stringify(report)))) {
    throw new Error(`The report does not fit its schema: ${JSON.stringify(validate.errors)}`);
  }
  return report;
}
