import AssignmentOutlined from '@mui/icons-material/AssignmentOutlined';
import { use } from 'react';
import { type MenuContext, MoreItem } from '../../call-ui/MoreItem';
import { actionsIn, useRoomActions } from './actions-api';
import { ShowActionsContext } from './open-actions-view';

/** The item of the menu 'More' that opens the list again; nothing if earlier meetings left none. */
export function OpenActionsItem({ close }: MenuContext) {
  const show = use(ShowActionsContext);
  // `OpenActions` sends the request.
  const list = useRoomActions(false);
  const actions = actionsIn(list.data);
  if (actions.length === 0) return null;
  const open = actions.filter(({ mark }) => mark.done === undefined).length;
  const count = list.hasNextPage ? `${open} or more` : String(open);
  return (
    <MoreItem
      name="Open actions"
      icon={<AssignmentOutlined fontSize="small" />}
      hint={open === 0 ? 'All are done' : `${count} from earlier meetings`}
      onChoose={() => {
        close();
        show();
      }}
    />
  );
}
