import Linkify from 'linkify-react';

/** A bare name with a dot is a file or the end of a sentence more often than an address. */
const MEANT_AS_ADDRESS = /^(https?:\/\/|www\.|mailto:)/i;

const options = {
  defaultProtocol: 'https',
  // An address runs from left to right in any text.
  attributes: { rel: 'noopener noreferrer nofollow', target: '_blank', dir: 'ltr' },
  // Anything else, such as `javascript:` or `README.md`, stays text.
  validate: (value: string, type: string) => type === 'email' || MEANT_AS_ADDRESS.test(value),
};

/** Text that somebody wrote, with its web and mail addresses as links. Never read as HTML. */
export function LinkedText({ text }: { text: string }) {
  return <Linkify options={options}>{text}</Linkify>;
}
