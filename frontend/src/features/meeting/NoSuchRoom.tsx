import { NotFoundPage } from '../../ui/NotFoundPage';

/** For a code that nobody has given to a room. */
export function NoSuchRoom() {
  return (
    <NotFoundPage
      title="There is no such room"
      text="The link may be mistyped, or its owner deleted the room."
    />
  );
}
