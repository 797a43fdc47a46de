import {
  readDocsAddress,
  readLoginUrl,
  readPageUrl,
} from '../../configuration/target/addresses.js';
import { isModule } from '../../configuration/file/module.js';
import type { Io } from '../../configuration/io.js';
import { didYouMean } from '../../configuration/misspelt.js';
import { optionOf } from '../../configuration/options.js';
import type { OptionsOf } from '../../configuration/options.js';
import { chooseHandshake } from '../../configuration/selection.js';
import { the, usage } from '../../configuration/setting-failure.js';
import { defaultHandshake } from '../../handshakes/registry.js';
import type { HandshakeFacts } from '../../protocol/handshake.js';
import { Failure } from '../../protocol/failure.js';
import type { Handshake } from '../../protocol/requirement.js';
import type { Project } from './project.js';

/** What is asked, under the names of the options that answer it. */
type Asked =
  | 'handshake'
  | 'loginUrl'
  | 'start'
  | 'docsOrigin'
  | 'signInUrl'
  | 'clientId'
  | 'tokenUrl'
  | 'infoUrl'
  | 'scope'
  | 'signIn'
  | 'username';

/** The answers; absent where the question does not arise. */
export type Answers = Readonly<Partial<Record<Asked, string>>>;

interface Question {
  readonly id: Asked;
  readonly asks: string;
  /** What holds where nothing is answered; undefined where there is nothing to go by. */
  readonly usual: string | undefined;
  /** Whether it arises, by the answers before it; absent where it always does. */
  readonly arises?: (before: Answers) => boolean;
  /** Checks an answer and gives it as it is written. @throws Failure `usage` */
  readonly read: (answer: string, before: Answers) => string;
}

/** True for a login flow of the machine that judges it: it can be started there. */
export const isLocal = (loginUrl: string): boolean =>
  /^(?:localhost|127\.[\d.]+|\[::1\]|.*\.localhost)$/.test(new URL(loginUrl).hostname);

function readSignIn(answer: string): string {
  if (answer === 'none' || answer === 'form' || isModule(answer)) return answer;
  throw usage`${the('signIn')} must be none, form, or the path of a .ts or .js file.${didYouMean(answer, ['none', 'form'])}`;
}

function plainText(id: 'start' | 'username' | 'clientId' | 'scope', answer: string): string {
  if (answer.trim() !== '' && !/\p{Cc}/u.test(answer)) return answer;
  throw usage`${the(id)} must be one line of text.`;
}

const usually = (id: Asked): string | undefined => optionOf(id, 'init').default;

/** What the docs host is told of an authorization server. */
function clientQuestions(factsOf: FactsOf): readonly Question[] {
  const arises = ({ handshake }: Answers): boolean => factsOf(handshake).redeems !== undefined;
  return [
    {
      id: 'clientId',
      asks: 'The client that your authorization server has registered for the docs',
      usual: usually('clientId'),
      arises,
      read: (answer) => plainText('clientId', answer),
    },
    {
      id: 'tokenUrl',
      asks: 'The token endpoint',
      usual: usually('tokenUrl'),
      arises,
      read: (answer) => readPageUrl('tokenUrl', answer),
    },
    {
      id: 'infoUrl',
      asks: 'The Info API, which says who reads',
      usual: usually('infoUrl'),
      arises,
      read: (answer) => readPageUrl('infoUrl', answer),
    },
    {
      id: 'scope',
      asks: 'The scope that the docs ask for',
      usual: usually('scope'),
      arises,
      read: (answer) => plainText('scope', answer),
    },
  ];
}

/** What is known of a handshake that was chosen. */
type FactsOf = (handshake: string | undefined) => HandshakeFacts;

function questionsFor(all: readonly Handshake[], start: string | undefined): readonly Question[] {
  const factsOf: FactsOf = (handshake) => chooseHandshake(all, handshake).facts;
  return [
    {
      id: 'loginUrl',
      asks: 'The login URL, as the docs host knows it',
      usual: usually('loginUrl'),
      read: readLoginUrl,
    },
    {
      id: 'start',
      asks: 'The command that starts the login flow',
      usual: start,
      arises: ({ loginUrl }) => loginUrl !== undefined && isLocal(loginUrl),
      read: (answer) => plainText('start', answer),
    },
    {
      id: 'handshake',
      asks: `The handshake: ${all.map(({ facts }) => facts.id).join(' or ')}`,
      usual: defaultHandshake,
      read: (answer) => chooseHandshake(all, answer).facts.id,
    },
    {
      id: 'docsOrigin',
      asks: 'The docs origin, to which the flow sends readers',
      usual: usually('docsOrigin'),
      read: (answer, { handshake }) => {
        const { docsOrigin, docsPath } = readDocsAddress(
          answer,
          chooseHandshake(all, handshake).facts,
        );
        return docsOrigin + docsPath;
      },
    },
    {
      id: 'signInUrl',
      asks: 'The page where readers sign in',
      usual: usually('signInUrl'),
      arises: ({ handshake }) => factsOf(handshake).asks !== undefined,
      read: (answer) => readPageUrl('signInUrl', answer),
    },
    ...clientQuestions(factsOf),
    {
      id: 'signIn',
      asks: 'How readers sign in: form, none, or a .ts or .js file that does it',
      usual: usually('signIn'),
      read: readSignIn,
    },
    {
      id: 'username',
      asks: 'The user name of a reader',
      usual: usually('username'),
      arises: ({ signIn }) => signIn !== 'none',
      read: (answer) => plainText('username', answer),
    },
  ];
}

/** Asks until an answer can be used. */
async function asked(question: Question, before: Answers, ask: Asks, io: Io): Promise<string> {
  const usual = question.usual === undefined ? '' : ` [${question.usual}]`;
  for (;;) {
    const answer = (await ask(`${question.asks}${usual}: `)).trim();
    try {
      return question.read(answer === '' ? (question.usual ?? '') : answer, before);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      io.stderr.write(`${error.message}\n`);
    }
  }
}

type Asks = NonNullable<Io['ask']>;

/** Why an answer has no use. */
function strayAnswer(id: Asked, { handshake = defaultHandshake }: Answers): Failure {
  if (id === 'username') {
    return usage`${the(id)} goes with ${the('signIn', 'form')} or a file: nobody signs in with none.`;
  }
  return id === 'start'
    ? usage`${the(id)} starts a login flow on this machine, and the login URL is elsewhere: leave one of them out.`
    : usage`${the(id)} has no use in ${handshake}: leave it out, or choose another ${the('handshake')}.`;
}

/**
 * Answers every question: by its option, else by what is usual (`--yes`), else at the terminal.
 *
 * @param project what was found in `package.json`, if there is one
 * @throws Failure `usage` for a wrong option, and where there is neither an answer nor anybody to ask
 */
export async function answersFor(
  options: OptionsOf<'init'>,
  all: readonly Handshake[],
  { start, hasManifest }: Pick<Project, 'start' | 'hasManifest'>,
  io: Io,
): Promise<Answers> {
  let answers: Answers = {};
  for (const question of questionsFor(all, start)) {
    const { id, usual, arises = () => true, read } = question;
    const typed = options[id];
    if (!arises(answers)) {
      if (typed === undefined) continue;
      throw strayAnswer(id, answers);
    }
    let answer: string;
    if (typed !== undefined) answer = read(typed, answers);
    else if (options.yes === true) {
      if (usual === undefined) {
        const why = hasManifest
          ? 'package.json has no script dev or start'
          : 'There is no package.json here';
        throw usage`${why}: say with ${the(id)} how the login flow is started.`;
      }
      answer = read(usual, answers);
    } else if (io.ask !== undefined) answer = await asked(question, answers, io.ask, io);
    else {
      throw usage`There is no terminal to ask on: give ${optionOf(id, 'init').flag ?? ''}, or take what is usual with ${the('yes')}.`;
    }
    answers = { ...answers, [id]: answer };
  }
  return answers;
}
