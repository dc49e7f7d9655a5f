import Linkify from 'linkify-react';

const SAFE = /^(https?:\/\/|mailto:)/i;

const options = {
  defaultProtocol: 'https',
  attributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
  // Anything else, such as `javascript:`, stays text.
  validate: (value: string, type: string) =>
    type === 'email' || SAFE.test(value) || !value.includes(':'),
};

/** Text that somebody wrote, with its web and mail addresses as links. Never read as HTML. */
export function LinkedText({ text }: { text: string }) {
  return <Linkify options={options}>{text}</Linkify>;
}
