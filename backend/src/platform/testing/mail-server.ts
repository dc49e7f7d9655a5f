import { type AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** An SMTP server on a free port that keeps what it receives. */
export interface MailServer {
  readonly url: string;
  /** All emails in the order of their arrival. */
  readonly received: ReceivedMail[];
  /** Takes the first email to this address that fits, and waits for it if necessary. */
  next(to: string, subject?: string): Promise<ReceivedMail>;
  /** Answers every further recipient with this SMTP code; null ends it. */
  refuseWith(code: number | null): void;
  close(): Promise<void>;
}

export interface ReceivedMail {
  readonly to: string;
  readonly parsed: ParsedMail;
  /** The token in the link of the email. */
  readonly token: string;
}

/** Environment variables with which an app sends its email to this server. */
export const mailEnvironment = ({ url }: Pick<MailServer, 'url'>): Record<string, string> => ({
  SMTP_URL: url,
  MAIL_FROM: 'Parley <parley@example.org>',
  PUBLIC_URL: 'http://meet.example.org',
});

/** Starts the server. @param port the port of an earlier one, to take its place */
export async function startMailServer(port = 0): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const waiters = new Set<() => void>();
  let refusal: number | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo(_address, _session, done) {
      if (refusal === null) return done();
      done(Object.assign(new Error('refused'), { responseCode: refusal }));
    },
    onData(stream, session, done) {
      void simpleParser(stream).then((parsed) => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const token = /#([\w-]{43})/.exec(parsed.text ?? '')?.[1] ?? '';
        received.push({ to, parsed, token });
        for (const wake of waiters) wake();
        done();
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    async next(to, subject) {
      for (;;) {
        const index = received.findIndex(
          (mail) => mail.to === to && (subject === undefined || mail.parsed.subject === subject),
        );
        const [mail] = index < 0 ? [] : received.splice(index, 1);
        if (mail !== undefined) return mail;
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiters.delete(wake);
            resolve();
          };
          waiters.add(wake);
        });
      }
    },
    refuseWith: (code) => void (refusal = code),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}
