/** @jsxImportSource preact */
import type { VNode } from 'preact';

import type { Report } from '../../protocol/report.js';
import { parts } from './verdicts.js';

const outcomes = parts.flatMap((part) => part.outcomes);
const levels = ['must', 'should', 'info'];

function Boxes(props: {
  readonly legend: string;
  readonly name: string;
  /** All that there may be, in order. */
  readonly known: readonly string[];
  readonly values: readonly string[];
}): VNode {
  const { legend, name, known, values } = props;
  return (
    <fieldset>
      <legend>{legend}</legend>
      {known
        .filter((value) => values.includes(value))
        .map((value) => (
          <label key={value}>
            <input type="checkbox" name={name} value={value} checked autoComplete="off" /> {value}{' '}
            <span class="count">{values.filter((each) => each === value).length}</span>
          </label>
        ))}
    </fieldset>
  );
}

/** The filters: hidden until the page's script shows them, which alone can make them work. */
export function Filters({ reports }: { readonly reports: readonly Report[] }): VNode {
  const verdicts = reports.flatMap((report) => report.verdicts);
  return (
    <form class="filters" role="search" aria-label="Filter the report" hidden>
      <Boxes
        legend="Outcome"
        name="outcome"
        known={outcomes}
        values={verdicts.map(({ outcome }) => outcome)}
      />
      <Boxes
        legend="Level"
        name="level"
        known={levels}
        values={verdicts.map(({ level }) => level)}
      />
      <label class="field">
        Driver
        <select name="driver" autoComplete="off">
          <option value="">any</option>
          <option value="http">plain HTTP</option>
          <option value="browser">browser</option>
          <option value="differ">where they differ</option>
        </select>
      </label>
      <label class="field wide">
        Text
        <input type="search" name="text" autoComplete="off" spellcheck={false} />
      </label>
      <p class="tools">
        <output aria-live="polite" />
        <button type="reset" class="button quiet">
          Clear
        </button>
        <button type="button" class="button quiet" data-unfold="open">
          Open all visits
        </button>
        <button type="button" class="button quiet" data-unfold="close">
          Close them
        </button>
      </p>
    </form>
  );
}
