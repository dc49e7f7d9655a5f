// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { StorageNotice } from './StorageNotice';

function renderNotice(usedBytes: number) {
  let asked = 0;
  const call = async () => {
    asked += 1;
    return { storage: { usedBytes, limitBytes: 1_000 } };
  };
  renderComponent(<StorageNotice />, { api: call as unknown as ApiClient['call'] });
  return { wasAsked: () => asked > 0 };
}

test('nothing is said while plenty of space is left', async () => {
  const { wasAsked } = renderNotice(899);
  await waitFor(() => expect(wasAsked()).toBe(true));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('from nine tenths on, the owner learns what will happen and what to do', async () => {
  renderNotice(900);
  const { textContent } = await screen.findByRole('alert');
  expect(textContent).toMatch(/use 90% of their space\. When it is full, nobody can write/);
  expect(textContent).toMatch(/Delete records .* keep them for a shorter time/);
  screen.getByRole('link', { name: 'Delete records' });
});

test('the owner of full records learns that nobody can write', async () => {
  renderNotice(1_000);
  expect((await screen.findByRole('alert')).textContent).toMatch(/^The records .* all their space/);
});
