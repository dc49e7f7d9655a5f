// Run by the MongoDB image when its volume is new, and by hand for a volume that was made before
// MongoDB had users (README.md): the user that Parley itself has, for its own database only.
db.getSiblingDB('parley').createUser({
  user: 'parley',
  pwd: process.env.MONGO_PASSWORD,
  roles: ['readWrite'],
});
