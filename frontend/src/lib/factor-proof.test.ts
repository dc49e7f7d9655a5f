import { expect, test } from 'vitest';
import { ApiClientError } from './api-client-error';
import { codeProof, proofMessage } from './factor-proof';

test.each([
  ['123456', 'totp'],
  [' 123 456 ', 'totp'],
  ['b7kqx-m2r9t', 'recovery'],
  ['1234567', 'recovery'],
])('the code %j is of the kind %s', (text, method) => {
  expect(codeProof(text)).toEqual({ method, code: text.trim() });
});

test('a cancelled passkey and a wrong code are explained', () => {
  const cancelled = Object.assign(new Error('The operation was not allowed'), {
    name: 'NotAllowedError',
  });
  expect(proofMessage(cancelled, 'passkey')).toBe(
    'No passkey was used. Try again, or use another way.',
  );
  const wrong = new ApiClientError({ code: 'PROOF_REFUSED', message: '', status: 403 });
  expect(proofMessage(wrong, 'code')).toContain('This code is not right');
});
