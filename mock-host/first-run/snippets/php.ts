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
  singleQuoted as quoted,
} from './setup.js';

/** In single quotes a backslash of PHP is one, and PCRE reads it. */
const regexp = (pattern: string, end: string): string =>
  `'#\\A${pattern.replaceAll('\\\\', '\\\\\\\\').replaceAll("'", "\\'")}${end}'`;

function location(setup: LoginSetup): readonly string[] {
  const test = `preg_match(${regexp(pagePattern(setup), '\\z#')}, $page)`;
  if (setup.callbackUrl !== undefined) {
    return [
      `$query = ${test} ? '?${setup.returnParam ?? 'redirect'}=' . rawurlencode($page) : '';`,
      `$location = ${quoted(setup.callbackUrl)} . $query . '#' . $token;`,
    ];
  }
  const root =
    setup.docsPath === '' ? '' : ` && str_starts_with("$page/", ${quoted(`${setup.docsPath}/`)})`;
  return [
    `$isPage = ${test}${root} && !preg_match(${regexp(reservedPattern(setup), '#i')}, strtok($page, '?#'));`,
    `[$path, $anchor] = [...explode('#', $isPage ? $page : ${quoted(`${setup.docsPath}/`)}, 2), ''];`,
    setup.knowsAnchors
      ? `$fragment = preg_match(${regexp(anchorPattern, '\\z#')}, $anchor) ? "jwt=$token&anchor=$anchor" : $token;`
      : '$fragment = $token;',
    `$location = ${quoted(setup.docsOrigin)} . $path . '#' . $fragment;`,
  ];
}

const sign = ({ curve }: LoginSetup): readonly string[] =>
  curve === 'Ed25519'
    ? [
        '// The last 32 octets of PKCS#8 are the seed (RFC 8410).',
        "$der = base64_decode(preg_replace('/-----.*?-----|\\s/', '', $pem));",
        '$secret = sodium_crypto_sign_secretkey(sodium_crypto_sign_seed_keypair(substr($der, -32)));',
        '$signature = sodium_crypto_sign_detached($input, $secret);',
      ]
    : [
        'openssl_sign($input, $der, $pem, OPENSSL_ALGO_SHA256);',
        '// Two numbers of 32 octets, and not DER (RFC 7518, section 3.4).',
        '$r = substr($der, 4, ord($der[3]));',
        '$s = substr($der, 6 + strlen($r));',
        '$number = fn (string $n): string => str_pad(ltrim($n, "\\0"), 32, "\\0", STR_PAD_LEFT);',
        '$signature = $number($r) . $number($s);',
      ];

/** PHP 8 with its own extensions. */
export const php: SnippetMaker = (setup) => ({
  id: 'php',
  title: 'PHP',
  file: 'docs-login.php',
  text: lines(
    '<?php',
    `// At ${setup.loginPath}.`,
    `// ${userNote}`,
    "$user = ['groups' => ['admin'], 'content' => ['firstName' => 'Ann']];",
    '',
    `$pem = str_replace('\\n', "\\n", getenv('${keyVariable}'));`,
    "$base64url = fn (string $octets): string => rtrim(strtr(base64_encode($octets), '+/', '-_'), '=');",
    '$claims = $user + [',
    setup.hostClaim !== undefined && `    'host' => ${quoted(setup.hostClaim)},`,
    `    'expiresAt' => time() + ${sessionSeconds}, // the session at the docs`,
    "    'exp' => time() + 10, // the token",
    "    'jti' => bin2hex(random_bytes(16)), // two logins in a second are two",
    '];',
    `$input = $base64url('{"alg":"${setup.algorithm}"}') . '.' . $base64url(json_encode($claims));`,
    sign(setup),
    "$token = $input . '.' . $base64url($signature);",
    '',
    `$page = $_GET[${quoted(setup.returnParam ?? 'redirect')}] ?? '';`,
    "$page = is_string($page) ? $page : '';",
    location(setup),
    "header('Cache-Control: no-store');",
    "header('Location: ' . $location, true, 303);",
  ),
});
