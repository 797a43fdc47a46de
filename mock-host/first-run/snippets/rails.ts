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

function location(setup: LoginSetup): readonly string[] {
  const test = `%r{\\A${pagePattern(setup)}\\z}.match?(page)`;
  if (setup.callbackUrl !== undefined) {
    return [
      '  def docs_location(page, token)',
      `    query = ${test} ? "?${setup.returnParam ?? 'redirect'}=#{ERB::Util.url_encode(page)}" : ''`,
      `    "${setup.callbackUrl}#{query}##{token}"`,
      '  end',
    ];
  }
  const root =
    setup.docsPath === '' ? '' : ` && "#{page}/".start_with?(${quoted(`${setup.docsPath}/`)})`;
  return [
    '  def docs_location(page, token)',
    `    is_page = ${test}${root} && !%r{\\A${reservedPattern(setup).replace('$', '\\z')}}i.match?(page.split(/[?#]/)[0])`,
    `    path, _, anchor = (is_page ? page : ${quoted(`${setup.docsPath}/`)}).partition('#')`,
    setup.knowsAnchors
      ? `    token = "jwt=#{token}&anchor=#{anchor}" if %r{\\A${anchorPattern}\\z}.match?(anchor)`
      : '',
    `    "${setup.docsOrigin}#{path}##{token}"`,
    '  end',
  ].filter((line) => line !== '');
}

const sign = ({ curve }: LoginSetup): readonly string[] =>
  curve === 'Ed25519'
    ? ['    signature = key.sign(nil, input)']
    : [
        "    der = key.sign('SHA256', input)",
        '    # Two numbers of 32 octets, and not DER (RFC 7518, section 3.4).',
        '    signature = OpenSSL::ASN1.decode(der).value.map { |n| n.value.to_s(2).rjust(32, "\\0") }.join',
      ];

/** A controller of Rails; OpenSSL 3 of Ruby signs. */
export const rails: SnippetMaker = (setup) => ({
  id: 'rails',
  title: 'Rails',
  file: 'app/controllers/docs_login_controller.rb',
  text: lines(
    '# In config/routes.rb:',
    `# get ${quoted(setup.loginPath)}, to: 'docs_login#show'`,
    'class DocsLoginController < ActionController::Base',
    '  def show',
    `    # ${userNote}`,
    "    user = { groups: ['admin'], content: { firstName: 'Ann' } }",
    `    page = params[${quoted(setup.returnParam ?? 'redirect')}].to_s`,
    "    response.set_header('Cache-Control', 'no-store')",
    "    response.set_header('Location', docs_location(page, docs_token(user)))",
    '    head :see_other',
    '  end',
    '',
    '  private',
    '',
    '  def docs_token(user)',
    `    key = OpenSSL::PKey.read(ENV.fetch('${keyVariable}').gsub('\\n', "\\n"))`,
    '    now = Time.now.to_i',
    `    claims = user.merge(${setup.hostClaim === undefined ? '' : `host: ${quoted(setup.hostClaim)}, `}expiresAt: now + ${sessionSeconds}, exp: now + 10, jti: SecureRandom.uuid)`,
    `    input = [{ alg: '${setup.algorithm}' }, claims].map { |part| Base64.urlsafe_encode64(part.to_json, padding: false) }.join('.')`,
    sign(setup),
    '    "#{input}.#{Base64.urlsafe_encode64(signature, padding: false)}"',
    '  end',
    '',
    location(setup),
    'end',
  ),
});
