import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';
import { nonceOf } from './security-headers';

const NONCE = '__CSP_NONCE__';

/**
 * The built client: hashed files for ever, the page itself never cached and with a fresh nonce.
 * Every path that is not a file is the page, whose router knows what is there.
 */
export function createStaticRouter(directory: string): Router {
  const router = Router();
  const page = join(directory, 'index.html');
  if (!existsSync(page)) return router;
  const template = readFileSync(page, 'utf8').split(NONCE);
  router.use(
    '/assets',
    express.static(join(directory, 'assets'), { immutable: true, maxAge: '1y', index: false }),
    (_request, response) => void response.status(404).end(),
  );
  router.use(express.static(directory, { index: false, maxAge: '1h' }));
  router.get('/{*path}', (_request, response) => {
    response
      .type('html')
      .setHeader('Cache-Control', 'no-store')
      .send(template.join(nonceOf(response)));
  });
  return router;
}
