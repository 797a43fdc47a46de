/**
 * The filters of the HTML report, and what a link to a requirement needs. Without it everything is there all the
 * same: the filters stay hidden, since they would do nothing.
 */
((): void => {
  const form = document.querySelector<HTMLFormElement>('form.filters');
  if (form === null) return;

  const rows = [...document.querySelectorAll<HTMLElement>('[data-outcome]')];
  const journeys = [...document.querySelectorAll<HTMLDetailsElement>('details[data-visit]')];
  const groups = [...document.querySelectorAll<HTMLElement>('[data-group]')];
  const tally = form.querySelector('output');
  const texts = new Map(
    [...rows, ...journeys].map((element) => [element, (element.textContent ?? '').toLowerCase()]),
  );

  const ticked = (name: string): ReadonlySet<string> =>
    new Set(
      [...form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]:checked`)].map(
        ({ value }) => value,
      ),
    );

  const valueOf = (name: string): string => {
    const field = form.elements.namedItem(name);
    return field instanceof HTMLInputElement || field instanceof HTMLSelectElement
      ? field.value
      : '';
  };

  const shown = (elements: readonly HTMLElement[]): number =>
    elements.filter(({ hidden }) => !hidden).length;

  const apply = (): void => {
    const outcomes = ticked('outcome');
    const levels = ticked('level');
    const driver = valueOf('driver');
    const words = valueOf('text').toLowerCase().split(/\s+/).filter(Boolean);
    const holds = (element: HTMLElement): boolean => {
      const text = texts.get(element) ?? '';
      const drivers = (element.dataset['drivers'] ?? '').split(' ');
      return (
        words.every((word) => text.includes(word)) && (driver === '' || drivers.includes(driver))
      );
    };
    for (const row of rows) {
      const { outcome = '', level = '' } = row.dataset;
      row.hidden = !(outcomes.has(outcome) && levels.has(level) && holds(row));
    }
    for (const journey of journeys) journey.hidden = !holds(journey);
    for (const group of groups) {
      group.hidden =
        shown([...group.querySelectorAll<HTMLElement>('[data-outcome], details[data-visit]')]) ===
        0;
    }
    if (tally !== null) {
      tally.textContent = `${shown(rows)} of ${rows.length} requirements, ${shown(journeys)} of ${journeys.length} visits`;
    }
  };

  /** Opens what a link leads to, even where a filter hid it. */
  const reveal = (): void => {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      // An anchor that is no encoding may be an id as it stands.
    }
    const target = id === '' ? null : document.getElementById(id);
    if (target === null) return;
    if (target.closest('[hidden]') !== null) {
      form.reset();
      apply();
    }
    const fold = target.closest('details');
    if (fold !== null) fold.open = true;
    target.scrollIntoView();
  };

  const unfold = (open: boolean): void => {
    for (const journey of journeys) if (!journey.hidden) journey.open = open;
  };

  form.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  for (const button of form.querySelectorAll<HTMLButtonElement>('button[data-unfold]')) {
    button.addEventListener('click', () => unfold(button.dataset['unfold'] === 'open'));
  }
  addEventListener('hashchange', reveal);
  // A browser may have kept the fields of an earlier look.
  apply();
  reveal();
})();
