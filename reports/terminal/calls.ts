import type { ReportCall } from '../../protocol/report.js';
import {
  bodyWords,
  callTitle,
  cookieWords,
  fieldWords,
  pairWords,
  readWords,
} from '../parts/call-words.js';
import { outside } from '../parts/clean-text.js';
import type { Paper } from '../paper.js';

/** How far the words beside a call are indented, in columns. */
const beside = 15;
/** The most characters of one line beside a call. */
const longest = 400;

/** One call: who asked whom, what went along, what came back, and what the page could do with it. */
export function putCall(page: Paper, call: ReportCall, address: (url: string) => string): void {
  const { ink } = page;
  const note = (text: string, lead = ''): void =>
    page.put(ink.dim(outside(text, longest)), ink.dim(lead), beside - lead.length);
  page.put(ink.dim(callTitle(call)), '', 5);
  const status = String(call.status ?? '---');
  const colour = /^[45-]/.test(status) ? ink.red : ink.cyan;
  page.put(address(call.url), `${outside(call.method, 20).padEnd(4)} ${colour(status)}  `, 5);
  for (const text of [...fieldWords(call.sent), ...cookieWords(call)]) note(text, '> ');
  if (call.fields !== undefined) note(pairWords(call.fields), '> ');
  for (const text of fieldWords(call.got ?? [])) note(text, '< ');
  const body = bodyWords(call);
  if (body !== undefined) note(body, '< ');
  if (call.fault !== undefined) note(call.fault);
  const read = readWords(call);
  if (read === undefined) return;
  const good = call.readable === true;
  const mark = good ? ink.green('✓ ') : ink.red('✗ ');
  page.put((good ? ink.green : ink.red)(outside(read, 2 * longest)), mark, beside - 2);
}
