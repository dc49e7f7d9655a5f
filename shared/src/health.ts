import { z } from 'zod';
import { defineEndpoints } from './endpoint';

export const healthEndpoints = defineEndpoints({
  live: {
    method: 'GET',
    path: '/health/live',
    access: 'public',
    summary: 'Check whether the process runs.',
    response: z.strictObject({ status: z.literal('ok') }),
    status: 200,
  },
  ready: {
    method: 'GET',
    path: '/health/ready',
    access: 'public',
    summary:
      'Check whether the process can serve: its database answers and it is not shutting down.',
    response: z.strictObject({ status: z.literal('ok') }),
    status: 200,
    errors: ['UNAVAILABLE'],
  },
});
