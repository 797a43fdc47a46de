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

function location(setup: LoginSetup): readonly string[] {
  const test = `page.matches(${quoted(pagePattern(setup))})`;
  if (setup.callbackUrl !== undefined) {
    return [
      '  static String location(String page, String token) {',
      `    String query = ${test}`,
      `        ? "?${setup.returnParam ?? 'redirect'}=" + URLEncoder.encode(page, UTF_8).replace("+", "%20")`,
      '        : "";',
      `    return ${quoted(setup.callbackUrl)} + query + "#" + token;`,
      '  }',
    ];
  }
  const root =
    setup.docsPath === '' ? '' : ` && (page + "/").startsWith(${quoted(`${setup.docsPath}/`)})`;
  return [
    '  static String location(String page, String token) {',
    `    boolean reserved = page.split("[?#]")[0].matches("(?i)" + ${quoted(reservedPattern(setup).replace('(/|$)', '(/.*)?'))});`,
    `    String[] parts = (${test}${root} && !reserved ? page : ${quoted(`${setup.docsPath}/`)}).split("#", 2);`,
    setup.knowsAnchors
      ? `    boolean anchored = parts.length == 2 && parts[1].matches(${quoted(anchorPattern)});`
      : '',
    `    return ${quoted(setup.docsOrigin)} + parts[0] + "#" + ${setup.knowsAnchors ? '(anchored ? "jwt=" + token + "&anchor=" + parts[1] : token)' : 'token'};`,
    '  }',
  ].filter((line) => line !== '');
}

/** Java 17, its own library alone: the two methods are what a servlet or a controller calls. */
export const java: SnippetMaker = (setup) => ({
  id: 'java',
  title: 'Java',
  file: 'DocsLogin.java',
  text: lines(
    'import static java.nio.charset.StandardCharsets.UTF_8;',
    '',
    'import com.sun.net.httpserver.HttpServer;',
    'import java.net.InetAddress;',
    'import java.net.InetSocketAddress;',
    'import java.net.URLDecoder;',
    setup.callbackUrl !== undefined && 'import java.net.URLEncoder;',
    'import java.security.KeyFactory;',
    'import java.security.Signature;',
    'import java.security.spec.PKCS8EncodedKeySpec;',
    'import java.util.Base64;',
    'import java.util.UUID;',
    '',
    'public class DocsLogin {',
    '  static String token(String userClaims) throws Exception {',
    `    String pem = System.getenv("${keyVariable}").replace("\\\\n", "\\n");`,
    '    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*?-----", ""));',
    `    var key = KeyFactory.getInstance("${setup.curve === 'Ed25519' ? 'Ed25519' : 'EC'}").generatePrivate(new PKCS8EncodedKeySpec(der));`,
    '    long now = System.currentTimeMillis() / 1000;',
    '    String claims = "{" + userClaims',
    setup.hostClaim !== undefined && `        + ${quoted(`,"host":${quoted(setup.hostClaim)}`)}`,
    `        + ",\\"expiresAt\\":" + (now + ${sessionSeconds}) // the session at the docs`,
    '        + ",\\"exp\\":" + (now + 10) // the token',
    '        + ",\\"jti\\":\\"" + UUID.randomUUID() + "\\"}"; // two logins in a second are two',
    '    var encoder = Base64.getUrlEncoder().withoutPadding();',
    `    String input = encoder.encodeToString(${quoted(`{"alg":"${setup.algorithm}"}`)}.getBytes(UTF_8))`,
    '        + "." + encoder.encodeToString(claims.getBytes(UTF_8));',
    `    var signature = Signature.getInstance("${setup.curve === 'Ed25519' ? 'Ed25519' : 'SHA256withECDSAinP1363Format'}");`,
    '    signature.initSign(key);',
    '    signature.update(input.getBytes(UTF_8));',
    '    return input + "." + encoder.encodeToString(signature.sign());',
    '  }',
    '',
    location(setup),
    '',
    '  static String page(String query) {',
    '    for (String pair : (query == null ? "" : query).split("&")) {',
    `      if (pair.startsWith(${quoted(`${setup.returnParam ?? 'redirect'}=`)})) return URLDecoder.decode(pair.substring(${(setup.returnParam ?? 'redirect').length + 1}), UTF_8);`,
    '    }',
    '    return "";',
    '  }',
    '',
    '  public static void main(String[] args) throws Exception {',
    `    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), ${setup.loginPort}), 0);`,
    `    server.createContext(${quoted(setup.loginPath)}, exchange -> {`,
    '      try (exchange) {',
    `        // ${userNote}`,
    '        String user = "\\"groups\\":[\\"admin\\"],\\"content\\":{\\"firstName\\":\\"Ann\\"}";',
    '        String page = page(exchange.getRequestURI().getRawQuery());',
    '        exchange.getResponseHeaders().set("Location", location(page, token(user)));',
    '        exchange.getResponseHeaders().set("Cache-Control", "no-store");',
    '        exchange.sendResponseHeaders(303, -1);',
    '      } catch (Exception e) {',
    '        throw new IllegalStateException(e);',
    '      }',
    '    });',
    '    server.start();',
    '  }',
    '}',
  ),
});
