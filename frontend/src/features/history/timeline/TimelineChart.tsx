import Box from '@mui/material/Box';
import { styled } from '@mui/material/styles';
import { nameLabel } from '@parley/shared/participants';
import { type KeyboardEvent, memo, type MouseEvent, useState } from 'react';
import { avatarColor } from '../../../lib/avatar';
import { formatDate, formatTime } from '../../../lib/format';
import { isolate } from '../../../lib/isolate';
import type { Jump } from '../record/place';
import { nearestSymbol, type TimelineRow } from './timeline-layout';
import { TimelineSymbolIcon } from './TimelineSymbolIcon';
import type { Tick } from './timeline-ticks';
import { symbolWords } from './timeline-words';

/** The column of names; narrower where the whole timeline is narrow. CSS pixels. */
export const NAME_WIDTH = { wide: 168, narrow: 104, narrowBelow: 600 } as const;

interface TimelineChartProps {
  rows: readonly TimelineRow[];
  ticks: readonly Tick[];
  /** Of the plot, in CSS pixels. */
  width: number;
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
export function TimelineChart({ rows, ticks, width, timeOf, jump }: TimelineChartProps) {
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
    <Frame>
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
    </Frame>
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
  const color = avatarColor(person);
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
            style={{ left: bar.x, width: bar.width, backgroundColor: color }}
          />
        ))}
        {shares.map((bar) => (
          <i key={bar.x} className="share" style={{ left: bar.x, width: bar.width }} />
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

const Frame = styled(Box)(({ theme }) => {
  const { palette } = theme.vars ?? theme;
  return {
    position: 'relative',
    overflowX: 'auto',
    overscrollBehaviorX: 'contain',
    border: `1px solid ${palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    backgroundColor: palette.background.paper,
    fontSize: 13,
    '& .rows': { paddingTop: 8, width: 'max-content', outline: 'none' },
    '& .row': { display: 'flex', width: 'max-content' },
    '& .name': {
      position: 'sticky',
      left: 0,
      zIndex: 2,
      width: NAME_WIDTH.narrow,
      [theme.breakpoints.up('sm')]: { width: NAME_WIDTH.wide },
      flexShrink: 0,
      paddingInline: '16px 8px',
      lineHeight: '36px',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      backgroundColor: palette.background.paper,
    },
    '& .plot': { position: 'relative', height: 36, flexShrink: 0, cursor: 'pointer' },
    '& .line': {
      position: 'absolute',
      top: 0,
      bottom: 0,
      width: 1,
      backgroundColor: palette.divider,
    },
    '& .bar': { position: 'absolute', top: 14, height: 8, borderRadius: 4, opacity: 0.35 },
    '& .share': {
      position: 'absolute',
      top: 26,
      height: 4,
      borderRadius: 2,
      backgroundColor: palette.text.secondary,
    },
    '& .symbol': {
      position: 'absolute',
      top: 6,
      width: 24,
      height: 24,
      marginLeft: -12,
      borderRadius: 12,
      display: 'grid',
      placeItems: 'center',
      color: palette.text.secondary,
      '& svg': { fontSize: 16 },
      '&:hover': { backgroundColor: palette.action.hover },
      '&:focus-visible': {
        outline: `2px solid ${palette.text.primary}`,
        outlineOffset: -1,
        zIndex: 1,
      },
    },
    '& .decision, & .action, & .moment, & .hand': {
      color: palette.text.primary,
      '&::before': {
        content: '""',
        position: 'absolute',
        inset: 2,
        borderRadius: '50%',
        backgroundColor: palette.background.paper,
        border: `1px solid ${palette.text.secondary}`,
      },
      '& svg': { position: 'relative', fontSize: 14 },
    },
    '& .axis': { height: 32, color: palette.text.secondary, fontSize: 12 },
    '& .axis .name': { lineHeight: '32px' },
    '& .ticks': { position: 'relative', flexShrink: 0, borderTop: `1px solid ${palette.divider}` },
    '& .ticks span': {
      position: 'absolute',
      lineHeight: '30px',
      whiteSpace: 'nowrap',
      fontVariantNumeric: 'tabular-nums',
    },
    '& .tip': {
      position: 'absolute',
      bottom: 34,
      zIndex: 3,
      padding: '4px 8px',
      borderRadius: 8,
      fontSize: 12,
      whiteSpace: 'nowrap',
      pointerEvents: 'none',
      color: palette.background.default,
      backgroundColor: palette.text.primary,
    },
    '& .tip.below': { bottom: 'auto', top: 34 },
  };
});
