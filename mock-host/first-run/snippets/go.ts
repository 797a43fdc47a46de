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

const imports = (setup: LoginSetup): readonly string[] => [
  ...(setup.curve === 'Ed25519'
    ? ['crypto/ed25519', 'crypto/rand']
    : ['crypto/ecdsa', 'crypto/rand', 'crypto/sha256']),
  'crypto/x509',
  'encoding/base64',
  'encoding/hex',
  'encoding/json',
  'encoding/pem',
  'log',
  'net/http',
  ...(setup.callbackUrl === undefined ? [] : ['net/url']),
  'os',
  'regexp',
  'strings',
  'time',
];

const sign = ({ curve }: LoginSetup): readonly string[] =>
  curve === 'Ed25519'
    ? ['\tsignature := ed25519.Sign(key.(ed25519.PrivateKey), []byte(input))']
    : [
        '\tdigest := sha256.Sum256([]byte(input))',
        '\tr, s, err := ecdsa.Sign(rand.Reader, key.(*ecdsa.PrivateKey), digest[:])',
        '\tif err != nil {',
        '\t\tlog.Fatal(err)',
        '\t}',
        '\t// Two numbers of 32 octets, and not DER (RFC 7518, section 3.4).',
        '\tsignature := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)',
      ];

function location(setup: LoginSetup): readonly string[] {
  if (setup.callbackUrl !== undefined) {
    return [
      'func location(asked, token string) string {',
      '\tquery := ""',
      '\tif page.MatchString(asked) {',
      `\t\tquery = "?${setup.returnParam ?? 'redirect'}=" + strings.ReplaceAll(url.QueryEscape(asked), "+", "%20")`,
      '\t}',
      `\treturn ${quoted(setup.callbackUrl)} + query + "#" + token`,
      '}',
    ];
  }
  const root =
    setup.docsPath === ''
      ? ''
      : ` || !strings.HasPrefix(asked+"/", ${quoted(`${setup.docsPath}/`)})`;
  return [
    'func location(asked, token string) string {',
    `\tif !page.MatchString(asked)${root} || reserved.MatchString(strings.FieldsFunc(asked+"?", func(r rune) bool { return r == '?' || r == '#' })[0]) {`,
    `\t\tasked = ${quoted(`${setup.docsPath}/`)}`,
    '\t}',
    `\tpath, ${setup.knowsAnchors ? 'target' : '_'}, _ := strings.Cut(asked, "#")`,
    ...(setup.knowsAnchors
      ? [
          '\tif anchor.MatchString(target) {',
          '\t\ttoken = "jwt=" + token + "&anchor=" + target',
          '\t}',
        ]
      : []),
    `\treturn ${quoted(setup.docsOrigin)} + path + "#" + token`,
    '}',
  ];
}

/** The standard library of Go alone. */
export const go: SnippetMaker = (setup) => ({
  id: 'go',
  title: 'Go',
  file: 'docs_login.go',
  text: lines(
    'package main',
    '',
    'import (',
    imports(setup).map((name) => `\t"${name}"`),
    ')',
    '',
    `var page = regexp.MustCompile(\`^${pagePattern(setup)}$\`)`,
    setup.callbackUrl === undefined &&
      `var reserved = regexp.MustCompile(\`(?i)^${reservedPattern(setup)}\`)`,
    setup.callbackUrl === undefined &&
      setup.knowsAnchors &&
      `var anchor = regexp.MustCompile(\`^${anchorPattern}$\`)`,
    '',
    'func newToken(user map[string]any) string {',
    `\tblock, _ := pem.Decode([]byte(strings.ReplaceAll(os.Getenv("${keyVariable}"), \`\\n\`, "\\n")))`,
    '\tif block == nil {',
    `\t\tlog.Fatal("${keyVariable} is no PEM text")`,
    '\t}',
    '\tkey, err := x509.ParsePKCS8PrivateKey(block.Bytes)',
    '\tif err != nil {',
    '\t\tlog.Fatal(err)',
    '\t}',
    '\tnow := time.Now().Unix()',
    setup.hostClaim !== undefined && `\tuser["host"] = ${quoted(setup.hostClaim)}`,
    `\tuser["expiresAt"] = now + ${sessionSeconds.replaceAll(' ', '')} // the session at the docs`,
    '\tuser["exp"] = now + 10 // the token',
    '\tid := make([]byte, 16)',
    '\tif _, err := rand.Read(id); err != nil {',
    '\t\tlog.Fatal(err)',
    '\t}',
    '\tuser["jti"] = hex.EncodeToString(id) // two logins in a second are two',
    '\tclaims, err := json.Marshal(user)',
    '\tif err != nil {',
    '\t\tlog.Fatal(err)',
    '\t}',
    '\tencode := base64.RawURLEncoding.EncodeToString',
    `\tinput := encode([]byte(\`{"alg":"${setup.algorithm}"}\`)) + "." + encode(claims)`,
    sign(setup),
    '\treturn input + "." + encode(signature)',
    '}',
    '',
    location(setup),
    '',
    'func docsLogin(w http.ResponseWriter, r *http.Request) {',
    `\t// ${userNote}`,
    '\tuser := map[string]any{"groups": []string{"admin"}, "content": map[string]string{"firstName": "Ann"}}',
    '\tw.Header().Set("Cache-Control", "no-store")',
    `\tw.Header().Set("Location", location(r.URL.Query().Get(${quoted(setup.returnParam ?? 'redirect')}), newToken(user)))`,
    '\tw.WriteHeader(http.StatusSeeOther)',
    '}',
    '',
    'func main() {',
    `\thttp.HandleFunc(${quoted(setup.loginPath)}, docsLogin)`,
    `\tlog.Fatal(http.ListenAndServe("localhost:${setup.loginPort}", nil))`,
    '}',
  ),
});
