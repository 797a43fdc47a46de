import {
  anchorPattern,
  keyVariable,
  lines,
  pagePattern,
  reservedPattern,
  sessionSeconds,
  userNote,
  type LoginSetup,
  type SnippetMaker,
  doubleQuoted as quoted,
} from './setup.js';

/** The function that both snippets share: from the page that was asked for to the address that readers are sent to. */
function location(setup: LoginSetup): readonly string[] {
  const test = `re.fullmatch(r"${pagePattern(setup)}", page)`;
  const claims = [
    '    now = int(time.time())',
    '    claims = {',
    '        **user,',
    ...(setup.hostClaim === undefined ? [] : [`        "host": ${quoted(setup.hostClaim)},`]),
    `        "expiresAt": now + ${sessionSeconds},  # the session at the docs`,
    '        "exp": now + 10,  # the token',
    '        "jti": str(uuid.uuid4()),  # two logins in a second are two',
    '    }',
    `    token = jwt.encode(claims, KEY, algorithm="${setup.algorithm}")`,
  ];
  if (setup.callbackUrl !== undefined) {
    return [
      'def docs_location(page, user):',
      ...claims,
      `    query = "?${setup.returnParam ?? 'redirect'}=" + quote(page, safe="") if ${test} else ""`,
      `    return f"${setup.callbackUrl}{query}#{token}"`,
    ];
  }
  const root =
    setup.docsPath === '' ? '' : ` and (page + "/").startswith(${quoted(`${setup.docsPath}/`)})`;
  return [
    'def docs_location(page, user):',
    ...claims,
    `    reserved = re.match(r"${reservedPattern(setup)}", re.split("[?#]", page)[0], re.I)`,
    `    if not ${test}${root.replace(' and', ' or not')} or reserved:`,
    `        page = ${quoted(`${setup.docsPath}/`)}`,
    '    path, _, anchor = page.partition("#")',
    setup.knowsAnchors
      ? `    fragment = f"jwt={token}&anchor={anchor}" if re.fullmatch(r"${anchorPattern}", anchor, re.A) else token`
      : '    fragment = token',
    `    return f"${setup.docsOrigin}{path}#{fragment}"`,
  ];
}

const head = (setup: LoginSetup, ...more: readonly string[]): readonly string[] => [
  'import os',
  'import re',
  'import time',
  'import uuid',
  ...(setup.callbackUrl === undefined ? [] : ['from urllib.parse import quote']),
  '',
  'import jwt',
  ...more,
  '',
  `KEY = os.environ["${keyVariable}"].replace("\\\\n", "\\n")`,
];

const user = [
  `    # ${userNote}`,
  '    user = {"groups": ["admin"], "content": {"firstName": "Ann"}}',
];

/** Flask, with PyJWT. */
export const flask: SnippetMaker = (setup) => ({
  id: 'flask',
  title: 'Flask',
  file: 'docs_login.py',
  install: 'pip install flask "pyjwt[crypto]"',
  text: lines(
    head(setup, 'from flask import Flask, Response, request'),
    'app = Flask(__name__)',
    '',
    '',
    location(setup),
    '',
    '',
    `@app.get(${quoted(setup.loginPath)})`,
    'def docs_login():',
    user,
    `    location = docs_location(request.args.get(${quoted(setup.returnParam ?? 'redirect')}, ""), user)`,
    '    return Response(status=303, headers={"Location": location, "Cache-Control": "no-store"})',
    '',
    '',
    'if __name__ == "__main__":',
    `    app.run(host="localhost", port=${setup.loginPort})`,
  ),
});

/** A view of Django, with PyJWT. */
export const django: SnippetMaker = (setup) => ({
  id: 'django',
  title: 'Django',
  file: 'docs_login_view.py',
  install: 'pip install "pyjwt[crypto]"',
  text: lines(
    head(setup, 'from django.http import HttpResponse'),
    '',
    '',
    location(setup),
    '',
    '',
    '# In urls.py:',
    `# path(${quoted(setup.loginPath.slice(1))}, docs_login)`,
    'def docs_login(request):',
    user,
    `    location = docs_location(request.GET.get(${quoted(setup.returnParam ?? 'redirect')}, ""), user)`,
    '    response = HttpResponse(status=303)',
    '    response["Location"] = location',
    '    response["Cache-Control"] = "no-store"',
    '    return response',
  ),
});
