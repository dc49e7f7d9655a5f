import { expect, test, vi } from 'vitest';
import { createValue } from '../core/value';
import type { Session, SessionState } from '../lib/session';
import { forgetOnSignOut } from './forget-on-sign-out';

const signedIn = (id: string): SessionState => ({
  status: 'signed-in',
  user: { id, email: `${id}@example.org`, displayName: id },
  accessToken: `token of ${id}`,
});

/** A tab in which Ana is signed in; `kept` lists the keys in its storage. */
function tabOfAna() {
  // Like `Storage`: its items are its own properties.
  const items: Record<string, string> = {
    'parley:unsent:ana:daily': '[]',
    'parley:unsent:ben:daily': '[]',
    'parley:reloads': '1',
  };
  const storage = Object.defineProperty(items, 'removeItem', {
    value: (key: string) => void Reflect.deleteProperty(items, key),
  }) as unknown as Storage;
  const state = createValue<SessionState>(signedIn('ana'));
  const clear = vi.fn();
  const forgetAll = vi.fn();
  forgetOnSignOut({ state } as unknown as Session, { clear }, () => storage, { forgetAll });
  return { state, clear, forgetAll, kept: () => Object.keys(items) };
}

test.each(['this-tab', 'another-tab'] as const)(
  'signing out in %s removes unsent messages, room keys and what was read',
  (by) => {
    const tab = tabOfAna();
    tab.state.set({ status: 'signed-out', by });
    expect(tab.kept()).toEqual(['parley:reloads']);
    expect(tab.clear).toHaveBeenCalledTimes(1);
    expect(tab.forgetAll).toHaveBeenCalledTimes(1);
  },
);

test('a session that the server ended keeps unsent messages and room keys for the same user', () => {
  const tab = tabOfAna();
  tab.state.set({ status: 'signed-out', by: 'server' });
  tab.state.set(signedIn('ana'));
  expect(tab.kept()).toEqual(['parley:unsent:ana:daily', 'parley:reloads']);
  expect(tab.forgetAll).not.toHaveBeenCalled();
});

test('signing in with another account deletes unsent messages and room keys of the first', () => {
  const tab = tabOfAna();
  tab.state.set({ status: 'signed-out', by: 'server' });
  tab.state.set(signedIn('ben'));
  expect(tab.kept()).toEqual(['parley:unsent:ben:daily', 'parley:reloads']);
  expect(tab.forgetAll).toHaveBeenCalledTimes(1);
});
