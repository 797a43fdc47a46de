import type { Report } from '../../../protocol/report.js';
import { sampleCalls, sampleReport, sampleVerdict, sampleVisit } from '../harness/sample-report.js';

const million = 1_000_000;

/** Texts that a login flow may put into a claim, a header or an address, to break out of a report or to steer its reader. */
export const hostileTexts: readonly string[] = [
  ']]>',
  ']]&gt;<failure/>',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '--></details></table>',
  '"/><testcase name="x"/>',
  '&lt;b&gt; &#60;script&#62; &amp;',
  '\x1b[2J\x1b]0;title\x07\x1b]8;;https://evil.example\x1b\\',
  '\u009b31m \u0000\u0001\u007f\u0085',
  '::error::here',
  'words ::error file=x::here',
  '\r\n::warning::there',
  '\n\n::stop-commands::x\n::add-mask::a',
  '##[error]here ##[set-env name=A;]b',
  '%0A::error::there %0D%0A%25',
  '| a | b |\n|---|---|',
  '#',
  '# heading',
  '- item',
  '+ item',
  '1. item',
  '2) item',
  '---',
  '===',
  '     code',
  '` `` ``` ~~~',
  '```\n# heading\n- item\n> quote',
  '[text](javascript:alert(1)) ![image](https://evil.example/x.png) [x]: https://evil.example',
  'https://evil.example www.evil.example ann@evil.example mailto:ann@evil.example <https://evil.example>',
  '@_under @-dash _@_ +@.example',
  '@org/team #12 GH-12 !34 :smile: $x$ ~~gone~~ **bold** __bold__ [^1]',
  '{0} {{1}} {x} [link](1)',
  '\ud800 lone \udc00 \udbff',
  'no characters \u{10fffe} \ufdd0',
  '\ufffe\uffff\u2028\u2029\u202eright-to-left\u2066\u200b',
  '\\',
  '\\\\| \\` \\[',
  '',
];

/** Texts of a megabyte. */
export const endlessTexts: readonly string[] = [
  '::error::'.repeat(million / 9),
  '😀 | `'.repeat(million / 5),
];

/** A report with a text in every place that a login flow can reach. */
export function hostileReport(text: string): Report {
  const report = sampleReport();
  const visit = sampleVisit({
    driver: 'browser',
    reached: 'page',
    stopped: text,
    because: text,
    hops: [
      {
        method: 'GET',
        url: text,
        status: 200,
        location: text,
        cookiesSent: [text],
        cookiesSet: [text],
        durationMs: 1,
        blocked: text,
      },
    ],
    calls: sampleCalls.slice(1, 2).map((call) => ({
      ...call,
      method: text,
      url: text,
      sent: [{ name: text, value: text }],
      fields: [{ name: text, value: text }],
      got: [{ name: text, value: text }],
      body: { form: 'json', bytes: 1, members: [text, text] },
      fault: text,
      refusal: text,
      browserReason: text,
    })),
  });
  return sampleReport({
    target: { ...report.target, loginUrl: text, docsOrigin: text },
    remarks: [text, `The page said: ${text}`],
    verdicts: report.verdicts.map((verdict) =>
      verdict.outcome === 'pass'
        ? sampleVerdict({ ...verdict, actual: text })
        : sampleVerdict({ ...verdict, expected: text, actual: `It is ${text}.`, because: text }),
    ),
    visits: [visit, sampleVisit()],
    notThrough: [
      { visit: 'plain', driver: 'browser', cause: 'page', stopped: text, because: text },
    ],
  });
}
