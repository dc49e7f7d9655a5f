import { config } from 'zod';

/**
 * zod compiles object schemas with `new Function` where it may, and finds out by trying: under the
 * page's content security policy that try is reported as a breach. Must be imported before schemas.
 */
config({ jitless: true });
