export { AuditChain } from './audit-chain';
export { AuditCheckpoints, type AuditCheckpoint } from './audit-checkpoints';
export { AuditReader, type AuditFilter, type AuditPage } from './audit-reader';
export { OUTCOMES, type AuditEntry, type AuditRecord, type ChainHead, type Outcome } from './audit-record';
export type { Json, JsonObject } from './canonical-json';
export { recordAct, type Act } from './record-act';
export { verifyAudit, type AuditReport } from './verify-audit';
