/** What to send again and again: raw frames of Engine.IO. */
export const FLOODS = {
  'commands that are refused': '42["chat:sync",{"afterSeq":0}]',
  'messages to the meeting': '427["chat:send",{"clientId":"flood-0123456789abcdef","text":"x"}]',
  'commands that nobody declared': '427["nobody:knows",{}]',
  'payloads that do not parse': '427["participant:update",{"camera":{"$ne":null},"x":[[[]]]}]',
  'heartbeats that nobody asked for': '3',
  'acks of nothing': '43999["x"]',
  'namespaces that do not exist': '40/nowhere,{}',
} as const;

export interface FloodOrder {
  url: string;
  tokens: string[];
  kind: keyof typeof FLOODS;
  /** Room to join before; its members see what gets through. */
  code: string;
}

/** How many frames were sent in all, and how many sockets were closed for it. */
export interface FloodReport {
  sent: number;
  closed: number;
}
