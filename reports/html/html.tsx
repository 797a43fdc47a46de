/** @jsxImportSource preact */
import type { VNode } from 'preact';

import { pageScript } from '../../page-parts/page-script.js';
import { renderStandalone } from '../../page-parts/standalone.js';
import type { Report, RunReport } from '../../protocol/report.js';
import type { ReportFormat } from '../format.js';
import { nameOf, verdictOn } from '../parts/targets.js';
import { cleaned } from './cleaned.js';
import { Filters } from './filters.js';
import { placesOf } from './place.js';
import { stylesheet } from './stylesheet.js';
import { Summary, toneOf } from './summary.js';
import { Body, RunSummary, TargetReport } from './targets.js';

/** The page around a summary and what stands below it. */
function Page(props: {
  readonly summary: VNode;
  readonly reports: readonly Report[];
  readonly children: VNode | readonly VNode[];
}): VNode {
  return (
    <>
      <a class="skip" href="#report">
        Skip to the verdicts
      </a>
      {props.summary}
      <Filters reports={props.reports} />
      <main id="report" tabIndex={-1}>
        {props.children}
      </main>
    </>
  );
}

function pageOf(report: Report, script: string): string {
  const tone = toneOf(report);
  const { loginUrl } = report.target;
  const host = URL.canParse(loginUrl) ? new URL(loginUrl).host : loginUrl;
  return renderStandalone({
    title: `${verdictOn(report)} · ${host} · ${report.tool.name}`,
    tone,
    style: stylesheet,
    script,
    children: (
      <Page summary={<Summary report={report} />} reports={[report]}>
        <Body report={report} />
      </Page>
    ),
  });
}

const titlesOfRun = { good: 'all passed', bad: 'failed', open: 'not judged' } as const;

function pageOfRun(run: RunReport, script: string): string {
  const tone = toneOf(run);
  const places = placesOf(run.targets.map(nameOf));
  const targets = run.targets.flatMap((target, at) => {
    const place = places[at];
    return place === undefined ? [] : [{ target, place }];
  });
  return renderStandalone({
    title: `${titlesOfRun[tone]} · ${run.targets.length} targets · ${run.tool.name}`,
    tone,
    style: stylesheet,
    script,
    children: (
      <Page
        summary={<RunSummary run={run} targets={targets} />}
        reports={run.targets.flatMap(({ report }) => report ?? [])}
      >
        {targets.map((one) => (
          <TargetReport key={one.place.anchor('target')} {...one} />
        ))}
      </Page>
    ),
  });
}

/** The page that people attach to a ticket: one file, and it opens from disk. Its script is read once, here. */
export async function openHtml(): Promise<ReportFormat> {
  const script = await pageScript(new URL('../page-scripts/filter', import.meta.url));
  return {
    name: 'html',
    render: (report) => pageOf(cleaned(report), script),
    renderRun: (run) => pageOfRun(cleaned(run), script),
  };
}
