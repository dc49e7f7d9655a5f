import Box from '@mui/material/Box';
import { useMemo, useRef } from 'react';
import { useCallPart } from '../../hooks/useCall';
import { gridFor } from './grid-for';
import { RemoteTile, SelfTile } from './ParticipantTile';
import { ScreenView } from './ScreenView';
import { useElementSize } from './useElementSize';

const GAP = 8;
/** Below this the filmstrip goes under the screen instead of beside it. */
const WIDE = 720;

/** Everybody in a grid that never scrolls; or a shared screen with everybody beside it. */
export function Stage() {
  const ref = useRef<HTMLDivElement>(null);
  const { width, height } = useElementSize(ref);
  const remotes = useCallPart(({ remotes: all }) => all);
  const ids = useMemo(() => remotes.map(({ participant }) => participant.id), [remotes]);
  const ownScreen = useCallPart(({ self }) => self.screenStream);
  const shared = remotes.find(({ screenStream }) => screenStream !== null);
  const isSharing = shared !== undefined || ownScreen !== null;
  const tiles = [<SelfTile key="self" />, ...ids.map((id) => <RemoteTile key={id} id={id} />)];

  return (
    <Box ref={ref} sx={{ position: 'relative', flex: 1, minWidth: 0, minHeight: 0, margin: 1 }}>
      {isSharing ? (
        <Filmstrip isWide={width >= WIDE} tiles={tiles}>
          {shared?.screenStream ? (
            <ScreenView
              stream={shared.screenStream}
              participantId={shared.participant.id}
              name={shared.participant.displayName}
            />
          ) : (
            ownScreen && <ScreenView stream={ownScreen} participantId="" name={null} />
          )}
        </Filmstrip>
      ) : (
        <TileGrid width={width} height={height} tiles={tiles} />
      )}
    </Box>
  );
}

function TileGrid(props: { width: number; height: number; tiles: React.ReactElement[] }) {
  const { width, height, tiles } = props;
  const grid = gridFor(tiles.length, width, height, GAP);
  return (
    <Box
      sx={{
        position: 'absolute',
        inset: 0,
        display: 'flex',
        flexWrap: 'wrap',
        gap: `${GAP}px`,
        alignContent: 'center',
        justifyContent: 'center',
        // One row more or less by a fraction of a pixel would make the page jump.
        maxWidth: grid.columns * (grid.tileWidth + GAP),
        marginInline: 'auto',
      }}
    >
      {tiles.map((tile) => (
        <Box key={tile.key} sx={{ width: grid.tileWidth, height: grid.tileHeight }}>
          {tile}
        </Box>
      ))}
    </Box>
  );
}

function Filmstrip(props: {
  isWide: boolean;
  tiles: React.ReactElement[];
  children: React.ReactNode;
}) {
  const { isWide, tiles, children } = props;
  return (
    <Box
      sx={{
        position: 'absolute',
        inset: 0,
        display: 'flex',
        flexDirection: isWide ? 'row' : 'column',
        gap: `${GAP}px`,
      }}
    >
      <Box sx={{ position: 'relative', flex: 1, minWidth: 0, minHeight: 0 }}>{children}</Box>
      <Box
        tabIndex={0}
        role="group"
        aria-label="People"
        sx={{
          display: 'flex',
          flexDirection: isWide ? 'column' : 'row',
          gap: `${GAP}px`,
          overflow: 'auto',
          flexShrink: 0,
        }}
      >
        {tiles.map((tile) => (
          <Box
            key={tile.key}
            sx={{ flexShrink: 0, width: isWide ? 208 : 132, height: isWide ? 117 : 99 }}
          >
            {tile}
          </Box>
        ))}
      </Box>
    </Box>
  );
}
