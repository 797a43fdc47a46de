import type { Endpoint, EndpointField, FieldPlace } from '../../protocol/docs/pages.js';
import { isObject, type JsonObject } from '../../protocol/json.js';

/** What a page says of the endpoint that it documents. */
export interface EndpointWords {
  /** `POST https://api.foo.com/users`, or with a path alone. */
  readonly api?: string;
  /** `GET /users`, or with the file before it: `openapi.json GET /users`. */
  readonly openapi?: string;
  /** `bearer`, `basic`, `key`, `cobo` or `none`. */
  readonly authMethod?: string;
}

/** What the whole site says of its API. */
export interface ApiSettings {
  readonly server?: string;
  readonly auth?: { readonly method: string; readonly name?: string };
  /** OpenAPI documents by the path of their file below the folder, those that `docs.json` names first. */
  readonly documents: ReadonlyMap<string, JsonObject>;
}

/** An endpoint, or why there is none: a few words. */
export type EndpointReading =
  | { readonly endpoint: Endpoint }
  | { readonly problem: string }
  | { readonly endpoint?: undefined };

const methods = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE)\s+(\S+)$/i;

const member = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : [];

/** A reference inside the document (`#/components/…`), followed once; references to elsewhere are not supported (documented). */
function followed(document: JsonObject, value: unknown): unknown {
  const reference = text(member(value, '$ref'));
  if (reference === undefined) return value;
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, part) => member(at, part), document);
}

const secured = (name: string, place: FieldPlace): EndpointField => ({
  name,
  place,
  prefilled: true,
});

const places: readonly string[] = ['header', 'query', 'cookie', 'path'];
const isPlace = (value: unknown): value is FieldPlace => places.includes(String(value));

/** The fields of one security scheme of OpenAPI. */
function schemeFields(scheme: unknown): readonly EndpointField[] {
  const type = text(member(scheme, 'type'));
  if (type !== 'apiKey') return type === undefined ? [] : [secured('Authorization', 'header')];
  const name = text(member(scheme, 'name'));
  const place = member(scheme, 'in');
  return name !== undefined && isPlace(place) ? [secured(name, place)] : [];
}

/** The fields that the page's authentication method names. */
function methodFields(
  method: string | undefined,
  name: string | undefined,
): readonly EndpointField[] {
  if (method === undefined || method === 'none') return [];
  return [secured(method === 'key' ? (name ?? 'x-api-key') : 'Authorization', 'header')];
}

/** `{id}` in a path, which is no secret of the reader. */
const pathFields = (path: string): readonly EndpointField[] =>
  [...path.matchAll(/\{([^{}/]+)\}/g)].map(([, name = '']) => ({
    name,
    place: 'path',
    prefilled: false,
  }));

/** Each field once; the one that is prefilled wins over a parameter of the same name. */
function once(fields: readonly EndpointField[]): readonly EndpointField[] {
  const known = new Map<string, EndpointField>();
  for (const field of fields) {
    const key = `${field.place} ${field.name}`;
    if (!known.has(key)) known.set(key, field);
  }
  return [...known.values()];
}

function fromOpenApi(document: JsonObject, method: string, path: string): Endpoint | undefined {
  const item = followed(document, member(document['paths'], path));
  const operation = member(item, method.toLowerCase());
  if (!isObject(operation)) return undefined;
  const schemes = member(document['components'], 'securitySchemes');
  const wanted = list(operation['security'] ?? document['security']).filter(isObject);
  const names = wanted.flatMap((one) => Object.keys(one));
  const server = list(operation['servers'] ?? member(item, 'servers') ?? document['servers'])[0];
  const address = text(member(server, 'url'));
  const variables = member(server, 'variables');
  const serverFields = Object.keys(isObject(variables) ? variables : {}).map(
    (name): EndpointField => {
      const usual = text(member(member(variables, name), 'default'));
      return { ...secured(name, 'server'), ...(usual !== undefined && { usual }) };
    },
  );
  const parameters = [...list(member(item, 'parameters')), ...list(operation['parameters'])]
    .map((parameter) => followed(document, parameter))
    .flatMap((parameter): readonly EndpointField[] => {
      const name = text(member(parameter, 'name'));
      const place = member(parameter, 'in');
      return name !== undefined && isPlace(place) ? [{ name, place, prefilled: false }] : [];
    });
  return {
    method: method.toUpperCase(),
    path,
    ...(address !== undefined && { server: address }),
    fields: once([
      ...serverFields,
      ...names.flatMap((name) => schemeFields(followed(document, member(schemes, name)))),
      ...parameters,
      ...pathFields(path),
    ]),
  };
}

/** Reads the endpoint of a page. */
export function readEndpoint(words: EndpointWords, settings: ApiSettings): EndpointReading {
  if (words.openapi !== undefined) {
    const [, file, call = words.openapi] =
      /^(\S+\.\w+)\s+(\S+\s+\S+)$/.exec(words.openapi.trim()) ?? [];
    const [, method, path] = methods.exec(call.trim()) ?? [];
    if (method === undefined || path === undefined) {
      return { problem: 'openapi must be a method and a path, such as "GET /users"' };
    }
    if (file !== undefined && /\.ya?ml$/i.test(file)) {
      return { problem: `${file} is YAML: give the OpenAPI document as JSON` };
    }
    const document = file?.replace(/^\.?\//, '');
    const from = [...settings.documents].filter(
      ([name]) => document === undefined || name === document,
    );
    if (from.length === 0) return { problem: `there is no OpenAPI document ${file ?? 'in JSON'}` };
    const endpoint = from
      .map(([, each]) => fromOpenApi(each, method, path))
      .find((each) => each !== undefined);
    return endpoint === undefined
      ? { problem: `no OpenAPI document has ${method.toUpperCase()} ${path}` }
      : { endpoint };
  }
  if (words.api === undefined) return {};
  const [, method, path] = methods.exec(words.api.trim()) ?? [];
  if (method === undefined || path === undefined) {
    return {
      problem: 'api must be a method and an address, such as "GET https://api.example.com/users"',
    };
  }
  const { server, auth } = settings;
  const whole = /^https?:/i.test(path);
  const used = words.authMethod ?? auth?.method;
  return {
    endpoint: {
      method: method.toUpperCase(),
      path,
      ...(server !== undefined && !whole && { server }),
      fields: once([...methodFields(used, auth?.name), ...pathFields(path)]),
    },
  };
}
