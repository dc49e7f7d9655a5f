import Linkify from 'linkify-react';

/** Other text with a dot is more often a file name or the end of a sentence than an address. */
const MEANT_AS_ADDRESS = /^(https?:\/\/|www\.|mailto:)/i;

const options = {
  defaultProtocol: 'https',
  // Addresses are left-to-right in every text.
  attributes: { rel: 'noopener noreferrer nofollow', target: '_blank', dir: 'ltr' },
  // Other matches, such as `javascript:` or `README.md`, stay text.
  validate: (value: string, type: string) => type === 'email' || MEANT_AS_ADDRESS.test(value),
};

/** Text of a user with links for its web and e-mail addresses. HTML in it stays text. */
export function LinkedText({ text }: { text: string }) {
  return <Linkify options={options}>{text}</Linkify>;
}
