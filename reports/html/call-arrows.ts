import type { Arrow } from '../../page-parts/sequence.js';
import type { ReportCall, ReportField } from '../../protocol/report.js';
import { bodyWords, cookieWords, pairWords, readWords } from '../parts/call-words.js';
import { below } from './parties.js';
import type { Parties } from './parties.js';

const noted = (fields: readonly ReportField[] = []): Arrow['notes'] =>
  fields.map(({ name, value }) => [`${name}:`, value] as const);

/** What went along with the request. */
const sentNotes = (call: ReportCall): Arrow['notes'] => [
  ...noted(call.sent),
  ...cookieWords(call).map((words) => [words] as const),
  ...(call.fields === undefined ? [] : [['with', pairWords(call.fields)] as const]),
];

/** What came back, and what the page could do with it. */
const gotNotes = (call: ReportCall): Arrow['notes'] => [
  ...noted(call.got),
  ...[bodyWords(call), call.fault, readWords(call)].flatMap((words) =>
    words === undefined ? [] : [[words] as const],
  ),
];

function toneOf({ status, readable }: ReportCall): Arrow['tone'] {
  if (status === undefined) return 'stopped';
  if (readable === false || status >= 400) return 'bad';
  return readable === true ? 'good' : 'plain';
}

/** The two arrows of a call: from the visitor's browser, or from the docs host. */
export function callArrows(call: ReportCall, parties: Parties): readonly Arrow[] {
  const at = parties.laneOf(call.url);
  const lane = { lane: at, ...(call.by === 'host' ? { from: parties.docs } : {}) };
  return [
    {
      ...lane,
      way: 'out',
      head: call.role === 'preflight' ? `${call.method}, the preflight` : call.method,
      text: below(call.url, parties.lanes[at] ?? { name: '' }),
      notes: sentNotes(call),
      tone: 'plain',
    },
    {
      ...lane,
      way: 'back',
      head: call.status === undefined ? 'no answer' : String(call.status),
      notes: gotNotes(call),
      tone: toneOf(call),
    },
  ];
}
