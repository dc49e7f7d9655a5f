import { historyEndpoints, type MeetingRecord } from '@parley/shared/history';
import { lineEndpoints, type Line } from '@parley/shared/lines';
import { markEndpoints, type Mark } from '@parley/shared/marks';
import type { EndpointBody } from '@parley/shared/endpoint';
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useSnackbar } from 'notistack';
import { useDependencies } from '../../../hooks/useDependencies';
import { useUser } from '../../../hooks/useSession';
import { errorMessage } from '../../../lib/error-messages';
import { ACTIONS, MEETINGS } from '../../../lib/query-keys';
import { lineKeyOf, recordKeyOf } from '../history-api';

export type NewMark = EndpointBody<typeof markEndpoints.addMark>;
export type MarkChange = EndpointBody<typeof markEndpoints.changeMark>;

interface RecordAnswer {
  meeting: MeetingRecord;
}
type LinePages = InfiniteData<{ lines: Line[]; nextCursor: string | null }>;

const changeOf = (id: string) => ['change-record', id] as const;

/** Changes the record in the cache, so that the page shows it before the server has answered. */
function useRecordCache(id: string) {
  const queryClient = useQueryClient();
  const change = (update: (meeting: MeetingRecord) => MeetingRecord): void => {
    queryClient.setQueryData<RecordAnswer>(
      recordKeyOf(id),
      (answer) => answer && { ...answer, meeting: update(answer.meeting) },
    );
  };
  return {
    change,
    changeMarks: (update: (marks: Mark[]) => Mark[]) =>
      change((meeting) => ({ ...meeting, marks: update(meeting.marks) })),
    /** An answer that is still on its way would show the state before the change. */
    stopReading: () => queryClient.cancelQueries({ queryKey: recordKeyOf(id), exact: true }),
    /**
     * Asks the server for the final state; lists that show a part of it ask when they are open again.
     * While another change is on its way, the answer could be older than that change.
     */
    settle: async (): Promise<void> => {
      await queryClient.invalidateQueries({ queryKey: MEETINGS, refetchType: 'none' });
      await queryClient.invalidateQueries({ queryKey: ACTIONS });
      if (queryClient.isMutating({ mutationKey: changeOf(id) }) > 1) return;
      await queryClient.invalidateQueries({ queryKey: recordKeyOf(id), exact: true });
    },
    read: () => queryClient.getQueryData<RecordAnswer>(recordKeyOf(id))?.meeting,
  };
}

/** Shows why a change of the record did not work. */
function useProblem() {
  const { enqueueSnackbar } = useSnackbar();
  return (error: unknown) => void enqueueSnackbar(errorMessage(error), { variant: 'error' });
}

const withMark = (marks: Mark[], mark: Mark): Mark[] => {
  const others = marks.filter(
    ({ id, lineId, kind }) => id !== mark.id && !(lineId === mark.lineId && kind === mark.kind),
  );
  return [...others, mark].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
};

/** Marks a line. The mark is there at once; if the server refuses it, it goes away again. */
export function useAddMark(meetingId: string) {
  const { api } = useDependencies();
  const cache = useRecordCache(meetingId);
  const user = useUser();
  const showProblem = useProblem();
  return useMutation({
    mutationKey: changeOf(meetingId),
    mutationFn: ({ mark }: { line: Line; mark: NewMark }) =>
      api.call(markEndpoints.addMark, { params: { id: meetingId }, body: mark }),
    onMutate: async ({ line, mark }) => {
      await cache.stopReading();
      const meeting = cache.read();
      const me = meeting?.attendances.find(({ isMe }) => isMe);
      const personOf = (id: string | undefined) =>
        meeting?.attendances.find((person) => person.id === id);
      cache.changeMarks((marks) =>
        marks.some(({ lineId, kind }) => lineId === mark.lineId && kind === mark.kind)
          ? marks
          : withMark(marks, {
              id: 'f'.repeat(24),
              meetingId,
              kind: mark.kind,
              lineId: mark.lineId,
              at: line.at,
              text: mark.text ?? line.text,
              isReworded: mark.text !== undefined,
              author: {
                ...(me && { id: me.id }),
                displayName: me?.displayName ?? user?.displayName ?? '',
              },
              markedAt: line.at,
              ...assignmentOf(personOf(mark.assigneeId), mark.dueOn),
            }),
      );
    },
    onSuccess: ({ mark }) => cache.changeMarks((marks) => withMark(marks, mark)),
    onError: showProblem,
    onSettled: () => cache.settle(),
  });
}

const assignmentOf = (
  person: { id: string; displayName: string; nameNumber?: number | undefined } | undefined,
  dueOn: string | undefined,
): Pick<Mark, 'assignee' | 'dueOn'> => ({
  ...(person && {
    assignee: {
      id: person.id,
      displayName: person.displayName,
      ...(person.nameNumber !== undefined && { nameNumber: person.nameNumber }),
    },
  }),
  ...(dueOn !== undefined && { dueOn }),
});

/** Changes a mark. Whether an action is done shows at once. */
export function useChangeMark(meetingId: string) {
  const { api } = useDependencies();
  const cache = useRecordCache(meetingId);
  const user = useUser();
  const showProblem = useProblem();
  return useMutation({
    mutationKey: changeOf(meetingId),
    mutationFn: ({ id, change }: { id: string; change: MarkChange }) =>
      api.call(markEndpoints.changeMark, { params: { id: meetingId, markId: id }, body: change }),
    onMutate: async ({ id, change: { isDone } }) => {
      if (isDone === undefined) return;
      await cache.stopReading();
      const done = { at: new Date().toISOString(), by: user?.displayName ?? '' };
      cache.changeMarks((marks) =>
        marks.map((mark) => {
          if (mark.id !== id) return mark;
          const { done: _old, ...open } = mark;
          return isDone ? { ...open, done } : open;
        }),
      );
    },
    onSuccess: ({ mark }) => cache.changeMarks((marks) => withMark(marks, mark)),
    onError: showProblem,
    onSettled: () => cache.settle(),
  });
}

/** Removes a mark. */
export function useRemoveMark(meetingId: string) {
  const { api } = useDependencies();
  const cache = useRecordCache(meetingId);
  const showProblem = useProblem();
  return useMutation({
    mutationKey: changeOf(meetingId),
    mutationFn: (markId: string) =>
      api.call(markEndpoints.removeMark, { params: { id: meetingId, markId } }),
    onMutate: async (markId) => {
      await cache.stopReading();
      cache.changeMarks((marks) => marks.filter(({ id }) => id !== markId));
    },
    onError: showProblem,
    onSettled: () => cache.settle(),
  });
}

/** Retracts one of the reader's own lines. */
export function useRetractLine(meetingId: string) {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  const cache = useRecordCache(meetingId);
  return useMutation({
    mutationKey: changeOf(meetingId),
    mutationFn: (lineId: string) =>
      api.call(lineEndpoints.retractLine, { params: { id: meetingId, lineId } }),
    onSuccess: ({ line }) => {
      queryClient.setQueryData<LinePages>(
        lineKeyOf(meetingId),
        (data) =>
          data && {
            ...data,
            pages: data.pages.map((page) => ({
              ...page,
              lines: page.lines.map((known) => (known.id === line.id ? line : known)),
            })),
          },
      );
      return cache.settle();
    },
  });
}

/** Gives the meeting a title; null takes it away. */
export function useRenameMeeting(meetingId: string) {
  const { api } = useDependencies();
  const cache = useRecordCache(meetingId);
  return useMutation({
    mutationKey: changeOf(meetingId),
    mutationFn: (title: string | null) =>
      api.call(historyEndpoints.renameMeeting, { params: { id: meetingId }, body: { title } }),
    onSuccess: ({ meeting: { title } }) => {
      cache.change((meeting) => {
        const { title: _old, ...rest } = meeting;
        return { ...rest, ...(title !== undefined && { title }) };
      });
      return cache.settle();
    },
  });
}

/** Writes the private note; null deletes it. */
export function useWriteNote(meetingId: string) {
  const { api } = useDependencies();
  const cache = useRecordCache(meetingId);
  return useMutation({
    mutationKey: changeOf(meetingId),
    mutationFn: (text: string | null) =>
      api.call(historyEndpoints.writeNote, { params: { id: meetingId }, body: { text } }),
    onSuccess: ({ note }) =>
      cache.change((meeting) => {
        const { note: _old, ...rest } = meeting;
        return { ...rest, ...(note !== null && { note }) };
      }),
  });
}

/** Deletes the record for everybody. */
export function useDeleteMeeting(meetingId: string) {
  const { api } = useDependencies();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(historyEndpoints.deleteMeeting, { params: { id: meetingId } }),
    onSuccess: async () => {
      // The page does not ask again for what is gone.
      await queryClient.cancelQueries({ queryKey: MEETINGS });
      await queryClient.invalidateQueries({ queryKey: MEETINGS, refetchType: 'none' });
      await queryClient.invalidateQueries({ queryKey: ACTIONS });
    },
  });
}
