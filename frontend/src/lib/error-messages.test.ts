import { ERROR_CODES } from '@parley/shared/errors';
import { describe, expect, it } from 'vitest';
import { ApiClientError, type ClientErrorCode } from './api-client-error';
import { errorMessage, formErrors } from './error-messages';

const errorOf = (code: ClientErrorCode, more = {}) =>
  new ApiClientError({ code, message: `internal words for ${code}`, ...more });

describe('errorMessage', () => {
  it.each([...ERROR_CODES, 'NETWORK', 'TIMEOUT'] as const)(
    'say what to do about %s without its code or internals',
    (code) => {
      const message = errorMessage(errorOf(code));
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(message).not.toContain('internal');
      expect(message).not.toMatch(/[A-Z]{2,}/);
    },
  );

  it('a refused origin has another text than a fault of the server', () => {
    expect(errorMessage(errorOf('ORIGIN_FORBIDDEN'))).toContain('address');
    expect(errorMessage(errorOf('INTERNAL'))).toContain('server');
  });

  it('the text contains the delay that the server asked for', () => {
    expect(errorMessage(errorOf('RATE_LIMITED', { retryAfter: 40 }))).toContain('40 sec');
    expect(errorMessage(errorOf('BUSY', { retryAfter: 125 }))).toContain('2 min');
    for (const code of ['CHAT_LIMIT', 'MEETING_LIMIT'] as const) {
      expect(errorMessage(errorOf(code, { retryAfter: 5 * 3600 }))).toContain('in 5 hr');
    }
  });

  it('the text tells whether a limit belongs to the network or to the account', () => {
    const message = (scope?: 'address' | 'account') =>
      errorMessage(errorOf('RATE_LIMITED', { retryAfter: 40, scope }));
    expect(message('address')).toMatch(/network, which others may share.*40 sec/);
    expect(message('account')).toMatch(/this account.*40 sec/);
    expect(message()).toMatch(/^Too many tries\. .*40 sec/);
  });

  it('the text does not tell whether the email or the password was wrong', () => {
    const { fields, form } = formErrors(errorOf('INVALID_CREDENTIALS'), ['email', 'password']);
    expect(fields).toEqual({});
    expect(form).toBe('Email or password is wrong.');
  });
});

describe('formErrors', () => {
  it('a validation error belongs to the fields that it names', () => {
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

  it('a taken email belongs to the email field and a taken code to the code field', () => {
    expect(formErrors(errorOf('EMAIL_TAKEN'), ['email']).fields['email']).toContain('account');
    expect(formErrors(errorOf('ROOM_CODE_TAKEN'), ['name', 'code']).fields['code']).toContain(
      'taken',
    );
  });

  it('an error of a field that the form lacks belongs to the form', () => {
    const error = errorOf('VALIDATION_FAILED', { details: [{ field: 'x', message: 'No' }] });
    const { fields, form } = formErrors(error, ['email']);
    expect(fields).toEqual({});
    expect(form).not.toBeNull();
  });
});
