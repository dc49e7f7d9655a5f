import type { Connection } from '../../platform/database';

/** Returns all documents of all collections as one text in lower case, with their ids. */
export async function everythingStored(connection: Connection): Promise<string> {
  const collections = (await connection.db?.listCollections().toArray()) ?? [];
  const texts = await Promise.all(
    collections.map(async ({ name }) => {
      const documents = await connection.collection(name).find({}).toArray();
      return `${name}: ${JSON.stringify(documents)}`;
    }),
  );
  return texts.join('\n').toLowerCase();
}
