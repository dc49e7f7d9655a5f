import { useDependencies } from '../hooks/useDependencies';
import { CallOfRoom } from './CallOfRoom';
import { RoomPage } from './RoomPage';

/** `/r/CODE` of a signed-in user. */
export function CallPage() {
  const { session } = useDependencies();
  return <RoomPage>{(code) => <CallOfRoom code={code} session={session} />}</RoomPage>;
}
