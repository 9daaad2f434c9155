/** What a process that is ready tells its supervisor. */
export interface ReadyMessage {
  readonly type: 'ready';
  /** Where it listens, for example `http://127.0.0.1:8000`; with PORT=0 nobody else knows. */
  readonly address?: string;
  /** Of a gateway: whether there are no keys, so that whoever reaches it may do everything. */
  readonly open?: boolean;
}

/** Why a process cannot start, for people. */
export interface FailedMessage {
  readonly type: 'failed';
  readonly reason: string;
}

/** Everything a process tells its supervisor. */
export type ParentMessage = ReadyMessage | FailedMessage;

/** Tells the supervisor, if there is one, that this process is ready. Call it once, after everything is loaded and listening. */
export function notifyReady(facts: Omit<ReadyMessage, 'type'> = {}): void {
  const message: ReadyMessage = { type: 'ready', ...facts };
  process.send?.(message);
}

/** Tells the supervisor why this process cannot start; false when there is no supervisor to tell. */
export function notifyFailed(reason: string): Promise<boolean> {
  const message: FailedMessage = { type: 'failed', reason };
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve(false);
    else
      process.send(message, undefined, undefined, (error) => {
        resolve(error === null);
      });
  });
}

/** Calls back once when the supervisor that started this process has died, so that it can drain as for SIGTERM. */
export function onParentGone(callback: () => void): void {
  process.once('disconnect', callback);
  // A listener keeps the channel open, and the channel must not keep a drained process alive.
  process.channel?.unref();
}
