import Badge from '@mui/material/Badge';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { enqueueSnackbar } from 'notistack';
import { type ReactNode, useId } from 'react';

export interface ControlButtonProps {
  id?: string | undefined;
  /** Accessible name and tooltip. */
  name: string;
  icon: ReactNode;
  onClick: () => void;
  /** `off`: the source is off; `open`: its panel is open; `leave`: red. */
  look?: 'plain' | 'off' | 'open' | 'leave';
  pending?: boolean;
  /** For a button that shows and hides a panel. */
  expanded?: boolean;
  /** For a button that opens a menu, or a sheet. */
  popup?: 'menu' | 'dialog';
  badge?: number;
  /** The accessible description, such as the meaning of the badge. */
  description?: string | undefined;
  /** Why the control cannot be used now; a click shows it. */
  refusal?: string | undefined;
}

/** With forced colours, borders show the states. */
const BORDER = { '@media (forced-colors: active)': { border: '1px solid ButtonText' } };
const STATE_BORDER = { '@media (forced-colors: active)': { border: '4px solid Highlight' } };

/** The colours of the controls in the bar, the sheet and the small window. */
export const CONTROL_LOOKS = {
  plain: { bgcolor: '#2a323b', color: '#f3efe8', '&:hover': { bgcolor: '#36404b' }, ...BORDER },
  off: { bgcolor: '#f3efe8', color: '#101418', '&:hover': { bgcolor: '#ffffff' }, ...STATE_BORDER },
  open: {
    bgcolor: '#4a5664',
    color: '#f3efe8',
    '&:hover': { bgcolor: '#566373' },
    ...STATE_BORDER,
  },
  leave: { bgcolor: '#c62f26', color: '#ffffff', '&:hover': { bgcolor: '#a92720' }, ...BORDER },
};

/** Tells why a control cannot be used now. */
export const showRefusal = (refusal: string): void =>
  void enqueueSnackbar(refusal, { preventDuplicate: true });

/** A round control of at least 44 pixels (WCAG 2.2, 2.5.5). */
export function ControlButton(props: ControlButtonProps) {
  const {
    id,
    name,
    icon,
    onClick,
    look = 'plain',
    pending = false,
    expanded,
    popup,
    badge = 0,
    refusal,
    description = refusal,
  } = props;
  const descriptionId = useId();
  return (
    <Tooltip title={refusal ?? name} placement="top" disableInteractive>
      <IconButton
        id={id}
        aria-label={name}
        aria-describedby={description === undefined ? undefined : descriptionId}
        aria-busy={pending}
        aria-expanded={expanded}
        aria-haspopup={popup}
        aria-disabled={refusal !== undefined || undefined}
        onClick={refusal === undefined ? onClick : () => showRefusal(refusal)}
        sx={{
          width: 48,
          height: 48,
          flexShrink: 0,
          opacity: pending || refusal !== undefined ? 0.6 : 1,
          ...CONTROL_LOOKS[look],
        }}
      >
        <Badge badgeContent={badge} color="primary" max={99}>
          {icon}
        </Badge>
        <span id={descriptionId} hidden>
          {description}
        </span>
      </IconButton>
    </Tooltip>
  );
}
