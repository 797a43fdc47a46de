import { expect, test } from '@playwright/test';
import { isSamePage } from '../../../handshakes/mintlify-authentication/way-back.js';

/** What comes back, what was sent, and whether that is one page. */
const pairs: readonly (readonly [back: string, sent: string, same: boolean])[] = [
  ['/a?q=b+c', '/a?q=b%20c', true],
  ['/a?q=b%20c', '/a?q=b+c', true],
  ['/a?q=b c', '/a?q=b+c', true],
  ['/a?q=b%2Bc', '/a?q=b+c', false],
  ['/a?q=b+c', '/a?q=b%2Bc', false],
  ['/a?q=b%20c', '/a?q=b%2Bc', false],
  ['/a?q=b c', '/a?q=b%2Bc', false],
  ['/a?q=%2Fb', '/a?q=/b', true],
  ['/a?q=%7E', '/a?q=~', true],
  ['/a?q=', '/a?q', true],
  ['/a?q=b&r=c', '/a?q=b%26r=c', false],
  ['/a?r=c&q=b', '/a?q=b&r=c', false],
  ['/a?q=100%', '/a?q=100%25', false],
  ['/a?q=100%25', '/a?q=100%', true],
  ['/a?q=b#s+t', '/a?q=b#s%20t', false],
  ['/a b', '/a+b', false],
  ['/a%20b', '/a+b', false],
  ['/a+b', '/a%20b', false],
  ['/a b', '/a%20b', true],
  ['/a/b', '/a%2Fb', false],
  ['//a?q=b+c', '/a?q=b%20c', false],
  ['https://docs.foo.com/a?q=b', '/a?q=b', false],
];

test('in the query a blank is + or %20, and an escaped plus is neither', () => {
  for (const [back, sent, same] of pairs) {
    expect({ back, sent, same: isSamePage(back, sent, 'https://docs.foo.com') }).toEqual({
      back,
      sent,
      same,
    });
  }
});
