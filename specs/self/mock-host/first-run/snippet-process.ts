import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect } from '@playwright/test';

import type { Snippet } from '../../../../mock-host/first-run/snippets/setup.js';
import { root } from '../../repository/source-tree.js';

type Words = readonly [command: string, ...words: string[]];

/** How a snippet is run as it stands, beside what its framework would have of its own. */
interface Runner {
  /** Ends well where language and framework are here; the first of several that does is taken. */
  readonly needs: readonly Words[];
  readonly start: (snippet: Snippet, port: number) => readonly string[];
  /** A file of the application around it. */
  readonly around?: (port: number) => readonly [file: string, text: string];
}

const python = (modules: string): readonly Words[] => [
  ['python3', '-c', `import ${modules}`],
  ['/usr/bin/python3', '-c', `import ${modules}`],
];

const djangoApp = (port: number): string => `
import django
from django.conf import settings
from wsgiref.simple_server import make_server
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], SECRET_KEY="x", MIDDLEWARE=[])
django.setup()
from django.urls import path
from docs_login_view import docs_login
urlpatterns = [path("docs-login", docs_login)]
from django.core.wsgi import get_wsgi_application
make_server("127.0.0.1", ${port}, get_wsgi_application()).serve_forever()
`;

const railsApp = (port: number): string => `
require 'action_controller'
require 'base64'
require 'json'
require 'openssl'
require 'rack'
require 'securerandom'
require 'socket'
require './app/controllers/docs_login_controller'
server = TCPServer.new('127.0.0.1', ${port})
loop do
  socket = server.accept
  target = socket.gets.split(' ')[1]
  nil until socket.gets.strip.empty?
  env = Rack::MockRequest.env_for("http://localhost:${port}#{target}")
  status, headers, = DocsLoginController.action(:show).call(env)
  socket.write("HTTP/1.1 #{status} X\\r\\n#{headers.map { |n, v| "#{n}: #{v}\\r\\n" }.join}Content-Length: 0\\r\\nConnection: close\\r\\n\\r\\n")
  socket.close
end
`;

const runners: Readonly<Record<string, Runner>> = {
  express: { needs: [['node', '--version']], start: ({ file }) => [file] },
  next: {
    needs: [['node', '--version']],
    start: ({ file }) => [
      '--import',
      join(root, 'node_modules/tsx/dist/loader.mjs'),
      join(root, 'specs/self/docs/route-server.mjs'),
      file,
    ],
  },
  flask: { needs: python('flask, jwt, cryptography'), start: ({ file }) => [file] },
  django: {
    needs: python('django, jwt, cryptography'),
    start: () => ['application.py'],
    around: (port) => ['application.py', djangoApp(port)],
  },
  go: { needs: [['go', 'version']], start: ({ file }) => ['run', file] },
  rails: {
    needs: [['ruby', '-e', "require 'action_controller'; require 'rack'"]],
    start: () => ['application.rb'],
    around: (port) => ['application.rb', railsApp(port)],
  },
  php: {
    needs: [['php', '-r', 'exit(function_exists("sodium_crypto_sign_detached") ? 0 : 1);']],
    start: ({ file }, port) => ['-S', `127.0.0.1:${port}`, file],
  },
  java: { needs: [['javac', '-version']], start: ({ file }) => [file] },
};

/** What runs each snippet on this machine; undefined where it cannot be run here. */
function programFor(id: string): string | undefined {
  const found = runners[id]?.needs.find(
    ([command, ...words]) => spawnSync(command, words, { stdio: 'ignore' }).status === 0,
  )?.[0];
  return found === 'javac' ? 'java' : found;
}

/** True where this machine has what a snippet needs. */
export const runsHere = (id: string): boolean => programFor(id) !== undefined;

/** A running snippet. */
export interface RunningSnippet {
  /** Asks the login URL for a page, without following where it leads. */
  readonly ask: (page: string | undefined) => Promise<Response>;
  readonly close: () => void;
}

/** Writes a snippet to a folder as it is shown, and starts it there. */
export async function startSnippet(
  snippet: Snippet,
  folder: string,
  port: number,
  key: string,
): Promise<RunningSnippet> {
  const runner = runners[snippet.id];
  const program = programFor(snippet.id);
  if (runner === undefined || program === undefined)
    throw new Error(`${snippet.id} cannot be run.`);
  const files = [[snippet.file, snippet.text], ...(runner.around ? [runner.around(port)] : [])];
  for (const [file = '', text = ''] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const child = spawn(program, runner.start(snippet, port), {
    cwd: folder,
    detached: true,
    env: { ...process.env, PORT: String(port), DOCS_KEY: key, RUBYOPT: '-W0' },
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const url = `http://localhost:${port}/docs-login`;
  const ask = (page: string | undefined): Promise<Response> =>
    fetch(page === undefined ? url : `${url}?redirect=${encodeURIComponent(page)}`, {
      redirect: 'manual',
    });
  // A program may start others, as `go run` does: the whole group is ended.
  const close = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
  };
  try {
    await expect
      .poll(
        async () => {
          if (child.exitCode !== null) throw new Error(`${snippet.id} ended: ${said}`);
          return ask(undefined).then(
            ({ status }) => status,
            () => 0,
          );
        },
        { timeout: 60_000, message: snippet.id },
      )
      .toBe(303);
  } catch (error) {
    close();
    throw new Error(`${snippet.id}: ${said}`, { cause: error });
  }
  return { ask, close };
}
