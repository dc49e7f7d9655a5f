import Close from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import type { OpenAction } from '@parley/shared/marks';
import { useEffect, useId, useRef } from 'react';
import { useValue } from '../../hooks/useValue';
import { LoadMore } from '../../ui/LoadMore';
import { ActionItem } from './ActionItem';
import type { useRoomActions } from './actions-api';
import { closeActions, isAskedFor } from './open-actions-view';

interface OpenActionsCardProps {
  actions: readonly OpenAction[];
  list: ReturnType<typeof useRoomActions>;
  meetingId: string;
  /** A panel needs the room. */
  isHidden: boolean;
  /** Called before the list disappears, and with it the focus. */
  onClose: () => void;
}

/** The list beside the stage; on phones above it. It covers neither stage nor controls. */
export function OpenActionsCard({
  actions,
  list,
  meetingId,
  isHidden,
  onClose,
}: OpenActionsCardProps) {
  const titleId = useId();
  const card = useRef<HTMLDivElement>(null);
  const isAsked = useValue(isAskedFor);
  useEffect(() => {
    // The menu item that opened the list has disappeared, and the focus with it.
    if (!isAsked) return;
    card.current?.focus();
    isAskedFor.set(false);
  }, [isAsked]);
  const display = isHidden ? { xs: 'none', lg: 'flex' } : 'flex';
  return (
    <Box
      ref={card}
      component="section"
      aria-labelledby={titleId}
      tabIndex={-1}
      sx={{
        display,
        flexDirection: 'column',
        flex: 'none',
        order: { xs: -1, sm: 0 },
        minHeight: 0,
        width: { xs: 'auto', sm: 300 },
        maxHeight: { xs: 'max(112px, 30dvh)', sm: 'none' },
        alignSelf: { xs: 'stretch', sm: 'flex-start' },
        margin: 1,
        marginBottom: { xs: 0, sm: 1 },
        borderRadius: '12px',
        border: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        outline: 'none',
        overflow: 'hidden',
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', paddingInlineStart: 2 }}>
        <Typography id={titleId} variant="h2" sx={{ fontSize: 15 }}>
          Open actions
        </Typography>
        {/* On a phone, the list scrolls. */}
        <Typography sx={{ flex: 1, paddingInline: 1, fontSize: 15, color: 'text.secondary' }}>
          {list.hasNextPage ? `${actions.length}+` : actions.length}
        </Typography>
        <IconButton
          aria-label="Close open actions"
          onClick={() => {
            onClose();
            closeActions(meetingId);
          }}
          sx={{ width: 44, height: 44 }}
        >
          <Close fontSize="small" />
        </IconButton>
      </Box>
      <Box
        component="ul"
        aria-label="Open actions"
        tabIndex={-1}
        sx={{ listStyle: 'none', margin: 0, padding: 0, paddingBottom: 1, overflowY: 'auto' }}
      >
        {actions.map((action) => (
          <ActionItem key={action.mark.id} action={action} hasAssignee inNewTab />
        ))}
        {list.hasNextPage && (
          <Box component="li" sx={{ paddingInline: 2, paddingBlock: 1 }}>
            <LoadMore list={list} />
          </Box>
        )}
      </Box>
    </Box>
  );
}
