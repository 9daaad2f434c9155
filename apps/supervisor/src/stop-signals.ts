/** npm passes a Ctrl-C of the terminal on, so one press arrives twice. */
const SAME_PRESS_MS = 500;

export interface StopSignals {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP: drain. */
  readonly stop: AbortSignal;
  /** Aborted by a second one: end at once. */
  readonly kill: AbortSignal;
}

/** @param source usually `process` */
export function stopSignals(source: NodeJS.EventEmitter = process, now = (): number => performance.now()): StopSignals {
  const [stop, kill] = [new AbortController(), new AbortController()];
  let firstAt: number | undefined;
  const onSignal = (): void => {
    firstAt ??= now();
    if (now() - firstAt > SAME_PRESS_MS) kill.abort();
    stop.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) source.on(name, onSignal);
  return { stop: stop.signal, kill: kill.signal };
}
