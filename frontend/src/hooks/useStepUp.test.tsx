// @vitest-environment jsdom
import { useState } from 'react';
import { expect, test } from 'vitest';
import type { ApiClient } from '../lib/api-client';
import { ApiClientError } from '../lib/api-client-error';
import { renderComponent, screen, waitFor } from '../testing/render-component';
import { useStepUp } from './useStepUp';

/** A server that wants a proof before the action. */
function fakeServer(methods: string[]) {
  const requests: unknown[] = [];
  const state = { isProved: false };
  const call = async (endpoint: { path: string }, { body }: { body?: unknown }) => {
    requests.push([endpoint.path, body]);
    if (endpoint.path === '/users/me/second-factor') {
      return { secondFactor: { proofMethods: methods } };
    }
    const { proof } = body as { proof: { password?: string; code?: string } };
    if (proof.password !== 'right' && proof.code !== '123456') {
      throw new ApiClientError({ code: 'PROOF_REFUSED', message: '', status: 403 });
    }
    state.isProved = true;
    return undefined;
  };
  const action = async () => {
    if (state.isProved) return 'done';
    throw new ApiClientError({ code: 'STEP_UP_REQUIRED', message: '', status: 403 });
  };
  return { requests, action, api: call as unknown as ApiClient['call'] };
}

function Page({ action }: { action: () => Promise<string> }) {
  const stepUp = useStepUp();
  const [result, setResult] = useState<string>('nothing yet');
  return (
    <>
      <button onClick={() => void stepUp.run(action).then((done) => setResult(String(done)))}>
        Delete
      </button>
      <output>{result}</output>
      {stepUp.dialog}
    </>
  );
}

test('the dialog asks for the password, and the action runs again after a right one', async () => {
  const { action, api, requests } = fakeServer(['password']);
  const { user } = renderComponent(<Page action={action} />, { api });
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  await screen.findByRole('dialog', { name: 'Confirm that it is you' });
  await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
  await screen.findByText('The password is wrong.');
  await user.clear(screen.getByLabelText('Password'));
  await user.type(screen.getByLabelText('Password'), 'right{Enter}');
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('done'));
  expect(requests.at(-1)).toEqual([
    '/users/me/proof',
    { proof: { method: 'password', password: 'right' } },
  ]);
});

test('with an authenticator app the dialog asks for a code and not for the password', async () => {
  const { action, api } = fakeServer(['totp', 'recovery']);
  const { user } = renderComponent(<Page action={action} />, { api });
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  await screen.findByRole('dialog');
  expect(screen.queryByLabelText('Password')).toBeNull();
  await user.type(screen.getByRole('textbox', { name: 'Code' }), '123456{Enter}');
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('done'));
});

test('a user who cancels does not do the action', async () => {
  const { action, api } = fakeServer(['password']);
  const { user } = renderComponent(<Page action={action} />, { api });
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  await user.click(await screen.findByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('null'));
});
