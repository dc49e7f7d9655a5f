import { describe, expect, it, vi } from 'vitest';
import { commandsOf, flush, phaseOf, usePages, type CallPage } from '../testing/call-page';

const pages = usePages();
const MINUTE_MS = 60_000;

const errorOf = ({ session }: CallPage) => session.snapshot.get().error;
const joinsOf = (page: CallPage) => commandsOf(page).filter((name) => name === 'meeting:join');
const seen = ({ session }: CallPage) => session.snapshot.get().remotes.length;

describe('a browser that cannot make connections', () => {
  it('keeps the page before joining, takes no seat, and is not tried again by itself', async () => {
    const host = await pages.enter();
    const guest = pages.open();
    guest.transport.throwsOn.add('preconnect');
    await guest.session.enterLobby();
    expect([phaseOf(guest), errorOf(guest)]).toEqual(['lobby', null]);

    await guest.session.join();
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(phaseOf(guest)).toBe('failed');
    expect(errorOf(guest)).toMatchObject({ code: 'BROWSER' });
    expect(joinsOf(guest)).toEqual([]);
    expect(seen(host)).toBe(0);
    expect(guest.devices.live).toEqual([]);
  });

  it('gives up the seat that it has taken when it throws only then', async () => {
    const host = await pages.enter();
    const guest = pages.open();
    guest.transport.throwsOn.add('enter');
    await guest.session.enterLobby();
    await guest.session.join();
    await vi.advanceTimersByTimeAsync(MINUTE_MS);

    expect(errorOf(guest)).toMatchObject({ code: 'BROWSER' });
    expect(joinsOf(guest)).toHaveLength(1);
    expect(pages.server.seats.size).toBe(1);
    expect(seen(host)).toBe(0);
  });

  it('leaves when somebody comes with whom it cannot be connected', async () => {
    const alone = pages.open();
    alone.transport.throwsOn.add('join');
    await alone.session.enterLobby();
    await alone.session.join();
    expect(phaseOf(alone)).toBe('live');

    const guest = await pages.enter();
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(errorOf(alone)).toMatchObject({ code: 'BROWSER' });
    expect(seen(guest)).toBe(0);
  });

  it('leaves as well when it can make no new connection in place of one that is lost', async () => {
    const [host, guest] = [await pages.enter(), await pages.enter()];
    host.transport.events.emit('failed', new DOMException('too many', 'UnknownError'));
    await flush();
    expect(errorOf(host)).toMatchObject({ code: 'BROWSER', message: 'too many' });
    expect(phaseOf(guest)).toBe('live');
    expect(seen(guest)).toBe(0);
  });

  it('may be tried again by its person', async () => {
    const page = pages.open();
    await pages.enter();
    page.transport.throwsOn.add('enter');
    await page.session.enterLobby();
    await page.session.join();
    page.transport.throwsOn.clear();
    await page.session.rejoin();
    expect([phaseOf(page), seen(page)]).toEqual(['live', 1]);
  });
});
