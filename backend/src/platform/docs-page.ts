import type { Endpoint } from '@parley/shared/endpoint';
import { ERROR_STATUS } from '@parley/shared/errors';
import type { SocketCommand, SocketEvent } from '@parley/shared/socket-contract';
import { needsSeat, rolesFor } from '@parley/shared/policy';
import type { CommandName } from '@parley/shared/socket-events';
import type { z } from 'zod';
import { errorCodesOf, jsonSchema } from './openapi';

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 0 auto; padding: 24px; }
nav a { margin-right: 16px; }
section { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: 8px 0; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 40px; } h3 { font-size: 1rem; }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: 8px 12px; border-radius: 12px;
  background: color-mix(in srgb, currentColor 7%, transparent); }
`;

const schemaBlock = (title: string, schema: z.ZodType | undefined, io: 'input' | 'output') =>
  schema === undefined
    ? ''
    : `<details><summary>${title}</summary><pre tabindex="0">${escape(
        JSON.stringify(jsonSchema(schema, io), null, 2),
      )}</pre></details>`;

function layout(title: string, nonce: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style nonce="${nonce}">${STYLE}</style></head><body>
<nav aria-label="Documents"><a href="/api/docs">REST</a><a href="/api/docs/socket">Socket events</a>
<a href="/api/openapi.json">OpenAPI document</a></nav><main><h1>${title}</h1>${body}</main></body></html>`;
}

/** Renders the contracts of the REST API as a page. */
export function restDocsPage(endpoints: Record<string, Endpoint>, nonce: string): string {
  const entries = Object.values(endpoints).map(
    (endpoint) => `<section><h3><code>${endpoint.method} /api${escape(endpoint.path)}</code></h3>
<p>${escape(endpoint.summary)} <em>Access: ${endpoint.access}${endpoint.scope === undefined ? '' : `, or an API key with ${endpoint.scope}`}.</em></p>
${schemaBlock('Path', endpoint.params, 'input')}${schemaBlock('Query', endpoint.query, 'input')}
${schemaBlock('Body', endpoint.body, 'input')}${schemaBlock(`Answer ${endpoint.status}`, endpoint.response, 'output')}
<p>Errors: ${errorCodesOf(endpoint)
      .map((code) => `<code>${ERROR_STATUS[code]} ${code}</code>`)
      .join(', ')}</p></section>`,
  );
  const intro = `<p>JSON over HTTP. Signed-in calls carry <code>Authorization: Bearer</code> with the
access token that <code>/api/auth/register</code>, <code>/api/auth/login</code> or
<code>/api/auth/refresh</code> answered with, or an API key of the settings where an endpoint names
its scope. Every error is
<code>{ "error": { "code", "message", "details"?, "retryAfter"?, "requestId" } }</code>.</p>`;
  return layout('Parley REST API', nonce, intro + entries.join(''));
}

/** Renders the contracts of the socket protocol as a page. */
export function socketDocsPage(
  commands: Record<string, SocketCommand>,
  events: Record<string, SocketEvent>,
  nonce: string,
): string {
  const sent = Object.entries(commands).map(
    ([name, command]) => `<section><h3><code>${name}</code></h3><p>${escape(command.summary)}
<em>Roles: ${rolesFor(name as CommandName).join(', ')}${needsSeat(name as CommandName) ? '; only in the meeting' : ''}; rate class: ${command.rate}.</em></p>
${schemaBlock('Payload', command.payload, 'input')}${schemaBlock('Ack data', command.ack, 'output')}</section>`,
  );
  const received = Object.entries(events).map(
    ([name, event]) => `<section><h3><code>${name}</code></h3><p>${escape(event.summary)}</p>
${schemaBlock('Payload', event.payload, 'output')}</section>`,
  );
  const intro = `<p>Socket.IO 4 over WebSocket at <code>/socket.io</code>; the handshake carries
<code>auth: { token, first? }</code>, where <code>first: { command, payload }</code> may be
<code>room:watch</code> or <code>meeting:join</code>, answered by <code>handshake:ack</code>. Every other command is answered by
<code>{ ok: true, data }</code> or <code>{ ok: false, error }</code>. A refused handshake is a
<code>connect_error</code> whose <code>data.code</code> says why.</p>`;
  return layout(
    'Parley socket events',
    nonce,
    `${intro}<h2>Commands</h2>${sent.join('')}<h2>Events</h2>${received.join('')}`,
  );
}
