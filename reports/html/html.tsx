/** @jsxImportSource preact */
import { pageScript } from '../../page-parts/page-script.js';
import { renderStandalone } from '../../page-parts/standalone.js';
import type { ReportFormat } from '../format.js';
import { cleaned } from './cleaned.js';
import { Filters } from './filters.js';
import { Journeys } from './journeys.js';
import { stylesheet } from './stylesheet.js';
import { Summary, toneOf } from './summary.js';
import { Verdicts } from './verdicts.js';

const titles = { good: 'conforms', bad: 'does not conform', open: 'not judged' } as const;

/** The page that people attach to a ticket: one file, and it opens from disk. Its script is read once, here. */
export async function openHtml(): Promise<ReportFormat> {
  const script = await pageScript(new URL('../page-scripts/filter', import.meta.url));
  return {
    name: 'html',
    render: (whole) => {
      const report = cleaned(whole);
      const tone = toneOf(report);
      const { loginUrl } = report.target;
      const host = URL.canParse(loginUrl) ? new URL(loginUrl).host : loginUrl;
      return renderStandalone({
        title: `${titles[tone]} · ${host} · ${report.tool.name}`,
        tone,
        style: stylesheet,
        script,
        children: (
          <>
            <a class="skip" href="#report">
              Skip to the verdicts
            </a>
            <Summary report={report} />
            <Filters report={report} />
            <main id="report" tabIndex={-1}>
              <Verdicts report={report} full />
              <Journeys report={report} which="first" />
              <Verdicts report={report} full={false} />
              <Journeys report={report} which="further" />
            </main>
          </>
        ),
      });
    },
  };
}
