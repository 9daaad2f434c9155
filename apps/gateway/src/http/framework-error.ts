import { SluiceError, type ErrorCode } from '@sluice/contracts';

type Known = readonly [code: ErrorCode, detail: string];

const NOT_JSON: Known = [
  'MALFORMED_JSON',
  'The body could not be parsed. Send one JSON value in UTF-8 without keys such as __proto__.',
];
const LENGTH: Known = [
  'BAD_REQUEST',
  'The body ended before Content-Length was reached, or went past it. Send the whole body.',
];
const MEDIA_TYPE: Known = [
  'UNSUPPORTED_MEDIA_TYPE',
  'This path does not take this Content-Type. JSON is application/json; a file is text/csv, application/x-ndjson, application/vnd.apache.parquet ' +
    'or multipart/form-data; a part of an upload is application/offset+octet-stream. See /docs.',
];

/** What the codes of Fastify and its plugins mean for a client. Their messages are not passed on: some quote the input. */
const BY_CODE: Readonly<Record<string, Known>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: NOT_JSON,
  FST_ERR_CTP_EMPTY_JSON_BODY: [
    'MALFORMED_JSON',
    'The body is empty. Send one JSON value, or leave the Content-Type out.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: ['PAYLOAD_TOO_LARGE', 'A JSON body may have at most 1 MiB. Send files to /v1/batch.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: MEDIA_TYPE,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: LENGTH,
  FST_ERR_BAD_URL: ['BAD_REQUEST', 'The address holds a percent sign that starts no valid escape. Encode it as %25.'],
  FST_ERR_MAX_PARAM_LENGTH: [
    'URI_TOO_LONG',
    'A part of the path is too long. Ids and names have at most 200 characters.',
  ],
  FST_REQ_FILE_TOO_LARGE: ['PAYLOAD_TOO_LARGE', 'The file is larger than MAX_UPLOAD_BYTES allows. Split it.'],
  FST_PARTS_LIMIT: [
    'MALFORMED_MULTIPART',
    'The multipart body has too many parts. Send files and the documented fields.',
  ],
  FST_FIELDS_LIMIT: ['MALFORMED_MULTIPART', 'The multipart body has too many fields. Send only the documented ones.'],
  FST_PROTO_VIOLATION: [
    'MALFORMED_MULTIPART',
    'A field has a name that is not allowed. Send only the documented ones.',
  ],
  FST_INVALID_MULTIPART_CONTENT_TYPE: MEDIA_TYPE,
  ECONNRESET: LENGTH,
};

/** By status, for errors of the framework without a code that we know. */
const BY_STATUS: Readonly<Record<number, Known>> = {
  404: ['NOT_FOUND', 'Nothing is served here. /docs lists every path.'],
  406: ['NOT_ACCEPTABLE', 'None of the formats in Accept can be produced. Leave Accept out to get the default one.'],
  408: ['REQUEST_TIMEOUT', 'The request did not arrive in time. Send it faster.'],
  413: ['PAYLOAD_TOO_LARGE', 'The body is too large. Send less at once.'],
  414: ['URI_TOO_LONG', 'The address is too long. Shorten it.'],
  415: MEDIA_TYPE,
  431: ['HEADERS_TOO_LARGE', 'The headers together may have at most 16 kB. Send fewer or shorter ones.'],
};

/** The error for a client when the framework refused a request with this code or this status of 4xx; else undefined. */
export function frameworkError(status: number, code: string | undefined): SluiceError | undefined {
  const known = (code === undefined ? undefined : BY_CODE[code]) ?? BY_STATUS[status];
  if (known) return new SluiceError(...known);
  if (status < 400 || status >= 500) return undefined;
  return new SluiceError('BAD_REQUEST', 'The request is malformed. /docs describes what this path takes.');
}
