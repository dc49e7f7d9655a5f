import { useCallPart } from '../../hooks/useCall';
import { CallBanner } from './CallBanner';
import { type ConnectionLoss, lossOf } from './connection-loss';
import { useConnectionTones } from './useConnectionTones';

const WORDS: Record<NonNullable<ConnectionLoss>, string> = {
  server: 'Connection to the server lost. The call goes on; reconnecting…',
  media: 'Audio and video are interrupted; reconnecting…',
  away: 'The media server is down. Chat and the record go on; audio and video return by themselves.',
  unreachable:
    'Your network does not reach the media server, so you see and hear nobody. Chat works; trying again…',
  everything: 'You are cut off. Your seat is held; reconnecting…',
};

/** Shows which part of the call is lost. Media between the browsers does not need the server. */
export function ConnectionBanner() {
  const loss = useCallPart(lossOf);
  useConnectionTones();
  return <CallBanner words={loss === null ? null : WORDS[loss]} />;
}
