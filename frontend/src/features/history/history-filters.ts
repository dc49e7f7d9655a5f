import { MAX_QUERY_LENGTH } from '@parley/shared/search';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** What the reader wants to see of the history. Empty texts mean everything. */
export interface HistoryFilters {
  /** The query of the search. */
  readonly q: string;
  readonly person: string;
  readonly place: string;
  /** Calendar days in the reader's time zone, such as `2026-05-31`; both are included. */
  readonly from: string;
  readonly to: string;
  readonly withDecisions: boolean;
  readonly withOpenActions: boolean;
}

/** What a chip opens a dialog for. */
export type FilterField = 'person' | 'place' | 'dates';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string): boolean => DAY.test(text) && !Number.isNaN(startOf(text).getTime());

/** The greatest lengths in the contract. */
export const MAX_FILTER_LENGTH = 80;

/** Reads the filters from the address of the page. What cannot be right counts as absent. */
function filtersIn(address: URLSearchParams): HistoryFilters {
  const text = (name: string, max = MAX_FILTER_LENGTH) =>
    Array.from(address.get(name)?.trim() ?? '')
      .slice(0, max)
      .join('');
  const day = (name: string) => (isDay(text(name)) ? text(name) : '');
  return {
    q: text('q', MAX_QUERY_LENGTH),
    person: text('person'),
    place: text('room'),
    from: day('from'),
    to: day('to'),
    withDecisions: address.has('decisions'),
    withOpenActions: address.has('actions'),
  };
}

/** The address of the page with these filters. */
function addressOf(filters: HistoryFilters): URLSearchParams {
  const address = new URLSearchParams();
  const set = (name: string, value: string) => value !== '' && address.set(name, value);
  set('q', filters.q);
  set('person', filters.person);
  set('room', filters.place);
  set('from', filters.from);
  set('to', filters.to);
  if (filters.withDecisions) address.set('decisions', '');
  if (filters.withOpenActions) address.set('actions', '');
  return address;
}

/** The filters as the server understands them. Days become instants in the reader's time zone. */
export const filterQuery = ({ person, place, from, to, ...marks }: HistoryFilters) => ({
  ...(person !== '' && { person }),
  ...(place !== '' && { place }),
  ...(from !== '' && { from: startOf(from).toISOString() }),
  ...(to !== '' && { to: startOf(to, 1).toISOString() }),
  ...(marks.withDecisions && { withDecisions: 'true' as const }),
  ...(marks.withOpenActions && { withOpenActions: 'true' as const }),
});

/** Whether there is a filter besides the query. */
export const hasFilter = (filters: HistoryFilters): boolean =>
  Object.keys(filterQuery(filters)).length > 0;

/** Midnight in the reader's time zone, some days after a day. */
function startOf(day: string, daysLater = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater);
}

/**
 * The filters in the address of the page, so that Back and a reload keep them.
 * @returns the filters, and a function that changes some of them. Each change of a filter is a step
 *   for Back; changes of the query replace each other.
 */
export function useHistoryFilters(): [HistoryFilters, (change: Partial<HistoryFilters>) => void] {
  const [address, setAddress] = useSearchParams();
  const filters = useMemo(() => filtersIn(address), [address]);
  const change = useCallback(
    (part: Partial<HistoryFilters>) =>
      setAddress((now) => addressOf({ ...filtersIn(now), ...part }), { replace: 'q' in part }),
    [setAddress],
  );
  return [filters, change];
}
