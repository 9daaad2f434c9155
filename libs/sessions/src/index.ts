export { DueSessions, type DuePage, type DueSession } from './due-sessions';
export { EventFiles, hourOfId, type EventFile } from './event-files';
export { EventStream, type StreamedEvent } from './event-stream';
export type { LiveCall, LiveSession, LiveUser, LiveVerdict } from './live-session';
export { LiveSessions, type LiveSessionsOptions, type SeenCursor } from './live-sessions';
export { encodeEvent, type SessionEvent } from './session-event';
export { sessionHash } from './session-objects';
export { decodeAggregate, encodeAggregate } from './sketch-codec';
export { liveVerdict, VerdictRecords, type VerdictRecord } from './verdict-records';
