import type { CallbackReading } from '../../protocol/callback.js';
import { decodeLoosely } from '../../protocol/callback.js';
import { requirement, type Context, type Requirement } from '../../protocol/requirement.js';
import { met, notApplicable, notReached, unmet, type Finding } from '../../protocol/verdict.js';
import type { Visit } from '../../protocol/visit.js';
import { callbackChange } from '../shared/compose.js';
import { anchorText, personalizationText } from '../shared/sources.js';
import { bothDrivers, deepLink, honestVisits, plain } from '../shared/visits.js';
import { quoted } from '../shared/wording.js';

const anchored = (name: string, returnTo: string, title: string): Visit => ({
  session: 'live',
  honest: true,
  drivers: bothDrivers,
  handshake: 'mintlify-personalization',
  name,
  title,
  returnTo,
});

/** A reader on the way to an anchor. */
export const anchorLink: Visit = anchored(
  'anchor-link',
  '/quickstart#step-one',
  'come back signed in, on the way to /quickstart#step-one',
);
/** An anchor that must be encoded to survive. */
export const oddAnchor: Visit = anchored(
  'odd-anchor',
  '/quickstart#q&a',
  'come back signed in, on the way to /quickstart#q&a',
);

/** The anchor that a visit asked for. */
const asked = (context: Context): string | undefined => context.sent?.split('#', 2)[1];

function judgeForm(callback: CallbackReading, context: Context): Finding {
  if (callback.envelope === undefined) return notReached('There is no token in the fragment.');
  const expected =
    'The fragment is jwt=<JWT>&anchor=<name>, the name without # and percent-encoded.';
  const { after } = callback.envelope;
  if (after.startsWith('#')) return unmet(expected, 'The anchor stands behind a second # instead.');
  const { anchor } = callback;
  if (anchor === undefined || anchor === '') return met;
  if (anchor.startsWith('#') || anchor.startsWith('%23')) {
    return unmet(expected, 'The anchor begins with #.');
  }
  if (/^(?:undefined|null|None|NaN|\[object(?: |%20)Object\])$/.test(anchor)) {
    return unmet(expected, `The anchor is ${quoted(anchor)}.`);
  }
  const wanted = asked(context);
  const cut = wanted !== undefined && wanted !== anchor && wanted.startsWith(`${anchor}&`);
  return cut || /[^\u0021-\u007e]/.test(anchor)
    ? unmet(
        expected,
        `The anchor ${quoted(wanted ?? anchor)} is not percent-encoded, and is read as ${quoted(anchor)}.`,
      )
    : met;
}

const anchorForm: Requirement = requirement({
  id: 'anchor-form',
  level: { '2025-05': 'must', '2026-08': 'info' },
  class: 'documented',
  source: anchorText,
  title: 'An anchor is carried as jwt=<JWT>&anchor=<name>',
  why: 'The docs read the anchor from that one form; any other one breaks the token or is ignored.',
  fix: 'Build the fragment as `#jwt=${jwt}&anchor=${encodeURIComponent(name)}`, and leave the anchor out where there is none.',
  stage: 'callback',
  visits: [plain, deepLink, anchorLink, oddAnchor],
  seenBy: bothDrivers,
  check: ({ callback }, context) => judgeForm(callback, context),
  brokenBy: [
    {
      name: 'anchor-with-hash',
      change: callbackChange((url) => url.replace('&anchor=', '&anchor=#')),
    },
    {
      name: 'anchor-after-second-hash',
      change: callbackChange((url) => url.replace(/#jwt=(.*)&anchor=/s, '#$1#')),
      alsoFells: [
        {
          id: 'callback-fragment-form',
          why: 'the anchor then stands behind the token in the fragment',
        },
      ],
    },
    {
      name: 'anchor-unencoded',
      change: callbackChange((url) =>
        url.replace(/&anchor=(.*)$/s, (_all, name: string) => `&anchor=${decodeLoosely(name)}`),
      ),
    },
    {
      name: 'anchor-undefined',
      change: callbackChange((url, token) =>
        url.includes('anchor=') ? url : url.replace(/#.*$/s, `#jwt=${token}&anchor=undefined`),
      ),
    },
  ],
});

const anchorOrder: Requirement = requirement({
  id: 'anchor-order',
  level: 'should',
  class: 'documented',
  source: anchorText,
  title: 'jwt stands before anchor in the fragment',
  why: 'The text shows one order; a reader of the fragment that relies on it finds no token.',
  fix: 'Build the fragment as `#jwt=${jwt}&anchor=${encodeURIComponent(name)}`, jwt first.',
  stage: 'callback',
  visits: [anchorLink],
  seenBy: bothDrivers,
  check: ({ callback }) =>
    callback.envelope === undefined
      ? notReached('There is no token in the fragment.')
      : callback.envelope.before.startsWith('anchor=')
        ? unmet('The fragment is jwt=<JWT>&anchor=<name>.', 'anchor stands before jwt.')
        : met,
  brokenBy: [
    {
      name: 'anchor-before-jwt',
      change: callbackChange((url) => url.replace(/#(jwt=.*)&(anchor=.*)$/s, '#$2&$1')),
    },
  ],
});

/** What became of a page with an anchor where no anchor comes back. */
function withoutAnchor({ parsed }: CallbackReading, context: Context): string {
  const page = `${context.docsPath}/quickstart`;
  if (parsed?.pathname === page) return 'No anchor comes back.';
  // Many flows know their pages by name, and a name with an anchor is another one.
  const bare = context.other(deepLink.name)?.callback?.parsed?.pathname;
  if (bare === undefined) return 'Neither the page nor the anchor comes back.';
  return bare === page
    ? 'Neither the page nor the anchor comes back; without an anchor the page does.'
    : 'The return parameter is ignored altogether.';
}

const anchorPreserved: Requirement = requirement({
  id: 'anchor-preserved',
  level: 'info',
  class: 'documented',
  source: anchorText,
  title: 'The anchor that was asked for comes back',
  why: 'Without it the reader lands at the top of the page.',
  fix: 'Take the part behind # from the return parameter and send it as anchor=<name>.',
  stage: 'callback',
  visits: [anchorLink],
  seenBy: bothDrivers,
  check: ({ callback }, context) => {
    if (context.returnParam === undefined)
      return notApplicable('--return-param none: the flow is not told the page.');
    const wanted = asked(context) ?? '';
    const expected = `The anchor ${quoted(wanted)} comes back.`;
    const { anchor } = callback;
    if (anchor === undefined) {
      return unmet(expected, withoutAnchor(callback, context));
    }
    return decodeLoosely(anchor) === wanted
      ? met
      : unmet(expected, `${quoted(decodeLoosely(anchor))} comes back.`);
  },
  brokenBy: [
    {
      name: 'anchor-dropped',
      change: callbackChange((url, token) => url.replace(/#jwt=.*$/s, `#${token}`)),
    },
  ],
});

const pagePreserved: Requirement = requirement({
  id: 'page-preserved',
  level: 'info',
  class: 'practice',
  source: personalizationText,
  title: 'The visitor returns to the page asked for',
  why: 'Many flows always go to the front page, and the reader has to find the page again.',
  fix: 'Redirect to the page in the return parameter after checking that it is on the docs.',
  stage: 'callback',
  visits: [deepLink],
  seenBy: bothDrivers,
  check: ({ callback }, context) => {
    if (context.returnParam === undefined)
      return notApplicable('--return-param none: the flow is not told the page.');
    const path = callback.parsed?.pathname;
    const wanted = context.sent ?? '/';
    return path === wanted
      ? met
      : unmet(
          `The visitor returns to ${wanted}.`,
          path === undefined
            ? 'The visitor arrives at no page.'
            : `The visitor arrives at ${path}.`,
        );
  },
  brokenBy: [],
});

/** Paths that the docs host keeps for itself. */
const reserved =
  /^\/(?:login|logout|api|mcp|_next|_mintlify|\.well-known)(?:\/|$)|^\/(?:llms(?:-full)?\.txt|sitemap\.xml|robots\.txt|skill\.md)$/;

const pageOnDocs: Requirement = requirement({
  id: 'page-on-docs',
  level: 'must',
  class: 'documented',
  source: personalizationText,
  title: 'The token goes to a page of the docs',
  why: 'Reserved paths and paths outside the docs show no page that could read the token.',
  fix: 'Redirect to a docs page, under the docs subpath where there is one; /login/jwt-callback belongs to JWT authentication.',
  stage: 'callback',
  visits: [...honestVisits, anchorLink],
  seenBy: bothDrivers,
  check: ({ callback }, { docsPath }) => {
    const path = callback.parsed?.pathname;
    if (path === undefined) return notReached('The callback is not a URL.');
    const under = docsPath === '' || path === docsPath || path.startsWith(`${docsPath}/`);
    if (!under) return unmet(`The path lies under ${docsPath}.`, `The path is ${path}.`);
    return reserved.test(path.slice(docsPath.length))
      ? unmet(
          'The path is a page of the docs.',
          `The path is ${path}, which the docs host keeps for itself.`,
        )
      : met;
  },
  brokenBy: [
    {
      name: 'personalization-to-callback',
      change: callbackChange(
        (_url, token, request) =>
          `${request.callbackBase.replace(/\/$/, '')}/login/jwt-callback#${token}`,
      ),
    },
  ],
});

/** Anchor and page, which only JWT personalization has, in the order of the catalogue. */
export const anchorRequirements: readonly Requirement[] = [
  anchorForm,
  anchorOrder,
  anchorPreserved,
  pagePreserved,
  pageOnDocs,
];
