import type { EndpointRequest, GrantPlan } from '../../../../protocol/plan-grant.js';

/** A field name and its value. */
type Field = readonly [name: string, value: string];

/** What lets the docs' page read an answer, and nobody else; nothing where no page asks. */
export function corsFields({ client, headers, docsOrigin }: EndpointRequest): readonly Field[] {
  if (client.by !== 'browser') return [];
  const own = headers['origin'] === docsOrigin;
  return [
    ...(own ? [['Access-Control-Allow-Origin', docsOrigin] as const] : []),
    ['Vary', 'Origin'],
  ];
}

/** The method that an endpoint answers. */
const methodOf = ({ endpoint }: EndpointRequest): string => (endpoint === 'token' ? 'POST' : 'GET');

/** The field that a page may add to what it asks there. */
const fieldOf = ({ endpoint }: EndpointRequest): string =>
  endpoint === 'token' ? 'content-type' : 'authorization';

/** Answers `OPTIONS`: neither cookies nor tokens come along with it (Fetch, CORS-preflight fetch). */
export const preflight: GrantPlan['preflight'] = (request) => {
  const cors = corsFields(request);
  const isOwn = cors.some(([name]) => name === 'Access-Control-Allow-Origin');
  return {
    status: 204,
    headers: [
      ...cors,
      ...(isOwn
        ? ([
            ['Access-Control-Allow-Methods', methodOf(request)],
            ['Access-Control-Allow-Headers', fieldOf(request)],
          ] as const)
        : []),
      ['Allow', `${methodOf(request)}, OPTIONS`],
    ],
  };
};
