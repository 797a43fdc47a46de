import { go } from './go.js';
import { java } from './java.js';
import { express, next } from './node.js';
import { php } from './php.js';
import { django, flask } from './python.js';
import { rails } from './rails.js';
import type { LoginSetup, Snippet, SnippetMaker } from './setup.js';

const makers: readonly SnippetMaker[] = [express, next, flask, django, go, rails, php, java];

/** A login flow for a host in each language that there is one in, in the order in which they are shown. */
export const snippetsFor = (setup: LoginSetup): readonly Snippet[] =>
  makers.map((make) => make(setup));
