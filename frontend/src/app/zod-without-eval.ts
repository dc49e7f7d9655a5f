import { config } from 'zod';

/**
 * zod tries to compile object schemas with `new Function`. The content security policy of the page
 * reports each attempt as a violation. Import this file before any schema.
 */
config({ jitless: true });
