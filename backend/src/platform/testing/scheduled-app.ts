import { ManualScheduler } from './manual-scheduler';
import { createTestApp, type TestApp, type TestAppOptions } from './test-app';

/** A server whose clock and leases stand still until a test advances them. */
export interface ScheduledApp extends TestApp {
  readonly scheduler: ManualScheduler;
}

/** Starts a {@link ScheduledApp}. */
export async function createScheduledApp(options: TestAppOptions = {}): Promise<ScheduledApp> {
  const scheduler = new ManualScheduler();
  const app = { scheduler, ...options.app };
  return { ...(await createTestApp({ now: scheduler.now, ...options, app })), scheduler };
}
