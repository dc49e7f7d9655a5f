type Role = 'active' | 'passive';

const SETUP = /^a=setup:(\w+)/gm;

/**
 * Keeps the DTLS role that the first answer of a connection chose, in every later answer that is
 * sent: an ICE restart begins no new DTLS association, so the role stays (RFC 8842 5.3). Firefox
 * answers an ICE restart with `active` whatever it was before, and Chromium refuses an answer that
 * changes the role: its offer would stay open and no path would ever be found again.
 */
export class DtlsRole {
  #own: Role | null = null;

  /** To call when offer and answer are set; only the first answer of the connection counts. */
  settle(pc: RTCPeerConnection): void {
    if (this.#own !== null) return;
    const { currentLocalDescription: local, currentRemoteDescription: remote } = pc;
    if (local?.type === 'answer') this.#own = roleIn(local.sdp);
    else if (remote?.type === 'answer') this.#own = opposite(roleIn(remote.sdp));
  }

  /** The answer as it should travel. */
  keep(answer: string): string {
    return this.#own === null ? answer : answer.replace(SETUP, `a=setup:${this.#own}`);
  }
}

function roleIn(sdp: string): Role | null {
  const [, role] = /^a=setup:(active|passive)/m.exec(sdp) ?? [];
  return role === undefined ? null : (role as Role);
}

function opposite(role: Role | null): Role | null {
  if (role === null) return null;
  return role === 'active' ? 'passive' : 'active';
}
