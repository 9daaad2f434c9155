const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** What scripts/provide-s3-server.mjs builds; S3_SERVER names another versitygw. */
const S3_SERVER = process.env.S3_SERVER ?? join(__dirname, '..', '.cache', 's3', 'versitygw');

module.exports = { S3_SERVER, hasS3Server: () => existsSync(S3_SERVER) };
