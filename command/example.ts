import type { Io } from '../configuration/io.js';
import type { Handshake, Requirement } from '../protocol/requirement.js';
import { paper } from '../reports/paper.js';
import { putFinding } from '../reports/terminal/findings.js';
import { openProgress } from './progress.js';
import { referenceConfiguration, referenceDocsOrigin } from './reference-configuration.js';
import { viewOf } from './reporting.js';

/** `explain --example`: breaks the reference flow in the first way that the row names, and shows what a report then says. */
export async function putExample(row: Requirement, home: Handshake, io: Io): Promise<void> {
  const id = home.facts.id;
  const [mutant] = row.brokenBy;
  if (mutant === undefined) {
    io.stdout.write(`\n${row.id} has no broken login flow to show.\n`);
    return;
  }
  const { openReferenceFlow } = await import('../fixtures/reference/flow.js');
  const { run } = await import('../runner/run.js');
  const flow = await openReferenceFlow({
    handshake: id,
    docsOrigin: referenceDocsOrigin,
    mutant,
  });
  const progress = openProgress(io);
  try {
    const driver = row.seenBy.includes('http') ? 'http' : 'browser';
    const configuration = await referenceConfiguration(flow, { driver, only: row.id }, io.cwd);
    const report = await run(configuration, {
      progress: progress.line,
      env: io.env,
      ...(io.signal && { signal: io.signal }),
    });
    progress.clear();
    const { columns, colour } = viewOf(io.stdout, io, false);
    const page = paper(columns, colour);
    page.heading(`What a report says of ${mutant.name}`);
    for (const verdict of report.verdicts) {
      if (verdict.id === row.id) putFinding(page, verdict);
    }
    io.stdout.write(`\n${page.toString()}`);
  } finally {
    progress.clear();
    await flow.close();
  }
}
