import { describe, expect, it } from 'vitest';
import { tokenLife } from './token-life';

const tokenWith = (claims: unknown) =>
  `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

describe('tokenLife', () => {
  it("the life of a token counts from now and not by the server's clock", () => {
    const token = tokenWith({ iat: 1_000, exp: 1_600, name: 'Zoë ÿ?>' });
    expect(tokenLife(token, 5_000)).toEqual({ refreshAt: 485_000, expiresAt: 605_000 });
  });

  it.each(['', 'nonsense', 'a.!!.c', tokenWith({ exp: 'soon' })])(
    'is taken to be a minute where it cannot be read: %j',
    (token) => {
      expect(tokenLife(token, 0)).toEqual({ refreshAt: 48_000, expiresAt: 60_000 });
    },
  );
});
