export { BatchKeys, ACTIVE, DELETED, TENANTS, tenantBatches } from './records/batch-keys';
export { inputFiles } from './records/input-files';
export { BatchLedger } from './records/batch-ledger';
export {
  PRIORITIES,
  type BatchManifest,
  type BatchMode,
  type BatchModel,
  type BatchRef,
  type ColumnMapping,
  type InputFormat,
  type InputPart,
  type InputShape,
  type Priority,
  type RecordContent,
} from './records/batch-manifest';
export { recordContent } from './records/record-content';
export {
  FIRST_EPOCH,
  type BatchOutcome,
  type BatchPlan,
  type ChunkCommit,
  type ChunkResult,
  type Quarantine,
  type SessionSegment,
  type SessionTally,
} from './records/batch-records';
export { Claims, type Deaths } from './records/claims';
export { isPartOfSplit, piecesOf, positionsOf, rowsOf, type PieceId } from './records/pieces';
export { AdvanceBatch } from './queue/advance-batch';
export { BatchQueue } from './queue/batch-queue';
export {
  BatchPayload,
  ChunkPayload,
  DeliveryPayload,
  deliverWebhook,
  finishBatch,
  judgeSession,
  planBatch,
  scoreChunk,
  SessionPayload,
} from './queue/job-catalogue';
export { InvalidPayload, parsePayload, type JobDefinition, type QueueName } from './queue/job-definition';
export { QUEUE_NAMES, QUEUE_PREFIX, WORKER_SETTINGS } from './queue/queue-settings';
export { batchLinks, type BatchLinks } from './status/batch-links';
export { readBacklog } from './status/backlog';
export { BatchReader, type BatchPage } from './status/batch-reader';
export { BATCH_STATES, isFinal, type BatchState, type BatchStatus } from './status/batch-status';
export { sessionJudge, type SessionJudge, type SessionRisks } from './sessions/session-judge';
export { readSessionRows, type SessionRow, type SessionRowsQuery } from './sessions/read-session-rows';
export { countSessions, readSessionSpans, type SessionSpan } from './sessions/read-session-spans';
export { mergeSessionRows, writeSessionRows, type LiveRow } from './sessions/write-session-rows';
export { DuckDb } from './tables/duckdb';
export { describeInput, type DescribedInput } from './tables/describe-input';
export { writePlan, type PlanTables } from './tables/write-plan';
export type { PlanRequest } from './tables/plan-request';
export { RowsTooLong } from './tables/out-of-room';
export { interruptible } from './tables/interruptible';
export { cutChunks, type ChunkCut } from './tables/cut-chunks';
export { readChunk, type ChunkRows } from './tables/read-chunk';
export { checksumOf, encodeScores } from './tables/scores-codec';
export { writeResults, type FinishedChunk, type ResultFiles } from './tables/write-results';
export { RESULT_FORMATS, RESULT_VIEWS, type ResultFormat, type ResultView } from './tables/result-format';
export { ResultReader, type ResultPage, type ResultQuery } from './results/result-reader';
export type { ResultDocument } from './results/result-document';
export { type ResultFilter } from './tables/result-filter';
export { SummaryReader } from './summary/summary-reader';
export { HISTOGRAM_BINS, type BatchSummary } from './summary/batch-summary';
export { previewFile, type FilePreview } from './tables/preview-file';
export { readTable, type TableRecord } from './tables/read-table';
export { Idempotency, type Reservation } from './idempotency/idempotency';
export { forgetKeys } from './idempotency/forget-keys';
export { ResumableUploads, type ResumableUpload } from './uploads/resumable-uploads';
export type { PartWriter } from './uploads/part-writer';
