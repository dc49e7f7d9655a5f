import { NotFoundPage } from '../../ui/NotFoundPage';

/** The page for a code without a room. */
export function NoSuchRoom() {
  return (
    <NotFoundPage
      title="There is no such room"
      text="The link may be mistyped, or its owner deleted the room."
    />
  );
}
