import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchNetwork } from './network-watch';
import { Scope } from './scope';

class FakeConnection extends EventTarget {
  type: string | undefined;
  effectiveType = '4g';
  rtt = 50;
  downlink = 10;

  become(change: Partial<FakeConnection>): void {
    Object.assign(this, change);
    this.dispatchEvent(new Event('change'));
  }
}

function watch(type?: string) {
  const page = new EventTarget();
  const connection = new FakeConnection();
  connection.type = type;
  vi.stubGlobal('window', page);
  vi.stubGlobal('navigator', { onLine: true, connection });
  const said: string[] = [];
  const scope = new Scope();
  watchNetwork(scope, { onMoved: () => said.push('moved'), onDoubt: () => said.push('doubt') });
  return { page, connection, said, scope };
}

const settle = (): void => void vi.advanceTimersByTime(1_000);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('says that the device has moved when it is online again, and once for several signs', () => {
  const { page, connection, said } = watch('wifi');
  page.dispatchEvent(new Event('online'));
  connection.become({ type: 'cellular', rtt: 200 });
  connection.become({ rtt: 250 });
  settle();
  expect(said).toEqual(['moved']);
});

it('only doubts when nothing but the estimate of the speed has moved', () => {
  const { connection, said } = watch('wifi');
  connection.become({ rtt: 400, downlink: 1.2 });
  settle();
  connection.become({ effectiveType: '3g' });
  settle();
  expect(said).toEqual(['doubt', 'doubt']);
});

it('takes a change of nothing that it can see for a change of the type, which desktops hide', () => {
  const { connection, said } = watch();
  connection.become({ rtt: 400 });
  settle();
  connection.become({});
  settle();
  expect(said).toEqual(['doubt', 'moved']);
});

it('says nothing after the call', () => {
  const { page, connection, said, scope } = watch('wifi');
  page.dispatchEvent(new Event('online'));
  scope.close();
  connection.become({ type: 'cellular' });
  settle();
  expect(said).toEqual([]);
});
