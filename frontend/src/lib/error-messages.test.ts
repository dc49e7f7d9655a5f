import { ERROR_CODES } from '@parley/shared/errors';
import { describe, expect, it } from 'vitest';
import { ApiClientError, type ClientErrorCode } from './api-client-error';
import { errorMessage, formErrors } from './error-messages';

const errorOf = (code: ClientErrorCode, more = {}) =>
  new ApiClientError({ code, message: `internal words for ${code}`, ...more });

describe('the words for errors', () => {
  it.each([...ERROR_CODES, 'NETWORK', 'TIMEOUT'] as const)(
    'say what to do about %s without its code or internals',
    (code) => {
      const message = errorMessage(errorOf(code));
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(message).not.toContain('internal');
      expect(message).not.toMatch(/[A-Z]{2,}/);
    },
  );

  it('tell an address that is not accepted from a fault of the server', () => {
    expect(errorMessage(errorOf('ORIGIN_FORBIDDEN'))).toContain('address');
    expect(errorMessage(errorOf('INTERNAL'))).toContain('server');
  });

  it('name the wait that the server asked for', () => {
    expect(errorMessage(errorOf('RATE_LIMITED', { retryAfter: 40 }))).toContain('40 sec');
    expect(errorMessage(errorOf('BUSY', { retryAfter: 125 }))).toContain('2 min');
    for (const code of ['CHAT_LIMIT', 'MEETING_LIMIT'] as const) {
      expect(errorMessage(errorOf(code, { retryAfter: 5 * 3600 }))).toContain('in 5 hr');
    }
  });

  it('say whether a limit is that of the network or of the account', () => {
    const message = (scope?: 'address' | 'account') =>
      errorMessage(errorOf('RATE_LIMITED', { retryAfter: 40, scope }));
    expect(message('address')).toMatch(/network, which others may share.*40 sec/);
    expect(message('account')).toMatch(/this account.*40 sec/);
    expect(message()).toMatch(/^Too many tries\. .*40 sec/);
  });

  it('do not tell which of email and password was wrong', () => {
    const { fields, form } = formErrors(errorOf('INVALID_CREDENTIALS'), ['email', 'password']);
    expect(fields).toEqual({});
    expect(form).toBe('Email or password is wrong.');
  });
});

describe('what the server says about a form', () => {
  it('stands at the fields that it names', () => {
    const error = errorOf('VALIDATION_FAILED', {
      details: [
        { field: 'password', message: 'Too common' },
        { field: 'password', message: 'second thoughts' },
      ],
    });
    expect(formErrors(error, ['email', 'password'])).toEqual({
      fields: { password: 'Too common' },
      form: null,
    });
  });

  it('puts a taken email at the email, a taken code at the code', () => {
    expect(formErrors(errorOf('EMAIL_TAKEN'), ['email']).fields['email']).toContain('account');
    expect(formErrors(errorOf('ROOM_CODE_TAKEN'), ['name', 'code']).fields['code']).toContain(
      'taken',
    );
  });

  it('stands above the form where it is about a field that the form does not have', () => {
    const error = errorOf('VALIDATION_FAILED', { details: [{ field: 'x', message: 'No' }] });
    const { fields, form } = formErrors(error, ['email']);
    expect(fields).toEqual({});
    expect(form).not.toBeNull();
  });
});
