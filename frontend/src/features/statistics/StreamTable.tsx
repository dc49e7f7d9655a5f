import Box from '@mui/material/Box';
import { TRACK_SOURCES } from '../../call/track-source';
import type { StreamStatistics } from '../../call/quality/statistics';
import {
  bitrateWords,
  formatWords,
  jitterWords,
  lossWords,
  sourceWords,
  troubleWords,
} from './statistics-words';

interface StreamTableProps {
  name: string;
  streams: readonly StreamStatistics[];
}

/** The active RTP streams from and to one participant. */
export function StreamTable({ name, streams }: StreamTableProps) {
  if (streams.length === 0) return null;
  return (
    <Box
      component="table"
      aria-label={`Streams from and to ${name}`}
      sx={{
        width: '100%',
        marginTop: 1,
        borderCollapse: 'collapse',
        fontSize: 13,
        lineHeight: 1.4,
        fontVariantNumeric: 'tabular-nums',
        '& th, & td': { padding: '3px 0 3px 8px', textAlign: 'end', verticalAlign: 'top' },
        '& th:first-of-type': { paddingLeft: 0, textAlign: 'start' },
        '& td, & thead th': { whiteSpace: 'nowrap' },
        '& thead th, & tbody th[scope=rowgroup]': {
          fontSize: 12,
          fontWeight: 500,
          color: 'text.secondary',
        },
        '& tbody th[scope=rowgroup]': { paddingTop: '10px' },
        '& th[scope=row]': { fontWeight: 500 },
      }}
    >
      <thead>
        <tr>
          <th scope="col">Stream</th>
          <th scope="col">Bit rate</th>
          <th scope="col">Loss</th>
          <th scope="col">Jitter</th>
        </tr>
      </thead>
      <Group title="Received" streams={streams.filter((one) => one.direction === 'received')} />
      <Group title="Sent" streams={streams.filter((one) => one.direction === 'sent')} />
    </Box>
  );
}

function Group({ title, streams }: { title: string; streams: readonly StreamStatistics[] }) {
  if (streams.length === 0) return null;
  const place = ({ source }: StreamStatistics) => source && TRACK_SOURCES.indexOf(source);
  const sorted = [...streams].sort((a, b) => (place(a) ?? 0) - (place(b) ?? 0));
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={4}>
          {title}
        </th>
      </tr>
      {sorted.map((stream) => (
        <tr key={stream.id}>
          <th scope="row">
            {sourceWords(stream)}
            <Box component="span" sx={{ display: 'block', fontWeight: 400, fontSize: 12 }}>
              {formatWords(stream)}
            </Box>
            <Trouble words={troubleWords(stream)} />
          </th>
          <td>{bitrateWords(stream)}</td>
          <td>{lossWords(stream)}</td>
          <td>{jitterWords(stream)}</td>
        </tr>
      ))}
    </tbody>
  );
}

function Trouble({ words }: { words: string[] }) {
  if (words.length === 0) return null;
  return (
    <Box
      component="span"
      sx={{ display: 'block', fontWeight: 400, fontSize: 12, color: 'text.secondary' }}
    >
      {words.join(' · ')}
    </Box>
  );
}
