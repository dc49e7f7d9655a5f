import type { AddressInfo } from 'node:net';
import express from 'express';
import mongoose from 'mongoose';
import { serveUsage } from '../lib/child';

/** The minimal Express 5 and Mongoose server that answers the same request from the database. */
const [uri = '', userId = ''] = process.argv.slice(2);
const connection = await mongoose.createConnection(uri).asPromise();
const users = connection.model('User', new mongoose.Schema({}, { strict: false }), 'users');
const app = express();
app.get('/api/users/me', async (_request, response) => {
  const user = await users.findById(userId).lean<{ email: string; displayName: string }>();
  response.json({ user: { id: userId, email: user?.email, displayName: user?.displayName } });
});
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serveUsage({ url: `http://127.0.0.1:${port}` }, async () => {
    server.closeAllConnections();
    await connection.close();
  });
});
