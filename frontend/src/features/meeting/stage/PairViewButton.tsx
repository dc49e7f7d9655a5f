import GridView from '@mui/icons-material/GridView';
import PictureInPicture from '@mui/icons-material/PictureInPicture';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useValue } from '../../../hooks/useValue';
import { useMeetingView } from './meeting-view';
import { pairView } from './pair-view';
import { everyone, useIds } from './useIds';

/** Changes the layout for two participants. Absent for more participants or with a large tile. */
export function PairViewButton() {
  const isPair = useIds(everyone).length === 1;
  const focus = useValue(useMeetingView().focus);
  const view = useValue(pairView.value);
  if (!isPair || focus !== null) return null;
  const isLarge = view === 'large';
  const name = isLarge ? 'Show both side by side' : 'Show the other one large';
  return (
    <Tooltip title={name}>
      <IconButton
        aria-label={name}
        onClick={() => pairView.choose(isLarge ? 'grid' : 'large')}
        // 44 pixels for touch without a higher bar.
        sx={{ width: 44, height: 44, marginBlock: -1, color: 'inherit' }}
      >
        {isLarge ? <GridView fontSize="small" /> : <PictureInPicture fontSize="small" />}
      </IconButton>
    </Tooltip>
  );
}
