import { setting } from './setting';

/** A bucket, and a prefix in which `{tenant}` may stand for the tenant of whoever asks. */
const PREFIX = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/((\{tenant\}|[A-Za-z0-9_=-][A-Za-z0-9_.=-]*)\/)*$/;

/** Where batches may be read from. */
export const SOURCE_SETTINGS = {
  batchSources: setting({
    name: 'BATCH_SOURCES',
    fallback: '',
    allowed: 's3://bucket/prefix/, more of them behind commas; {tenant} may be a part of a prefix',
    doc: 'Prefixes of which `source=` makes batches; empty: none. Whoever may submit a batch may read what lies under them: with `{tenant}` in the prefix, what is of the tenant of the key. The server and the credentials are those of S3_ENDPOINT.',
    parse: prefixes,
  }),
};

function prefixes(text: string): readonly string[] | undefined {
  const found = text.split(',').map((prefix) => prefix.trim());
  if (found.join('') === '') return [];
  return found.every((prefix) => PREFIX.test(prefix)) ? found : undefined;
}
