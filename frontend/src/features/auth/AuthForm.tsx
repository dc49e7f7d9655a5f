import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';
import { Form } from '../../ui/Form';
import { FormProblem } from '../../ui/FormProblem';
import { AuthPage } from './AuthPage';

interface AuthFormProps {
  /** The title of the page; the text of the button by default. */
  title?: string;
  /** The text of the button. */
  action: string;
  /** Why the user has to sign in, if a link led here. */
  reason: string | null;
  /** The question and the link to the other form. */
  other: { question: string; link: string; to: string } | null;
  busy: boolean;
  /** The error of the whole form. */
  problem: string | undefined;
  onSubmit: () => Promise<void>;
  /** Other ways to sign in, below the form. */
  below?: ReactNode;
  /** The fields. */
  children: ReactNode;
}

/** The form for signing in or registering, with its title. */
export function AuthForm(props: AuthFormProps) {
  const { action, title = action, reason, other, busy, problem, onSubmit } = props;
  const { below, children } = props;
  return (
    <AuthPage title={title} text={reason ?? 'Parley is video meetings on a server of your own.'}>
      <Form
        onSubmit={() => void onSubmit()}
        sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}
      >
        <FormProblem text={problem} />
        {children}
        <Button type="submit" variant="contained" size="large" loading={busy}>
          {action}
        </Button>
      </Form>
      {below}
      {other !== null && (
        <Typography sx={{ color: 'text.secondary' }}>
          {other.question}{' '}
          <Link component={RouterLink} to={other.to} sx={{ fontWeight: 600 }}>
            {other.link}
          </Link>
        </Typography>
      )}
    </AuthPage>
  );
}
