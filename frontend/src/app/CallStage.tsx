import Close from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import { ThemeProvider } from '@mui/material/styles';
import Typography from '@mui/material/Typography';
import { type KeyboardEvent, memo, type ReactNode, Suspense, useState } from 'react';
import { ChatPanel } from '../features/chat/ChatPanel';
import { UnreadNews } from '../features/chat/UnreadNews';
import type { ChatLog } from '../features/chat/chat-log';
import { useUnread } from '../features/chat/useChat';
import { DevicesDialog } from '../features/devices/DevicesDialog';
import { CallAudio } from '../features/meeting/CallAudio';
import { CallTopBar } from '../features/meeting/CallTopBar';
import { ConnectionBanner } from '../features/meeting/ConnectionBanner';
import { ControlBar } from '../features/meeting/ControlBar';
import { EchoNotices } from '../features/meeting/EchoNotices';
import { MeetingViewProvider } from '../features/meeting/MeetingViewProvider';
import { LowConnectionOffer } from '../features/meeting/LowConnectionOffer';
import { type Panel, panelButtonId } from '../features/meeting/panel';
import { Stage } from '../features/meeting/stage/Stage';
import { useAnnouncements } from '../features/meeting/useAnnouncements';
import { PeoplePanel } from '../features/participants/PeoplePanel';
import { isImeKey } from '../lib/ime';
import { lazyInCall } from '../lib/lazy-part';
import { stageTheme } from './theme';

const StatisticsPanel = lazyInCall(
  async () => (await import('../features/statistics/StatisticsPanel')).StatisticsPanel,
);

interface CallStageProps {
  chat: ChatLog;
  onCopyInvite: () => void;
}

/**
 * The running call: people, controls, and one panel beside them (in their place on phones). Made
 * ready while it is hidden; showing it renders nothing that has not changed.
 */
export const CallStage = memo(function CallStage({ chat, onCopyInvite }: CallStageProps) {
  const [panel, setPanel] = useState<Panel | null>(null);
  const [hasDevices, setHasDevices] = useState(false);
  const unread = useUnread(chat);
  const closePanel = (): void => {
    // What has the focus is about to go.
    if (panel !== null) document.getElementById(panelButtonId(panel))?.focus();
    setPanel(null);
  };
  useAnnouncements();
  return (
    <ThemeProvider theme={stageTheme}>
      <MeetingViewProvider>
        <Box
          sx={{
            position: 'fixed',
            inset: 0,
            // With the gutter for a scrollbar, which goes when this is shown: nothing moves then.
            width: '100vw',
            display: 'flex',
            flexDirection: 'column',
            bgcolor: 'background.default',
            color: 'text.primary',
            colorScheme: 'dark',
          }}
        >
          <ConnectionBanner />
          <LowConnectionOffer />
          <CallTopBar />
          <Box sx={{ flex: 1, display: 'flex', minHeight: 0 }}>
            {/* Where a panel takes all the room, pictures are not shown, and so not sent. */}
            <Box sx={{ display: { xs: panel === null ? 'contents' : 'none', sm: 'contents' } }}>
              <Stage />
            </Box>
            {panel === 'chat' && (
              <SidePanel title="Chat" onClose={closePanel}>
                <ChatPanel log={chat} />
              </SidePanel>
            )}
            {panel === 'people' && (
              <SidePanel title="People" onClose={closePanel}>
                <PeoplePanel />
              </SidePanel>
            )}
            {panel === 'statistics' && (
              <SidePanel title="Statistics" onClose={closePanel}>
                <Suspense fallback={<StatisticsWait />}>
                  <StatisticsPanel />
                </Suspense>
              </SidePanel>
            )}
          </Box>
          <CallAudio />
          <EchoNotices />
          <UnreadNews log={chat} />
          <ControlBar
            panel={panel}
            onTogglePanel={(next) => setPanel(panel === next ? null : next)}
            unread={unread}
            onCopyInvite={onCopyInvite}
            onOpenDevices={() => setHasDevices(true)}
          />
          <DevicesDialog open={hasDevices} onClose={() => setHasDevices(false)} />
        </Box>
      </MeetingViewProvider>
    </ThemeProvider>
  );
});

function StatisticsWait() {
  return (
    <Typography role="status" sx={{ padding: 2, color: 'text.secondary' }}>
      Loading the statistics…
    </Typography>
  );
}

interface SidePanelProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

function SidePanel({ title, onClose, children }: SidePanelProps) {
  return (
    <Box
      component="aside"
      aria-label={title}
      onKeyDown={(event: KeyboardEvent) => {
        // While an input method composes, Escape ends that.
        if (event.key === 'Escape' && !isImeKey(event.nativeEvent)) onClose();
      }}
      sx={{
        display: 'flex',
        flexDirection: 'column',
        bgcolor: 'background.paper',
        minHeight: 0,
        // In place of the stage on phones: notices above it and controls stay in reach.
        flex: { xs: 1, sm: 'none' },
        minWidth: 0,
        width: { xs: 'auto', sm: 340 },
        margin: { xs: 0, sm: 1 },
        borderRadius: { xs: 0, sm: '12px' },
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', paddingInline: 2, paddingTop: 1 }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {title}
        </Typography>
        <IconButton aria-label={`Close ${title.toLowerCase()}`} onClick={onClose}>
          <Close />
        </IconButton>
      </Box>
      {children}
    </Box>
  );
}
