import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import { useState } from 'react';
import { nameLabel, type Participant } from '@parley/shared/participants';
import type { FingerprintPair } from '../../call/mesh/fingerprints';
import { SAFETY_CODE_LENGTH } from '../../call/safety-code';
import { useCall } from '../../hooks/useCall';
import { noteComparison } from './compared-codes';
import { SafetyCodeDialog } from './SafetyCodeDialog';
import { useSafetyCode } from './useSafetyCode';

const HALF = SAFETY_CODE_LENGTH / 2;

interface SafetyCodeProps {
  participant: Participant;
  fingerprints: FingerprintPair | null;
}

/** The safety code of the connection to a participant; a click explains it and shows its words. */
export function SafetyCode({ participant, fingerprints }: SafetyCodeProps) {
  const code = useSafetyCode(fingerprints);
  const call = useCall();
  const [isOpen, setIsOpen] = useState(false);
  if (code === null) return null;
  const name = nameLabel(participant);
  const words = code.map((symbol) => symbol.name).join(', ');
  return (
    <>
      <ButtonBase
        aria-haspopup="dialog"
        aria-label={`Safety code with ${name}: ${words}`}
        onClick={() => {
          noteComparison(call);
          setIsOpen(true);
        }}
        sx={{
          // A finger needs 24 px at least (WCAG 2.5.8).
          minHeight: 28,
          borderRadius: 1,
          paddingInline: 0.5,
          marginInlineStart: -0.5,
          fontSize: 16,
          letterSpacing: '0.15em',
          textAlign: 'start',
          '&:hover': { bgcolor: 'action.hover' },
        }}
      >
        {/* Two groups, which stand one above the other where there is no room. */}
        <Box component="span" aria-hidden sx={{ display: 'flex', flexWrap: 'wrap' }}>
          {[code.slice(0, HALF), code.slice(HALF)].map((group, index) => (
            <span key={index}>{group.map(({ emoji }) => emoji).join('')}</span>
          ))}
        </Box>
      </ButtonBase>
      <SafetyCodeDialog code={code} name={name} open={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}
