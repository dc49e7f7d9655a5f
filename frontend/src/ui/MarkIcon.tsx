import AssignmentOutlined from '@mui/icons-material/AssignmentOutlined';
import AssignmentTurnedInOutlined from '@mui/icons-material/AssignmentTurnedInOutlined';
import BookmarkBorder from '@mui/icons-material/BookmarkBorder';
import GavelOutlined from '@mui/icons-material/GavelOutlined';
import type { MarkKind } from '@parley/shared/marks';

const ICONS = { moment: BookmarkBorder, decision: GavelOutlined, action: AssignmentOutlined };

interface MarkIconProps {
  kind: MarkKind;
  /** Of an action that somebody has completed. */
  isDone?: boolean;
  /** CSS pixels. */
  size?: number;
}

/** The icon of a kind of mark. It has no name: its label stands beside it. */
export function MarkIcon({ kind, isDone = false, size = 20 }: MarkIconProps) {
  const Icon = kind === 'action' && isDone ? AssignmentTurnedInOutlined : ICONS[kind];
  return <Icon aria-hidden sx={{ fontSize: size }} />;
}
