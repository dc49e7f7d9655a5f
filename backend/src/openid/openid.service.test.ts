import { expect, test, vi } from 'vitest';
import { createOpenidService, type OpenidServiceOptions } from './openid.service';

test('a user whose account a simultaneous sign-in creates meanwhile is signed in', async () => {
  const claims = { issuer: 'https://id.example', subject: 'ana', email: 'ana@example.org' };
  const find = vi.fn().mockResolvedValueOnce(null).mockResolvedValueOnce('ana-id');
  const service = createOpenidService({
    provider: {
      name: 'Example',
      endVisit: () => Promise.resolve({ ...claims, isEmailVerified: true, name: 'Ana' }),
    },
    attempts: { take: () => Promise.resolve({ purpose: 'sign-in', next: '/history' }) },
    identities: { find },
    findByEmail: () => Promise.resolve('ana-id'),
  } as unknown as OpenidServiceOptions);
  const outcome = await service.finish('token', new URLSearchParams(), {
    requestId: 'r1',
    address: '192.0.2.1',
  });
  expect(outcome).toEqual({ kind: 'signed in', userId: 'ana-id', next: '/history' });
});
