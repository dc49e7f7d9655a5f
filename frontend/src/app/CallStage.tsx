import type { Participant } from '@parley/shared/participants';
import Close from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import { ThemeProvider } from '@mui/material/styles';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import {
  memo,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { ChatPanel } from '../features/chat/ChatPanel';
import { UnreadNews } from '../features/chat/UnreadNews';
import type { ChatLog } from '../features/chat/chat-log';
import { useUnread } from '../features/chat/useChat';
import { DevicesDialog } from '../features/devices/DevicesDialog';
import { HOST_ITEMS } from '../features/host-controls/host-items';
import { useHostDialog } from '../features/host-controls/host-dialogs';
import { HostDialogs } from '../features/host-controls/HostDialogs';
import { HostNotices } from '../features/host-controls/HostNotices';
import { PersonMenu } from '../features/host-controls/PersonMenu';
import { LineControl } from '../features/marks/line-control';
import { LineParts } from '../features/marks/LineParts';
import { ShowActionsContext, showActions } from '../features/marks/open-actions-view';
import { OpenActions } from '../features/marks/OpenActions';
import { OpenActionsItem } from '../features/marks/OpenActionsItem';
import type { MarkLog } from '../features/marks/mark-log';
import { CallAudio } from '../features/meeting/CallAudio';
import { CallTopBar } from '../features/meeting/CallTopBar';
import { ConnectionBanner } from '../features/meeting/ConnectionBanner';
import { ControlBar } from '../features/meeting/ControlBar';
import { EchoNotices } from '../features/meeting/EchoNotices';
import { MeetingViewProvider } from '../features/meeting/MeetingViewProvider';
import { EncryptionBanner } from '../features/meeting/EncryptionBanner';
import { LeaveQuestion } from '../features/meeting/LeaveQuestion';
import { LowConnectionOffer } from '../features/meeting/LowConnectionOffer';
import { focusPanelButton, type Panel } from '../features/meeting/panel';
import { Stage } from '../features/meeting/stage/Stage';
import { useAnnouncements } from '../features/meeting/useAnnouncements';
import { PeoplePanel } from '../features/participants/PeoplePanel';
import { SafetyCodeNotices } from '../features/participants/SafetyCodeNotices';
import { useLayer } from '../hooks/useLayer';
import { useRetention } from '../hooks/useRetention';
import { useMay } from '../hooks/useMay';
import { useNoticesBelow } from '../hooks/useNoticesBelow';
import { lazyInCall } from '../lib/lazy-part';
import { visuallyHidden } from '../ui/visually-hidden';
import { stageTheme } from './theme';

const StatisticsPanel = lazyInCall(
  async () => (await import('../features/statistics/StatisticsPanel')).StatisticsPanel,
);

const CHAT_IS_OFF = 'A host has turned the chat off. You can still read it.';

/** The item that opens the list of open actions again is in 'More'. */
const focusMore = (): void => focusPanelButton('statistics');

const menuOf = (person: Participant) => <PersonMenu person={person} />;

const FURTHER_ITEMS = [OpenActionsItem, ...HOST_ITEMS];

/** A narrow and very low window, as at a zoom of 400 %: a panel needs all of it. */
const TINY = '@media (max-width: 599.95px) and (max-height: 359.95px)';

interface CallStageProps {
  chat: ChatLog;
  marks: MarkLog;
  /** Who waits to be let in, for hosts. */
  waitingRoom: ReactNode;
  onCopyInvite: () => void;
}

/**
 * The running call: stage, controls, and one panel beside the stage (in its place on phones). The
 * lobby renders it hidden, so that showing it takes no new render.
 */
export const CallStage = memo(function CallStage({
  chat,
  marks,
  waitingRoom,
  onCopyInvite,
}: CallStageProps) {
  const [panel, setPanel] = useState<Panel | null>(null);
  const [hasDevices, setHasDevices] = useState(false);
  const lineControl = useMemo(() => new LineControl(marks, chat), [marks, chat]);
  const unread = useUnread(chat);
  const mayWrite = useMay('chat:send');
  const retention = useRetention();
  const closePanel = (): void => {
    // The element with the focus is about to disappear.
    if (panel !== null) focusPanelButton(panel);
    setPanel(null);
  };
  const openActions = useCallback((): void => {
    setPanel(null);
    showActions();
  }, []);
  const head = useRef<HTMLDivElement>(null);
  useNoticesBelow(head);
  useAnnouncements();
  useEffect(() => {
    if (panel === 'chat') marks.hurry();
  }, [panel, marks]);
  return (
    <ThemeProvider theme={stageTheme}>
      <MeetingViewProvider>
        <ShowActionsContext value={openActions}>
          <HostDialogs>
            <Box
              sx={{
                position: 'fixed',
                inset: 0,
                // Includes the scrollbar gutter, which disappears when the stage is shown.
                width: '100vw',
                display: 'flex',
                flexDirection: 'column',
                paddingTop: 'env(safe-area-inset-top)',
                paddingLeft: 'env(safe-area-inset-left)',
                paddingRight: 'env(safe-area-inset-right)',
                bgcolor: 'background.default',
                color: 'text.primary',
                colorScheme: 'dark',
              }}
            >
              <div ref={head}>
                <ConnectionBanner />
                <EncryptionBanner />
                <LowConnectionOffer />
                <Box sx={panel === null ? {} : { [TINY]: visuallyHidden }}>
                  <CallTopBar />
                </Box>
                {waitingRoom}
              </div>
              <Box
                sx={{
                  flex: 1,
                  display: 'flex',
                  flexDirection: { xs: 'column', sm: 'row' },
                  minHeight: 0,
                }}
              >
                {/* If a panel takes all the room, no video is shown, and so the peers send none. */}
                <Box sx={{ display: { xs: panel === null ? 'contents' : 'none', sm: 'contents' } }}>
                  <Stage />
                </Box>
                {panel === 'chat' && (
                  <SidePanel title="Chat" onClose={closePanel}>
                    <ChatPanel
                      log={chat}
                      retention={retention}
                      refusal={mayWrite ? undefined : CHAT_IS_OFF}
                      tools={lineControl}
                    />
                  </SidePanel>
                )}
                {panel === 'people' && (
                  <SidePanel title="People" onClose={closePanel}>
                    <PeoplePanel menuOf={menuOf} />
                  </SidePanel>
                )}
                {panel === 'statistics' && (
                  <SidePanel title="Statistics" onClose={closePanel}>
                    <Suspense fallback={<StatisticsWait />}>
                      <StatisticsPanel />
                    </Suspense>
                  </SidePanel>
                )}
                <OpenActions isHidden={panel !== null} onClose={focusMore} />
              </Box>
              <CallAudio />
              <EchoNotices />
              <SafetyCodeNotices />
              <UnreadNews log={chat} />
              <ControlBar
                panel={panel}
                onTogglePanel={(next) => setPanel(panel === next ? null : next)}
                unread={unread}
                onCopyInvite={onCopyInvite}
                onOpenDevices={() => setHasDevices(true)}
                furtherItems={FURTHER_ITEMS}
              />
              <LineParts control={lineControl} />
              <LeaveQuestionOfHost />
              <HostNotices />
              <DevicesDialog open={hasDevices} onClose={() => setHasDevices(false)} />
            </Box>
          </HostDialogs>
        </ShowActionsContext>
      </MeetingViewProvider>
    </ThemeProvider>
  );
});

/** The question before leaving, with the dialog of hosts behind it. */
function LeaveQuestionOfHost() {
  const open = useHostDialog();
  return <LeaveQuestion onEndForAll={() => open({ kind: 'end-for-all' })} />;
}

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
  useLayer(true, onClose, true);
  const head = useRef<HTMLDivElement>(null);
  const coversStage = useMediaQuery('(max-width: 599.95px)', { noSsr: true });
  useNoticesBelow(head, coversStage);
  return (
    <Box
      component="aside"
      aria-label={title}
      sx={{
        display: 'flex',
        flexDirection: 'column',
        bgcolor: 'background.paper',
        minHeight: 0,
        // Replaces the stage on phones, between the notices and the controls.
        flex: { xs: 1, sm: 'none' },
        minWidth: 0,
        width: { xs: 'auto', sm: 340 },
        margin: { xs: 0, sm: 1 },
        borderRadius: { xs: 0, sm: '12px' },
        '@media (forced-colors: active)': { border: '1px solid' },
      }}
    >
      <Box
        ref={head}
        sx={{
          display: 'flex',
          alignItems: 'center',
          paddingInlineStart: 2,
          paddingInlineEnd: 1,
          paddingTop: 0.5,
          [TINY]: { paddingTop: 0 },
        }}
      >
        <Typography variant="h2" sx={{ flex: 1 }}>
          {title}
        </Typography>
        <IconButton
          aria-label={`Close ${title.toLowerCase()}`}
          onClick={onClose}
          sx={{ width: 44, height: 44, [TINY]: { height: 36 } }}
        >
          <Close />
        </IconButton>
      </Box>
      {children}
    </Box>
  );
}
