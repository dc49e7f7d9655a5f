import { type EndpointName, endpoints } from '@parley/shared/api';
import type { Endpoint } from '@parley/shared/endpoint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomeGuest, type TestGuest } from '../platform/testing/guests';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp } from '../platform/testing/test-app';

let parley: TestApp;
let gus: TestGuest;
let code: string;
beforeAll(async () => {
  parley = await createTestApp();
  code = await makeRoom(parley, await parley.register('Ana'));
  gus = await becomeGuest(parley, code, 'Gus');
});
afterAll(() => parley.close());

const forAccounts = Object.entries(endpoints as Record<EndpointName, Endpoint>).filter(
  ([, { access }]) => access === 'account',
);

test.each(forAccounts)('a guest needs an account for %s', async (_name, { method, path }) => {
  const url = `/api${path.replace(':code', code).replaceAll(/:\w+/g, 'f'.repeat(24))}`;
  const verb = method.toLowerCase() as 'get' | 'post' | 'patch' | 'delete';
  const { body } = await parley.api[verb](url)
    .set(...gus.bearer)
    .send({})
    .expect(403);
  expect(body.error.code).toBe('ACCOUNT_REQUIRED');
});
