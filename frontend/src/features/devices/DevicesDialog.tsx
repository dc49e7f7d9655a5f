import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useLayer } from '../../hooks/useLayer';
import { DeviceProblems } from './DeviceProblems';
import { DevicePickers } from './DevicePickers';
import { EffectSwitches } from './EffectSwitches';
import { OwnLevelMeter } from './OwnLevelMeter';

interface DevicesDialogProps {
  open: boolean;
  onClose: () => void;
}

/** The dialog for devices and effects during the call. */
export function DevicesDialog({ open, onClose }: DevicesDialogProps) {
  useLayer(open, onClose);
  return (
    <Dialog open={open} onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="devices-title">
      <DialogTitle id="devices-title">Devices</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2, '&&': { paddingTop: 1 } }}>
        <DeviceProblems />
        <DevicePickers />
        <OwnLevelMeter />
        <EffectSwitches />
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
