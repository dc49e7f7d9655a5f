import { Types, type mongo } from 'mongoose';
import { wordsOf } from '../../backend/src/platform/words';
import type { TestApp, TestUser } from '../../backend/src/platform/testing/test-app';

/** Lines of each meeting. One of them has the frequent word. */
export const LINES = 10;
/** People in each meeting, with the reader. */
const PEOPLE = 3;
/** A word that one line of each meeting has, and one that a few lines among all have. */
export const FREQUENT = 'budget';
export const RARE = 'xylophone';
const RARE_EVERY = 10_007;
const BATCH = 2_000;

const VOCABULARY = Array.from({ length: 20_000 }, (_, index) => `w${index.toString(36)}ord`);
/** Few words are frequent and most are rare, as in a language. */
const anyWord = (): string => VOCABULARY[Math.floor(VOCABULARY.length * Math.random() ** 3)] ?? '';

/** The index of the search; building it at the end takes less time than updating it. */
const WORDS = { words: 1, meetingId: 1, seq: 1 } as const;

/**
 * Stores meetings of several users; each has the given number.
 * @param driver a connection without a time limit: building the index takes longer than requests may
 */
export async function fillHistory(
  app: TestApp,
  driver: mongo.MongoClient,
  wanted: [TestUser, number][],
): Promise<void> {
  const messages = driver.db().collection('messages');
  await messages.dropIndex('words_1_meetingId_1_seq_1');
  for (const [user, count] of wanted) await fillFor(app, user, count);
  await messages.createIndex(WORDS);
}

/** Stores meetings that a user attended, each a minute after the one before; every fourth is theirs. */
async function fillFor(app: TestApp, user: TestUser, count: number): Promise<void> {
  const userId = new Types.ObjectId(user.user.id);
  const roomId = new Types.ObjectId();
  const others = Array.from({ length: PEOPLE - 1 }, () => new Types.ObjectId());
  const collection = (name: string) => app.connection.collection(name);
  for (let from = 0; from < count; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => ({
      number: from + index,
      at: new Date(1_700_000_000_000 + (from + index) * 60_000),
      meetingId: new Types.ObjectId(),
    }));
    await collection('meetings').insertMany(
      rows.map(({ number, at, meetingId }) => ({
        _id: meetingId,
        roomId,
        room: { code: 'bench', name: 'Bench' },
        ownerId: number % 4 === 0 ? userId : others[0],
        startedAt: at,
        endedAt: at,
        endReason: 'everyone_left',
        messageCount: LINES,
        // As the end of a meeting stores it.
        listed: {
          labels: [user.user.displayName, 'Person 1', 'Person 2'],
          count: PEOPLE,
        },
        epoch: 1,
        lastChangeAt: at,
        allDisconnectedAt: null,
      })),
    );
    await collection('attendances').insertMany(
      rows.flatMap(({ at, meetingId }) =>
        [userId, ...others].map((one, person) => ({
          meetingId,
          userId: one,
          displayName: person === 0 ? user.user.displayName : `Person ${person}`,
          roomId,
          isOwner: false,
          joinedAt: at,
          leftAt: at,
          intervals: [{ joinedAt: at, leftAt: at }],
        })),
      ),
    );
    await collection('messages').insertMany(
      rows.flatMap(({ number, at, meetingId }) =>
        Array.from({ length: LINES }, (_, line) => {
          const words = Array.from({ length: 8 }, anyWord);
          if (line === 3) words.push(FREQUENT);
          if ((number * LINES + line) % RARE_EVERY === RARE_EVERY - 1) words.push(RARE);
          const text = words.join(' ');
          return {
            meetingId,
            seq: line + 1,
            senderId: userId,
            senderName: user.user.displayName,
            clientId: `${number}-${line}`,
            text,
            words: wordsOf(text),
            sentAt: at,
          };
        }),
      ),
    );
  }
}
