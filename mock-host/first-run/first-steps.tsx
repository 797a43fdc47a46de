/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { CopyButton } from '../inspector/copy-button.js';
import type { Milestones } from './milestones.js';
import { keyVariable, type LoginSetup, type Snippet } from './snippets/setup.js';
import { snippetsFor } from './snippets/snippets.js';
import { stepsOf, type FirstStep } from './steps.js';

/** What the first run is shown by: data of the API, nothing that is secret. */
export interface FirstRunState extends Milestones {
  /** The docs: origin and subpath, without a slash at the end. */
  readonly docsUrl: string;
  readonly keys: readonly string[];
  readonly loginUrls: readonly string[];
  /** What snippets are filled with; absent where there are none. */
  readonly setup?: LoginSetup;
}

/** How often a login URL is asked that does not answer, in milliseconds. */
const againMs = 2_000;

/** Asks all URLs at once whether they answer, and all of them again while one does not. */
function useAnswers(
  urls: readonly string[],
  asks: (url: string) => Promise<boolean>,
  isNeeded: boolean,
): boolean | undefined {
  const [answers, setAnswers] = useState<boolean | undefined>(undefined);
  const [round, setRound] = useState(0);
  const all = urls.join(' ');
  useEffect(() => {
    if (!isNeeded || answers === true || all === '') return undefined;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void Promise.all(all.split(' ').map(asks)).then((each) => {
      if (isOver) return;
      setAnswers(each.every(Boolean));
      timer = setTimeout(() => setRound((before) => before + 1), againMs);
    });
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [all, isNeeded, round]);
  return answers;
}

/** A step as a page shows it. */
type ShownStep = Omit<FirstStep, 'id'> & { readonly id: string };

/** A step, ticked off where it is done. */
function Step({ step, at }: { readonly step: ShownStep; readonly at: number }): VNode {
  return (
    <li class={step.isDone ? 'step done' : 'step'} data-step={step.id}>
      <span class="tick" aria-hidden="true">
        {step.isDone ? '✓' : at}
      </span>
      <div>
        <b>{step.title}</b>
        <span class="unseen">{step.isDone ? ', done' : ', to do'}</span>
        <p>{step.says}</p>
      </div>
    </li>
  );
}

function Code({ snippet }: { readonly snippet: Snippet }): VNode {
  const shown = useRef<HTMLElement>(null);
  return (
    <div class="snippet" role="tabpanel" aria-label={snippet.title}>
      <p class="aside">
        <code>{snippet.file}</code>
        {snippet.install === undefined ? null : (
          <>
            {', after '}
            <code>{snippet.install}</code>
          </>
        )}
        . It reads the key from <code>{keyVariable}</code>.{' '}
        <CopyButton text={snippet.text} shown={shown} class="button quiet small" />
      </p>
      <pre tabIndex={0} aria-label={snippet.file}>
        <code ref={shown}>{snippet.text}</code>
      </pre>
    </div>
  );
}

function Snippets({ setup }: { readonly setup: LoginSetup }): VNode {
  const snippets = snippetsFor(setup);
  const [chosen, choose] = useState(snippets[0]?.id);
  const snippet = snippets.find(({ id }) => id === chosen);
  return (
    <section aria-labelledby="snippets">
      <h2 id="snippets">A login flow to begin with</h2>
      <p class="aside">
        Filled with this host's values. Your own sign-in comes before it;{' '}
        <code>docs/login-flow.md</code> of the package has whole flows.
      </p>
      <div class="tabs" role="tablist" aria-label="Languages">
        {snippets.map(({ id, title }, at) => (
          <button
            key={id}
            type="button"
            role="tab"
            aria-selected={id === chosen}
            tabIndex={id === chosen ? 0 : -1}
            onClick={() => choose(id)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              const next = (at + step + snippets.length) % snippets.length;
              if (step === 0) return;
              choose(snippets[next]?.id);
              const tab = event.currentTarget.parentElement?.children[next];
              if (tab instanceof HTMLElement) tab.focus();
            }}
          >
            {title}
          </button>
        ))}
      </div>
      {snippet === undefined ? null : <Code key={snippet.id} snippet={snippet} />}
    </section>
  );
}

/** How far it is, and each step. */
function StepList(props: {
  readonly steps: readonly ShownStep[];
  readonly title: string;
  readonly doneTitle: string;
}): VNode {
  const { steps, title, doneTitle } = props;
  const done = steps.filter(({ isDone }) => isDone).length;
  return (
    <>
      <h1 id="first-steps" tabIndex={-1}>
        {done === steps.length ? doneTitle : title}
      </h1>
      <p class="lead" role="status">
        {done} of {steps.length} steps are done.
      </p>
      <ol class="steps">
        {steps.map((step, at) => (
          <Step key={step.id} step={step} at={at + 1} />
        ))}
      </ol>
    </>
  );
}

/** The card of first steps: how far it is, a page to open, and what belongs to it. */
export function StepCard(
  props: Parameters<typeof StepList>[0] & {
    /** Absolute, without a slash at its end. */
    readonly docsUrl: string;
    /** What opens a page. */
    readonly opens: string;
    readonly children?: ComponentChildren;
  },
): VNode {
  const { docsUrl, opens, children, ...list } = props;
  return (
    <article class="first-steps" aria-labelledby="first-steps">
      <StepList {...list} />
      <p>
        <a class="button" href={`${docsUrl}/quickstart`} rel="noreferrer" target="_blank">
          {opens}
        </a>
      </p>
      {children}
    </article>
  );
}

/**
 * From an empty folder to the first login: steps that tick themselves off, and a login flow in eight languages.
 *
 * @param asks whether a login URL answers (`answersAt`)
 */
export function FirstSteps(props: {
  readonly state: FirstRunState;
  readonly asks: (url: string) => Promise<boolean>;
}): VNode {
  const { state, asks } = props;
  const answers = useAnswers(state.loginUrls, asks, !state.tokenCame);
  const steps = stepsOf({ ...state, ...(answers !== undefined && { answers }) });
  return (
    <StepCard
      steps={steps}
      title="From here to the first login"
      doneTitle="Your login works"
      docsUrl={state.docsUrl}
      opens="Open a page that needs a login"
    >
      {state.setup === undefined ? null : <Snippets setup={state.setup} />}
    </StepCard>
  );
}
