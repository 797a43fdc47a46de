import type { JsonObject } from '../../protocol/json.js';

const strings = { type: 'object', additionalProperties: { type: 'string' } } as const;

/**
 * The User format as a JSON Schema: the shape of a token's payload (Mintlify docs, User format; the path
 * part of `apiPlaygroundInputs` since 2026-02-13). Claims of other names are tolerated.
 */
export const userSchema: JsonObject = {
  type: 'object',
  properties: {
    host: { type: 'string', minLength: 1 },
    expiresAt: { type: 'number' },
    groups: { type: 'array', items: { type: 'string' } },
    content: { type: 'object' },
    apiPlaygroundInputs: {
      type: 'object',
      properties: {
        server: strings,
        header: { type: 'object' },
        query: { type: 'object' },
        cookie: { type: 'object' },
        path: { type: 'object' },
      },
      additionalProperties: false,
    },
    exp: { type: 'number' },
    iat: { type: 'number' },
    nbf: { type: 'number' },
  },
};
