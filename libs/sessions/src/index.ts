export { DueSessions, type DuePage, type DueSession } from './due-sessions';
export { EventFiles, hourOfId, type EventFile } from './event-files';
export { EventStream, type StreamedEvent } from './event-stream';
export {
  UNSCORED,
  type ForgottenSession,
  type LiveCall,
  type LiveSession,
  type LiveUser,
  type LiveVerdict,
  type Unscored,
} from './live-session';
export { LiveSessions, type LiveSessionsOptions, type SeenCursor } from './live-sessions';
export { encodeEvent, type SessionEvent } from './session-event';
export { sessionHash } from './session-objects';
export { decodeAggregate, encodeAggregate } from './sketch-codec';
export { lastIdOf, timeOfId } from './stream-id';
export { liveVerdict, sessionClaims, VerdictRecords, type VerdictRecord } from './verdict-records';
