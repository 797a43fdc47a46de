/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { Endpoint, EndpointField, FieldPlace } from '../../protocol/docs/pages.js';
import type { JsonObject } from '../../protocol/json.js';
import { prefilledValue } from '../docs/prefill.js';

const legends: Readonly<Record<FieldPlace, string>> = {
  server: 'Server',
  header: 'Headers',
  query: 'Query',
  cookie: 'Cookies',
  path: 'Path',
};

interface FieldProps {
  readonly field: EndpointField;
  /** Unique on the page. */
  readonly id: string;
  readonly user: JsonObject | undefined;
  /** True where the browser fills the field. */
  readonly personalized: boolean;
}

function Field({ field, id, user, personalized }: FieldProps): VNode {
  const { name, place, prefilled, usual } = field;
  const value = prefilledValue(user, field);
  const filling =
    personalized && prefilled
      ? { 'data-input': place, 'data-name': name, 'data-usual': usual ?? '' }
      : {};
  return (
    <div class="field">
      <label for={id}>
        <code>{name}</code>
        {prefilled ? (
          <span class="tag quiet">{place === 'server' ? 'server' : 'security'}</span>
        ) : null}
      </label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        spellcheck={false}
        value={value ?? usual ?? ''}
        {...filling}
      />
      {value === undefined ? null : <span class="filled">from your token</span>}
      {personalized && prefilled ? (
        <span class="filled" data-filled={id} hidden>
          from your token
        </span>
      ) : null}
    </div>
  );
}

/** What an API page calls, with fields to fill. Nothing is sent: this host reaches nobody. */
export function RequestCard(props: {
  readonly endpoint: Endpoint;
  readonly user: JsonObject | undefined;
  readonly personalized: boolean;
}): VNode {
  const { endpoint, user, personalized } = props;
  const places = [...new Set(endpoint.fields.map(({ place }) => place))];
  return (
    <section class="card request" aria-labelledby="request">
      <h2 id="request" class="unseen">
        Request
      </h2>
      <p class="call">
        <span class={`method ${endpoint.method.toLowerCase()}`}>{endpoint.method}</span>{' '}
        <code>{(endpoint.server ?? '') + endpoint.path}</code>
      </p>
      {places.map((place) => (
        <fieldset key={place}>
          <legend>{legends[place]}</legend>
          {endpoint.fields
            .filter((field) => field.place === place)
            .map((field, at) => (
              <Field
                key={field.name}
                id={`${place}-${at}`}
                field={field}
                user={user}
                personalized={personalized}
              />
            ))}
        </fieldset>
      ))}
      <p class="aside">
        The mock docs host sends no request: it shows what a token puts into the fields.
      </p>
    </section>
  );
}
