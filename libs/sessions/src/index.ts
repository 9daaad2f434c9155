export type { LiveCall, LiveSession, LiveUser } from './live-session';
export { LiveSessions, type LiveSessionsOptions, type SeenCursor } from './live-sessions';
