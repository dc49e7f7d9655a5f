import Button from '@mui/material/Button';
import { Link as RouterLink } from 'react-router';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { useUser } from '../hooks/useSession';
import { paths } from '../lib/paths';
import { Notice } from './Notice';

interface NotFoundPageProps {
  title?: string;
  text?: string;
}

/**
 * The page for an address, room or meeting that does not exist, or that this account may not see. The
 * two cases look the same on purpose.
 */
export function NotFoundPage({
  title = 'This page is not here',
  text = 'The address may be mistyped, or what was here is gone.',
}: NotFoundPageProps) {
  useDocumentTitle('Not found');
  const isSignedOut = useUser() === null;
  return (
    <Notice title={title} text={text}>
      <Button component={RouterLink} to={paths.home} variant="contained" size="large">
        {isSignedOut ? 'Back to the start page' : 'Back to dashboard'}
      </Button>
    </Notice>
  );
}
