import type { Hop } from '../../../protocol/exchange.js';
import { findBreakout, type Breakout } from '../../../protocol/html/breakout.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { met, notReached, unmet } from '../../../protocol/verdict.js';
import type { VisitOf } from '../../../protocol/visit.js';
import { fieldValues, quoted } from '../sentences.js';
import { wrongFirst } from '../sign-in-visits.js';
import { asvs } from '../sources.js';
import { bothDrivers, handsOver } from '../visits.js';
import {
  brokenOut,
  canary,
  ownParameters,
  refusalParameters,
  start,
} from './reflected-parameters.js';
import { effect, tookEffect } from './script-effects.js';

const reflection: VisitOf<'odd-stranger'> = {
  kind: 'odd-stranger',
  drivers: bothDrivers,
  name: 'reflection',
  title: 'hostile return value: markup, shown the sign-in page',
  returnTo: `${start}'"></script><${canary}>`,
};

/** The proof: the markup is a picture that does not load, and what it does then. */
const reflectedScript: VisitOf<'odd-stranger'> = {
  ...reflection,
  drivers: ['browser'],
  name: 'reflected-script',
  title: 'hostile return value: markup that runs a script',
  returnTo: `/x'"></script><img src="" onerror="${effect}">`,
};

/** True for an answer that a browser reads as HTML; what says nothing of itself may be. */
const isHtml = (hop: Hop): boolean => {
  const [type = ''] = fieldValues(hop, 'content-type');
  return type.trim() === '' || /html|xml/i.test(type);
};

const words: Readonly<Record<Breakout, (source: string) => string>> = {
  element: (source) => `The sign-in page holds the markup from ${source} as markup.`,
  attribute: (source) => `A quotation mark in ${source} ends an attribute of the sign-in page.`,
  script: (source) =>
    `A quotation mark in ${source} ends a string in a script of the sign-in page.`,
};

const withoutBrackets = (text = ''): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A stranger's markup stays text. */
export const redirectNotReflected: UndatedRequirement = requirement({
  id: 'redirect-not-reflected',
  level: 'should',
  class: 'practice',
  source: asvs('1.2.1 and 1.2.3'),
  title: 'Nothing from the query is echoed unescaped into the sign-in page',
  why: 'Whoever writes the link then runs a script on the page where readers type their password.',
  fix: 'Escape the return value, and every other parameter, where it stands in HTML or in a script, or keep it out of the page.',
  stage: 'exchange',
  visits: [reflectedScript, reflection, ownParameters, refusalParameters],
  controls: [wrongFirst],
  seenBy: bothDrivers,
  refusalIsFine: true,
  check: ({ exchange }, context) => {
    if (tookEffect(exchange)) {
      return unmet(
        'Markup in the return value stays text.',
        'The sign-in page ran a script that the return value brought along.',
      );
    }
    const answers = exchange.hops.flatMap((hop) =>
      hop.body?.text === undefined ? [] : [{ hop, text: hop.body.text.reveal() }],
    );
    if (answers.length === 0) return notReached('No page was shown.');
    for (const { hop, text } of answers) {
      if (!isHtml(hop)) continue;
      if (context.visit.queryFromSeen !== undefined) {
        const [name, how] = brokenOut(text, exchange) ?? [];
        if (name === undefined || how === undefined) continue;
        const source = `the parameter ${quoted(name)}`;
        return unmet(`Markup in ${source} stays text.`, words[how](source));
      }
      const found = findBreakout(text, start, canary);
      if (found === undefined) continue;
      return unmet('Markup in the return value stays text.', words[found]('the return value'));
    }
    return handsOver(context) || exchange.stop.code === 'sign-in-page'
      ? met
      : notReached('No sign-in page was shown.');
  },
  brokenBy: [
    {
      name: 'reflected-xss',
      change: () => ({
        pageHtml: (returnTo) => `<p>You will return to ${returnTo ?? 'the docs'}.</p>`,
      }),
    },
    {
      name: 'reflected-quote',
      change: () => ({
        pageHtml: (returnTo) => `<a href="/help?from=${withoutBrackets(returnTo)}">Help</a>`,
      }),
    },
    {
      name: 'reflected-single-quote',
      change: () => ({
        pageHtml: (returnTo) =>
          `<a href='/help?from=${withoutBrackets(returnTo).replaceAll('"', '&quot;')}'>Help</a>`,
      }),
    },
    {
      name: 'reflected-error-parameter',
      change: () => ({
        pageHtml: (_returnTo, _tools, _session, query) =>
          `<p role="alert">${new URLSearchParams(query).get('error') ?? ''}</p>`,
      }),
    },
    {
      name: 'reflected-own-parameter',
      change: () => ({
        pageHtml: (_returnTo, _tools, _session, query) =>
          `<p>${new URLSearchParams(query).get('notice') ?? ''}</p>
           <a href="?lang=de&amp;notice=Willkommen">Deutsch</a>`,
      }),
    },
    {
      name: 'reflected-refusal-parameter',
      intrusive: true,
      change: (honest) => ({
        acceptsPassword: (request, given, right) => {
          const accepted = honest.acceptsPassword(request, given, right);
          if (!accepted) request.session.set('refused', true);
          return accepted;
        },
        pageHtml: (_returnTo, _tools, session, query) =>
          `<p>${new URLSearchParams(query).get('reason') ?? ''}</p>
           ${session.has('refused') ? '<a href="?reason=Forgotten">Forgotten?</a>' : ''}`,
      }),
    },
    {
      name: 'reflected-in-script-string',
      change: () => ({
        pageHtml: (returnTo) => `<script>const back = '${withoutBrackets(returnTo)}';</script>`,
      }),
    },
  ],
});
