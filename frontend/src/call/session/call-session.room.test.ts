import { describe, expect, it } from 'vitest';
import { flush, phaseOf, usePages } from '../testing/call-page';

const pages = usePages();

describe('a room that is deleted', () => {
  it('ends the page before joining and closes the camera', async () => {
    const page = pages.open();
    await page.session.enterLobby();
    expect(page.devices.live).toHaveLength(2);

    pages.server.deleteRoom();
    await flush();
    const { phase, endReason, presence } = page.session.snapshot.get();
    expect({ phase, endReason, presence }).toEqual({
      phase: 'ended',
      endReason: 'room_deleted',
      presence: null,
    });
    expect(page.devices.live).toEqual([]);
  });

  it('ends the call', async () => {
    const page = await pages.enter();
    pages.server.deleteRoom();
    await flush();
    expect(page.session.snapshot.get()).toMatchObject({
      phase: 'ended',
      endReason: 'room_deleted',
    });
    expect(page.devices.live).toEqual([]);
  });

  it('ends the way back after a call', async () => {
    const page = await pages.enter();
    await page.session.leave();
    pages.server.deleteRoom();
    await flush();
    expect(page.session.snapshot.get()).toMatchObject({
      phase: 'ended',
      endReason: 'room_deleted',
    });
  });

  it('ends the wait for a seat', async () => {
    pages.server.capacity = 2;
    await pages.enter();
    await pages.enter();
    const late = await pages.enter();
    expect(phaseOf(late)).toBe('full');
    pages.server.deleteRoom();
    await flush();
    expect(phaseOf(late)).toBe('ended');
  });

  it.each(['room:watch', 'meeting:join'] as const)(
    'while the server is away shows by the answer to %s',
    async (command) => {
      const page = command === 'room:watch' ? pages.open() : await pages.enter();
      if (command === 'room:watch') await page.session.enterLobby();
      page.channel.cut();
      pages.server.refusals.set(command, ['NOT_FOUND']);
      page.channel.restore();
      await flush();
      expect(page.session.snapshot.get()).toMatchObject({
        phase: 'ended',
        endReason: 'room_deleted',
      });
    },
  );

  it('is told apart from a room that never was', async () => {
    const page = pages.open();
    pages.server.refusals.set('room:watch', ['NOT_FOUND']);
    await page.session.enterLobby();
    expect(page.session.snapshot.get()).toMatchObject({
      phase: 'failed',
      error: { code: 'NOT_FOUND' },
    });
  });
});

it('a room that is renamed or resized is so for those in it and for those before it', async () => {
  const inside = await pages.enter();
  const outside = pages.open();
  await outside.session.enterLobby();
  pages.server.changeRoom('Weekly', 3);
  await flush();
  const changed = { room: { name: 'Weekly' }, capacity: 3 };
  expect(inside.session.snapshot.get().meeting).toMatchObject(changed);
  expect(outside.session.snapshot.get().presence).toMatchObject(changed);
});
