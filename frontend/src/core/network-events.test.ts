import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchNetwork } from './network-events';
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
  const emitted: string[] = [];
  const scope = new Scope();
  const network = watchNetwork(scope);
  network.on('moved', () => emitted.push('moved'));
  network.on('suspected', () => emitted.push('suspected'));
  return { page, connection, emitted, scope };
}

const settle = (): void => void vi.advanceTimersByTime(1_000);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('the network watch reports one move when the device is online again, even for several events', () => {
  const { page, connection, emitted } = watch('wifi');
  page.dispatchEvent(new Event('online'));
  connection.become({ type: 'cellular', rtt: 200 });
  connection.become({ rtt: 250 });
  settle();
  expect(emitted).toEqual(['moved']);
});

it('the network watch only suspects a move when nothing but the estimate of the speed has changed', () => {
  const { connection, emitted } = watch('wifi');
  connection.become({ rtt: 400, downlink: 1.2 });
  settle();
  connection.become({ effectiveType: '3g' });
  settle();
  expect(emitted).toEqual(['suspected', 'suspected']);
});

it('the network watch reports a move for a change event without a visible change, because desktops hide the type', () => {
  const { connection, emitted } = watch();
  connection.become({ rtt: 400 });
  settle();
  connection.become({});
  settle();
  expect(emitted).toEqual(['suspected', 'moved']);
});

it('the network watch reports nothing after its scope has closed', () => {
  const { page, connection, emitted, scope } = watch('wifi');
  page.dispatchEvent(new Event('online'));
  scope.close();
  connection.become({ type: 'cellular' });
  settle();
  expect(emitted).toEqual([]);
});
