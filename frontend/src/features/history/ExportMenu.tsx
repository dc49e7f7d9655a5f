import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { exportEndpoints, exportFileName, type ExportFormat } from '@parley/shared/exports';
import type { MeetingRecord } from '@parley/shared/history';
import { useMutation } from '@tanstack/react-query';
import { useSnackbar } from 'notistack';
import { useId, useState } from 'react';
import { useDependencies } from '../../hooks/useDependencies';
import { useLayer } from '../../hooks/useLayer';
import { errorMessage } from '../../lib/error-messages';
import { localTimeZone, saveFile } from '../../lib/save-file';

interface ExportMenuProps {
  meeting: MeetingRecord;
  /** Whether the whole conversation is on the page, so that it can be printed. */
  isReady: boolean;
}

/** Takes a record along: as a file, or on paper. A record that is only shared can be printed. */
export function ExportMenu({ meeting, isReady }: ExportMenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const menuId = useId();
  const download = useDownload(meeting);
  const close = () => setAnchor(null);
  useLayer(anchor !== null, close);

  const item = (format: ExportFormat, label: string) => (
    <MenuItem
      onClick={() => {
        close();
        download.start(format);
      }}
    >
      {label}
    </MenuItem>
  );
  const print = () => {
    close();
    // The menu must be gone from the page.
    setTimeout(() => window.print());
  };

  return (
    <>
      <Button
        variant="outlined"
        loading={download.isPending}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor === null ? undefined : menuId}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        Export
      </Button>
      <Menu
        id={menuId}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        // Nothing of it may be on paper.
        transitionDuration={0}
      >
        {meeting.isShared !== true && item('md', 'Markdown')}
        {meeting.isShared !== true && item('json', 'JSON')}
        {meeting.isShared !== true && item('csv', 'Attendance (CSV)')}
        <MenuItem disabled={!isReady} onClick={print}>
          Print
        </MenuItem>
      </Menu>
    </>
  );
}

/** Downloads one format, and says if that did not work. */
function useDownload({ id, title, room, startedAt }: MeetingRecord) {
  const { api } = useDependencies();
  const { enqueueSnackbar } = useSnackbar();
  const { mutate, isPending } = useMutation({
    async mutationFn(format: ExportFormat) {
      const query = { format, timeZone: localTimeZone(), locale: navigator.language };
      const file = await api.call(exportEndpoints.exportMeeting, { params: { id }, query });
      const day = new Intl.DateTimeFormat('en-CA').format(new Date(startedAt));
      saveFile(file, exportFileName(day, title ?? room.name, format));
    },
    onError: (error) =>
      enqueueSnackbar(`The record was not exported. ${errorMessage(error)}`, { variant: 'error' }),
  });
  return { start: mutate, isPending };
}
