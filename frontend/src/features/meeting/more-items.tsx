import DataSaverOn from '@mui/icons-material/DataSaverOn';
import QueryStats from '@mui/icons-material/QueryStats';
import type { ComponentType } from 'react';
import { useCall, useCallPart } from '../../hooks/useCall';
import { MirrorItem } from './MirrorItem';
import { MoreItem, type MenuContext } from '../../call-ui/MoreItem';
import type { Panel } from './panel';
import { PipItem } from './pip/PipItem';

/** The props of each item of the meeting itself. */
export interface MeetingMenuContext extends MenuContext {
  onTogglePanel: (panel: Panel) => void;
}

/** The items of menu and sheet in their order. Each renders one `MoreItem` or nothing. */
export const MORE_ITEMS: readonly ComponentType<MeetingMenuContext>[] = [
  LowConnectionItem,
  PipItem,
  MirrorItem,
  StatisticsItem,
];

function LowConnectionItem({ close }: MenuContext) {
  const call = useCall();
  const isOn = useCallPart(({ lowConnection }) => lowConnection);
  return (
    <MoreItem
      name="Low-connection mode"
      icon={<DataSaverOn fontSize="small" />}
      checked={isOn}
      onChoose={() => {
        close();
        call.lowConnection.set(!isOn);
      }}
    />
  );
}

function StatisticsItem({ close, onTogglePanel }: MeetingMenuContext) {
  return (
    <MoreItem
      name="Statistics"
      icon={<QueryStats fontSize="small" />}
      onChoose={() => {
        close();
        onTogglePanel('statistics');
      }}
    />
  );
}
