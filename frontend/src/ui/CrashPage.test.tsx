// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createLog } from '../core/log';
import { ApiClientError } from '../lib/api-client-error';
import { renderComponent, screen } from '../testing/render-component';
import { CrashPage } from './CrashPage';

test('the crash page shows the code of an error and copies it', async () => {
  const error = new ApiClientError({ code: 'INTERNAL', message: 'x', requestId: 'r-7' });
  const { user } = renderComponent(<CrashPage error={error} />);
  screen.getByText('INTERNAL r-7');
  await user.click(screen.getByRole('button', { name: 'Copy the code' }));
  expect(await navigator.clipboard.readText()).toBe('INTERNAL r-7');
});

test('Copy debug log copies the log with version and browser', async () => {
  createLog('test').warn('something failed', { attempt: 2 });
  const { user } = renderComponent(<CrashPage error={new Error('boom')} />);
  await user.click(screen.getByRole('button', { name: 'Copy debug log' }));
  screen.getByRole('button', { name: 'Debug log copied' });
  const text = await navigator.clipboard.readText();
  expect(text).toMatch(/^Parley \d+\.\d+\.\d+ debug log\n/);
  expect(text).toContain(navigator.userAgent);
  expect(text).toContain('warn test: something failed attempt=2');
});
