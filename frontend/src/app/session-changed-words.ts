import { isolate } from '../lib/isolate';
import type { SessionState } from '../lib/session';

/** What became of the session of a call or of the page before it, and of the call with it. */
export function sessionChangedWords(
  state: SessionState,
  wasInCall: boolean,
): { title: string; text: string } {
  const soEnded = wasInCall ? ', so this call has ended' : '';
  if (state.status === 'signed-in') {
    const { displayName } = state.user;
    return {
      title: 'Another account is signed in',
      text: `${isolate(displayName)} signed in in another tab${soEnded}. Camera and microphone are off here.`,
    };
  }
  const isOtherTab = state.status === 'signed-out' && state.by !== 'server';
  const what = isOtherTab
    ? 'You signed out in another tab'
    : 'Your session on this device was ended';
  return {
    title: 'You are signed out',
    text: `${what}${soEnded}. Sign in to ${wasInCall ? 'rejoin' : 'join'}.`,
  };
}
