// Creates the user of Parley, for Parley's own database only. The MongoDB image runs this file for a
// new volume; README.md says how to run it for a volume that was created without users.
db.getSiblingDB('parley').createUser({
  user: 'parley',
  pwd: process.env.MONGO_PASSWORD,
  roles: ['readWrite'],
});
