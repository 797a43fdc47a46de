import type { ReportFormat } from './format.js';

export type { ReportFormat, ReportView } from './format.js';

/** Every report by the word after `--report`; each is loaded where it is asked for. */
export const formats: Readonly<Record<string, () => Promise<ReportFormat>>> = {
  terminal: async () => (await import('./terminal/terminal.js')).terminal,
  html: async () => (await import('./html/html.js')).openHtml(),
  json: async () => (await import('./json.js')).json,
  junit: async () => (await import('./junit.js')).junit,
  markdown: async () => (await import('./markdown/markdown.js')).markdown,
  github: async () => (await import('./github.js')).github,
  gitlab: async () => (await import('./gitlab.js')).gitlab,
  sarif: async () => (await import('./sarif.js')).sarif,
};
