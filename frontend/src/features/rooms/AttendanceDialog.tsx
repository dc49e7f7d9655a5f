import Typography from '@mui/material/Typography';
import { exportEndpoints, exportFileName } from '@parley/shared/exports';
import type { Room } from '@parley/shared/rooms';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useDependencies } from '../../hooks/useDependencies';
import { ApiClientError } from '../../lib/api-client-error';
import { errorMessage } from '../../lib/error-messages';
import { localTimeZone, saveFile } from '../../lib/save-file';
import { DayInput } from '../../ui/DayInput';
import { FormDialog } from '../../ui/FormDialog';

const DAY_MS = 86_400_000;

const dayOf = (time: number): string => new Intl.DateTimeFormat('en-CA').format(time);

/** Downloads who attended the meetings of a room between two days. */
export function AttendanceDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const { api } = useDependencies();
  const [from, setFrom] = useState(() => dayOf(Date.now() - 30 * DAY_MS));
  const [to, setTo] = useState(() => dayOf(Date.now()));
  const download = useMutation({
    async mutationFn() {
      const file = await api.call(exportEndpoints.exportAttendance, {
        params: { code: room.code },
        query: { from, to, timeZone: localTimeZone() },
      });
      saveFile(file, exportFileName(`${from}-${to}`, room.name, 'csv'));
    },
    onSuccess: onClose,
  });
  const isMissing = from === '' || to === '';
  return (
    <FormDialog
      title="Attendance (CSV)"
      action="Download"
      busy={download.isPending}
      problem={
        isMissing && download.isIdle
          ? 'Choose both days.'
          : (problemOf(download.error) ?? undefined)
      }
      onSubmit={(event) => {
        event.preventDefault();
        if (!isMissing) download.mutate();
      }}
      onClose={onClose}
    >
      <Typography>
        Who attended the meetings of this room, when and for how long: one row for each person and
        meeting, for a spreadsheet.
      </Typography>
      <DayInput label="First day" value={from} onChange={setFrom} />
      <DayInput label="Last day" value={to} onChange={setTo} />
    </FormDialog>
  );
}

/** The server says which days are wrong. */
function problemOf(error: Error | null): string | null {
  if (error === null) return null;
  const [detail] = error instanceof ApiClientError ? error.details : [];
  return detail === undefined ? errorMessage(error) : `Last day: ${detail.message}.`;
}
