import type { Delivery, Webhook, WebhookEvent } from '@parley/shared/webhooks';
import { ManualScheduler } from '../../platform/testing/manual-scheduler';
import { makeRoom } from '../../platform/testing/rest';
import {
  createTestApp,
  type TestApp,
  type TestAppOptions,
  type TestUser,
} from '../../platform/testing/test-app';

/** A server whose webhooks send when a test says so. */
export interface WebhookApp extends TestApp {
  readonly scheduler: ManualScheduler;
  /** Lets the wall clock jump, without the timers in between. */
  jump(ms: number): void;
  /** Sends what is due, and waits until no request is under way. */
  deliver(): Promise<void>;
}

/** Starts a {@link WebhookApp} whose receivers may be on this machine. */
export async function createWebhookApp(options: TestAppOptions = {}): Promise<WebhookApp> {
  const scheduler = new ManualScheduler();
  let ahead = 0;
  const parley = await createTestApp({
    now: () => scheduler.now() + ahead,
    ...options,
    env: { WEBHOOK_ALLOW_PRIVATE: 'on', ...options.env },
    app: { scheduler, ...options.app },
  });
  return {
    ...parley,
    scheduler,
    jump: (ms) => void (ahead += ms),
    async deliver() {
      await scheduler.advance(5_000);
      await parley.app.services.webhookDispatcher.idle();
    },
  };
}

const ALL: WebhookEvent[] = ['meeting.started', 'meeting.ended', 'record.ready', 'knock'];

/** Creates a webhook over REST. */
export async function makeWebhook(
  { api }: TestApp,
  owner: TestUser,
  url: string,
  events: WebhookEvent[] = ALL,
): Promise<{ webhook: Webhook; secret: string }> {
  const { body } = await api
    .post('/api/webhooks')
    .set(...owner.bearer)
    .send({ url, events })
    .expect(201);
  return body as { webhook: Webhook; secret: string };
}

/** Reads the log of a webhook, latest delivery first. */
export async function readLog({ api }: TestApp, owner: TestUser, id: string): Promise<Delivery[]> {
  const { body } = await api
    .get(`/api/webhooks/${id}/deliveries`)
    .set(...owner.bearer)
    .expect(200);
  return body.deliveries as Delivery[];
}

/** Reads a webhook in the list of its owner. */
export async function readWebhook({ api }: TestApp, owner: TestUser, id: string) {
  const { body } = await api
    .get('/api/webhooks')
    .set(...owner.bearer)
    .expect(200);
  return (body.webhooks as Webhook[]).find((webhook) => webhook.id === id);
}

/** The owner asks for a test event. @returns the delivery */
export async function askForTest({ api }: TestApp, owner: TestUser, id: string): Promise<Delivery> {
  const { body } = await api
    .post(`/api/webhooks/${id}/test`)
    .set(...owner.bearer)
    .expect(201);
  return body.delivery as Delivery;
}

/** The owner of a new room and another user meet in it. @returns the code and the meeting */
export async function meet(
  parley: TestApp,
  owner: TestUser,
  other: TestUser,
  room: object = {},
): Promise<{ code: string; id: string }> {
  const code = await makeRoom(parley, owner, room);
  const [one, two] = [await parley.connect(owner), await parley.connect(other)];
  const { meeting } = await one.join(code);
  await two.join(code);
  await one.ask('meeting:leave', {});
  await two.ask('meeting:leave', {});
  one.close();
  two.close();
  await parley.app.services.writes.flush();
  return { code, id: meeting.id };
}
