import { Agent as HttpAgent, request as httpRequest, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { AttemptError } from '@parley/shared/webhooks';
import type { Scheduler } from '../platform/scheduler';
import {
  AddressRefusedError,
  checkedAddresses,
  hostOf,
  type ReceiverAddress,
  type ResolveHost,
} from './receiver-address';

/** For everything: finding the address, connecting, the headers and the body of the answer. */
const ATTEMPT_MS = 10_000;
/** What is read of an answer. The rest is dropped with the connection. */
const MAX_ANSWER_BYTES = 64_000;

/** How an attempt ended. Without an error it succeeded. */
export interface Outcome {
  readonly status?: number;
  readonly error?: AttemptError;
  readonly ms: number;
}

export interface Message {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface SenderOptions {
  readonly resolve: ResolveHost;
  readonly allowPrivate: boolean;
  readonly scheduler: Scheduler;
}

/** Sends one request. @returns null if `signal` ended it before its outcome was known */
export type Send = (message: Message, signal: AbortSignal) => Promise<Outcome | null>;

/**
 * Creates the function that sends requests to receivers. It trusts none of them: the address is
 * checked at every attempt and the connection goes to the checked address, redirects are answers like
 * others, no proxy is used, and time and bytes are limited.
 */
export function createSender(options: SenderOptions): Send {
  const { scheduler } = options;
  return async ({ url: text, headers, body }, signal) => {
    const url = new URL(text);
    const since = scheduler.monotonic();
    const elapsed = () => Math.round(scheduler.monotonic() - since);
    const late = new AbortController();
    const timer = scheduler.setTimer(ATTEMPT_MS, () => late.abort());
    const ended = AbortSignal.any([signal, late.signal]);
    try {
      const addresses = await unlessEnded(checkedAddresses(hostOf(url), options, ended), ended);
      const status = await exchange(url, { headers, body, addresses }, ended);
      const isOk = status >= 200 && status < 300;
      return { status, ms: elapsed(), ...(!isOk && { error: 'status' }) };
    } catch (error) {
      if (signal.aborted) return null;
      if (late.signal.aborted) return { error: 'timeout', ms: elapsed() };
      return { error: errorWord(error), ms: elapsed() };
    } finally {
      timer.cancel();
    }
  };
}

/** Rejects when the signal ends, although the task goes on. */
function unlessEnded<T>(task: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new Error('the attempt has ended'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    task.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

interface Exchange extends Pick<Message, 'headers' | 'body'> {
  readonly addresses: readonly ReceiverAddress[];
}

/** Sends the request and reads the answer. @returns its status, when the answer is complete */
function exchange(url: URL, { headers, body, addresses }: Exchange, signal: AbortSignal) {
  return new Promise<number>((resolve, reject) => {
    const request = open(url, {
      method: 'POST',
      headers: {
        ...headers,
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(body),
        'User-Agent': 'Parley-Webhooks/1',
        Connection: 'close',
      },
      lookup: lookupOf(addresses),
      signal,
    });
    request.on('error', reject);
    // Also after an upgrade that nobody asked for.
    request.on('close', () => reject(new Error('the connection was closed')));
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MAX_ANSWER_BYTES) return;
        resolve(status);
        request.destroy();
      });
      response.on('end', () => resolve(status));
      response.on('error', reject);
    });
    request.end(body);
  });
}

type RequestOptions = NonNullable<Parameters<typeof httpsRequest>[1]> & {
  readonly lookup: LookupFunction;
};

/** An agent of its own for each request has no connection to another address, and no proxy. */
function open(url: URL, options: RequestOptions): ClientRequest {
  const agent = { keepAlive: false, maxSockets: 1 };
  return url.protocol === 'https:'
    ? httpsRequest(url, { ...options, agent: new HttpsAgent(agent), rejectUnauthorized: true })
    : httpRequest(url, { ...options, agent: new HttpAgent(agent) });
}

/** Answers with the addresses that were checked, so that no second question gets another answer. */
const lookupOf =
  (addresses: readonly ReceiverAddress[]): LookupFunction =>
  (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };

const CERTIFICATE = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_|UNABLE_|HOSTNAME_|EPROTO)/;

/** The word for an error that the owner of a webhook may see. */
function errorWord(error: unknown): AttemptError {
  if (error instanceof AddressRefusedError) return 'address';
  const { code = '' } = error as { code?: string };
  if (code.startsWith('HPE_')) return 'answer';
  return CERTIFICATE.test(code) ? 'certificate' : 'connection';
}
