/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { JudgedTarget, Report, RunReport } from '../../protocol/report.js';
import { seconds } from '../parts/amounts.js';
import { meaningOfRun, notJudgedWords, rowOf } from '../parts/targets.js';
import { Journeys } from './journeys.js';
import { Placed } from './place.js';
import type { Place } from './place.js';
import { Summary, marks, toneOf } from './summary.js';
import { Verdicts } from './verdicts.js';

/** A target and where it stands in the page. */
interface PlacedTarget {
  readonly target: JudgedTarget;
  readonly place: Place;
}

/** One line for each target, which leads to it. */
function Table({ targets }: { readonly targets: readonly PlacedTarget[] }): VNode {
  const heads = ['Passed', 'Failed', 'Warnings', 'Known', 'Left out', 'Not judged', 'What gates'];
  return (
    <div class="across" role="region" aria-label="Targets" tabIndex={0}>
      <table class="targets">
        <thead>
          <tr>
            {['Target', 'Verdict', ...heads, 'Exit code'].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {targets.map(({ target, place }) => {
            const row = rowOf(target);
            const counts = [row.passed, row.failed, row.warnings, row.known, row.leftOut];
            return (
              <tr key={place.anchor('target')} class={row.tone}>
                <th scope="row">
                  <a href={`#${place.anchor('target')}`}>{row.name}</a>
                </th>
                <td class="outcome">
                  <span aria-hidden="true">{marks[row.tone]}</span> {row.verdict}
                </td>
                {counts.map((count, at) => (
                  <td key={heads[at]}>{count}</td>
                ))}
                <td>{notJudgedWords(row)}</td>
                <td>{row.gates.join(', ')}</td>
                <td>{row.exitCode}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The top of the page: what came out of all targets. */
export function RunSummary(props: {
  readonly run: RunReport;
  readonly targets: readonly PlacedTarget[];
}): VNode {
  const { run, targets } = props;
  const tone = toneOf(run);
  const [verdict, why] = meaningOfRun(run);
  return (
    <header class={`summary ${tone}`}>
      <p class="tool">{run.tool.name} report</p>
      <h1>
        <span aria-hidden="true">{marks[tone]}</span> {verdict}
      </h1>
      <p class="exit">
        Exit code {run.exitCode}: {why}
      </p>
      <Table targets={targets} />
      <p>
        <time dateTime={run.startedAt}>{run.startedAt}</time>, in {seconds(run)}, by {run.tool.name}{' '}
        {run.tool.version}
      </p>
    </header>
  );
}

/** What there is to say of a report, below its summary. */
export function Body({ report }: { readonly report: Report }): VNode {
  return (
    <>
      <Verdicts report={report} full />
      <Journeys report={report} which="first" />
      <Verdicts report={report} full={false} />
      <Journeys report={report} which="further" />
    </>
  );
}

/** One target among several. */
export function TargetReport({ target, place }: PlacedTarget): VNode {
  const { report, failure, loginUrl, exitCode } = target;
  return (
    <Placed.Provider value={place}>
      <section class="target" aria-label={place.target ?? ''}>
        {report === undefined ? (
          <div class="summary open">
            <h2 id={place.anchor('target')} tabIndex={-1}>
              <span aria-hidden="true">{marks.open}</span> {place.target}: {rowOf(target).verdict}
            </h2>
            <p class="exit">
              Exit code {exitCode}: {failure}
            </p>
            <p>
              Login: <code>{loginUrl}</code>
            </p>
          </div>
        ) : (
          <>
            <Summary report={report} />
            <Body report={report} />
          </>
        )}
      </section>
    </Placed.Provider>
  );
}
