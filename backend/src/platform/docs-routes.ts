import type { Endpoint } from '@parley/shared/endpoint';
import { socketCommands, socketEvents } from '@parley/shared/socket-events';
import type { Router } from 'express';
import { restDocsPage, socketDocsPage } from './docs-page';
import { openApiDocument } from './openapi';
import { nonceOf, pageHeaders } from './security-headers';

/** Mounts `/api/openapi.json`, `/api/docs` and `/api/docs/socket`. */
export function mountDocs(
  router: Router,
  endpoints: Record<string, Endpoint>,
  version: string,
): void {
  const document = openApiDocument(endpoints, version);
  router.get('/openapi.json', (_request, response) => void response.json(document));
  router.use('/docs', pageHeaders());
  router.get('/docs', (_request, response) => {
    response.type('html').send(restDocsPage(endpoints, nonceOf(response)));
  });
  router.get('/docs/socket', (_request, response) => {
    response.type('html').send(socketDocsPage(socketCommands, socketEvents, nonceOf(response)));
  });
}
