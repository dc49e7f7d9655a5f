import { nameLabel } from '@parley/shared/participants';
import { type CSSProperties, type KeyboardEvent, memo, type MouseEvent, useState } from 'react';
import { avatarColor } from '../../../lib/avatar';
import { formatDate, formatTime } from '../../../lib/format';
import { isolate } from '../../../lib/isolate';
import type { Jump } from '../record/place';
import { nearestSymbol, type TimelineRow } from './timeline-layout';
import { TimelineFrame } from './TimelineFrame';
import { TimelineSymbolIcon } from './TimelineSymbolIcon';
import type { Tick } from './timeline-ticks';
import { symbolWords } from './timeline-words';

interface TimelineChartProps {
  rows: readonly TimelineRow[];
  ticks: readonly Tick[];
  /** Of the plot and of the column of names, in CSS pixels. */
  width: number;
  names: number;
  /** The moment at a place of the plot, ISO 8601. */
  timeOf: (x: number) => string;
  jump: Jump;
}

interface Cell {
  readonly row: number;
  readonly column: number;
}

/**
 * The timeline as a picture. The Tab key reaches one symbol; left and right go through the row, up and
 * down to other people, Enter goes to the place in the conversation.
 */
export function TimelineChart({ rows, ticks, width, names, timeOf, jump }: TimelineChartProps) {
  const [focused, setFocused] = useState<Cell>({ row: 0, column: 0 });
  const [pointed, setPointed] = useState<Cell | null>(null);
  const [hasFocus, setHasFocus] = useState(false);
  const current = clampCell(rows, focused);
  const told = pointed ?? (hasFocus ? current : null);

  const go = (cell: Cell): void => {
    const [first] = rows[cell.row]?.symbols[cell.column]?.events ?? [];
    if (first !== undefined) jump({ key: first.key, at: first.at });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const next = nextCell(rows, current, event.key);
    if (event.key === 'Enter' || event.key === ' ') go(current);
    else if (next === undefined) return;
    else {
      setFocused(next);
      cellIn(event.currentTarget, next)?.focus();
    }
    event.preventDefault();
  };
  const onClick = (event: MouseEvent<HTMLElement>): void => {
    const cell = cellOf(event.target);
    if (cell !== undefined) return go(cell);
    const plot = (event.target as Element).closest('.plot');
    if (plot === null) return;
    jump({ at: timeOf(event.clientX - plot.getBoundingClientRect().left) });
  };

  return (
    <TimelineFrame style={{ '--names': `${names}px` } as CSSProperties}>
      <div
        role="grid"
        tabIndex={-1}
        aria-label="Timeline"
        className="rows"
        onKeyDown={onKeyDown}
        onClick={onClick}
        onMouseOver={(event) => setPointed(cellOf(event.target) ?? null)}
        onMouseLeave={() => setPointed(null)}
        onFocus={(event) => {
          const cell = cellOf(event.target);
          if (cell !== undefined) setFocused(cell);
          setHasFocus(event.target.matches(':focus-visible'));
        }}
        onBlur={() => setHasFocus(false)}
      >
        {rows.map((row, index) => (
          <Row
            key={row.person.id}
            row={row}
            index={index}
            width={width}
            ticks={ticks}
            column={index === current.row ? current.column : -1}
            told={told?.row === index ? told.column : -1}
          />
        ))}
      </div>
      <Axis ticks={ticks} width={width} />
    </TimelineFrame>
  );
}

interface RowProps {
  row: TimelineRow;
  index: number;
  width: number;
  ticks: readonly Tick[];
  /** The symbol that the Tab key reaches; -1 if it is in another row. */
  column: number;
  /** The symbol that has a tooltip; -1 for none. */
  told: number;
}

const Row = memo(function Row({ row, index, width, ticks, column, told }: RowProps) {
  const { person, bars, shares, symbols } = row;
  const name = isolate(nameLabel(person));
  const tip = symbols[told];
  return (
    <div role="row" className="row">
      <div role="rowheader" className="name" title={name}>
        <bdi>{nameLabel(person)}</bdi>
      </div>
      <div role="none" className="plot" style={{ width }}>
        {ticks.map(({ at, x }) => (
          <i key={at} className="line" style={{ left: x }} />
        ))}
        {bars.map((bar) => (
          <i
            key={bar.x}
            className="bar"
            style={{ left: bar.x, width: bar.width, color: avatarColor(person) }}
          />
        ))}
        {shares.map((bar) => (
          <i key={bar.x} className="screen" style={{ left: bar.x, width: bar.width }} />
        ))}
        {symbols.map((symbol, at) => (
          <div
            key={symbol.events[0]?.key}
            role="gridcell"
            tabIndex={at === column ? 0 : -1}
            aria-label={`${name}, ${symbolWords(symbol.events)}`}
            data-cell={`${index} ${at}`}
            className={`symbol ${symbol.kind}`}
            style={{ left: symbol.x }}
          >
            <TimelineSymbolIcon kind={symbol.kind} />
          </div>
        ))}
        {tip && (
          <div
            className={index === 0 ? 'tip below' : 'tip'}
            aria-hidden
            style={tip.x > width / 2 ? { right: width - tip.x - 12 } : { left: tip.x - 12 }}
          >
            {symbolWords(tip.events)}
          </div>
        )}
      </div>
    </div>
  );
});

function Axis({ ticks, width }: { ticks: readonly Tick[]; width: number }) {
  return (
    <div className="row axis" aria-hidden>
      <div className="name" />
      <div className="ticks" style={{ width }}>
        {ticks.map(({ x, at, isDay }) => {
          const instant = new Date(at).toISOString();
          // A label at the edge stays inside.
          const shift = x < 20 ? '0' : x > width - 24 ? '-100%' : '-50%';
          return (
            <span key={at} style={{ left: x, transform: `translateX(${shift})` }}>
              {isDay ? formatDate(instant).replace(/,? \d{4}$/, '') : formatTime(instant)}
            </span>
          );
        })}
      </div>
    </div>
  );
}

function cellOf(target: EventTarget): Cell | undefined {
  const data = (target as Element).closest<HTMLElement>('[data-cell]')?.dataset['cell'];
  if (data === undefined) return undefined;
  const [row = 0, column = 0] = data.split(' ').map(Number);
  return { row, column };
}

const cellIn = (grid: HTMLElement, { row, column }: Cell): HTMLElement | null =>
  grid.querySelector(`[data-cell="${row} ${column}"]`);

/** A cell that exists: rows and symbols become fewer when the width or the people change. */
function clampCell(rows: readonly TimelineRow[], { row, column }: Cell): Cell {
  const at = Math.min(row, rows.length - 1);
  return { row: at, column: Math.min(column, (rows[at]?.symbols.length ?? 1) - 1) };
}

/** Where an arrow key leads: up and down to the symbol that is nearest in time. */
function nextCell(rows: readonly TimelineRow[], cell: Cell, key: string): Cell | undefined {
  const symbols = rows[cell.row]?.symbols ?? [];
  const last = symbols.length - 1;
  switch (key) {
    case 'ArrowRight':
      return { ...cell, column: Math.min(cell.column + 1, last) };
    case 'ArrowLeft':
      return { ...cell, column: Math.max(cell.column - 1, 0) };
    case 'Home':
      return { ...cell, column: 0 };
    case 'End':
      return { ...cell, column: last };
    case 'ArrowDown':
    case 'ArrowUp': {
      const x = symbols[cell.column]?.x ?? 0;
      const step = key === 'ArrowDown' ? 1 : -1;
      for (let row = cell.row + step; row >= 0 && row < rows.length; row += step) {
        const column = nearestSymbol(rows[row]?.symbols ?? [], x);
        if (column !== -1) return { row, column };
      }
      return cell;
    }
  }
}
