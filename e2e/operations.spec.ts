import { ParleyServer } from './support/server';
import { meet } from './support/start-call';
import { expect, test as base } from './support/test';

/** A server that offers its metrics. */
const test = base.extend<object, { parley: ParleyServer }>({
  parley: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await ParleyServer.start({ METRICS_PORT: '0' });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

/** The value of one series, such as `parley_sockets`; 0 if there is none yet. */
async function metric(parley: ParleyServer, series: string): Promise<number> {
  const { port } = parley.logged('serving metrics').at(-1) as unknown as { port: number };
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return Number(line?.slice(series.length) ?? 0);
}

test('the metrics show a call of two browsers: participants, the joins and how their media travel', async ({
  onDashboard,
  user,
  parley,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  await meet([ana, ben]);
  const connected = 'parley_participants{route="mesh",connection="connected"}';
  expect(await metric(parley, connected)).toBe(2);
  const joins = 'parley_join_step_seconds_count{step="firstFrame"';
  const inAnyKind = async () =>
    (await metric(parley, `${joins},kind="warm"}`)) +
    (await metric(parley, `${joins},kind="cold"}`));
  await expect.poll(inAnyKind).toBe(1);
  // Both ends of the one connection report it, some seconds later.
  const direct = () => metric(parley, 'parley_ice_connections_total{path="direct"}');
  await expect.poll(direct, { timeout: 30_000 }).toBe(2);
  expect(await metric(parley, 'parley_ice_failures_total{kind="timed_out"}')).toBe(0);
});
