import { isolate } from '../lib/isolate';
import type { SessionState } from '../lib/session';

/** Explains why a call page lost its session, and that its call has ended. */
export function sessionChangedWords(
  state: SessionState,
  wasInCall: boolean,
): { title: string; text: string } {
  const consequence = wasInCall ? ', so this call has ended' : '';
  if (state.status === 'signed-in') {
    const { displayName } = state.user;
    return {
      title: 'Another account is signed in',
      text: `${isolate(displayName)} signed in in another tab${consequence}. Camera and microphone are off here.`,
    };
  }
  const isOtherTab = state.status === 'signed-out' && state.by !== 'server';
  const what = isOtherTab
    ? 'You signed out in another tab'
    : 'Your session on this device was ended';
  return {
    title: 'You are signed out',
    text: `${what}${consequence}. Sign in to ${wasInCall ? 'rejoin' : 'join'}.`,
  };
}
