import { expectMembers, members, requirementLevels, runMembers } from './members.js';
import type { Member, Shape } from './members.js';

/** A JSON Schema, or a part of one (draft 2020-12). */
export type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string', minLength: 1 };
const variable: Schema = {
  type: 'object',
  properties: { env: { type: 'string', pattern: '^[A-Za-z_]\\w*$' } },
  required: ['env'],
  additionalProperties: false,
};
const textOrVariable: Schema = { anyOf: [text, { $ref: '#/$defs/variable' }] };

const user: Schema = {
  type: 'object',
  properties: {
    username: textOrVariable,
    password: { $ref: '#/$defs/variable' },
    expect: {
      type: 'object',
      properties: {
        [expectMembers[0]]: { type: 'array', items: { type: 'string' } },
        [expectMembers[1]]: { type: 'object' },
      },
      additionalProperties: false,
    },
  },
  required: ['username', 'password'],
  additionalProperties: false,
};

const level: Schema = {
  anyOf: [
    { enum: requirementLevels.filter((word) => word !== 'off') },
    {
      type: 'object',
      properties: {
        level: { enum: requirementLevels },
        reason: { type: 'string', pattern: '\\S' },
      },
      required: ['level', 'reason'],
      additionalProperties: false,
    },
  ],
};

const shapes: Readonly<Record<Shape, Schema>> = {
  text: textOrVariable,
  secret: { $ref: '#/$defs/variable' },
  texts: { anyOf: [textOrVariable, { type: 'array', items: textOrVariable, minItems: 1 }] },
  list: { type: 'array', items: text, minItems: 1 },
  number: { type: 'number', minimum: 0 },
  switch: { type: 'boolean' },
  variables: { type: 'object', additionalProperties: textOrVariable },
  secrets: { type: 'object', additionalProperties: { $ref: '#/$defs/variable' } },
  users: { type: 'array', items: user, minItems: 1, maxItems: 2 },
  requirements: { type: 'object', additionalProperties: level },
};

const propertyOf = ({ name, shape, words, says }: Member): readonly [string, Schema] => [
  name,
  { ...(says !== '' && { description: says }), ...(words ? { enum: words } : shapes[shape]) },
];

/** The JSON Schema of the configuration file, from the table of its members. */
export function fileSchema(): Schema {
  const properties = Object.fromEntries(members.map(propertyOf));
  const ofTarget = members.filter((member) => !runMembers.some((own) => own === member.name));
  const name = { description: 'what --target calls it', type: 'string', pattern: '\\S' };
  const target = {
    type: 'object',
    properties: { name, ...Object.fromEntries(ofTarget.map(propertyOf)) },
    required: ['name'],
    additionalProperties: false,
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The configuration file of docs-handshake',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      ...properties,
      targets: {
        description:
          'several login flows; what stands beside holds for each that does not say otherwise',
        type: 'array',
        items: target,
        minItems: 1,
      },
    },
    additionalProperties: false,
    $defs: { variable },
  };
}
