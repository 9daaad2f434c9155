import cluster from 'node:cluster';
import { isOfCluster, type ToPrimary, type ToProcess } from './exchange';

/** The channel of a gateway process to the primary that started it. */
export interface PrimaryLink {
  send(message: ToPrimary): void;
  onMessage(take: (message: ToPrimary | ToProcess) => void): void;
}

/** null: this process is the whole gateway. */
export function primaryLink(): PrimaryLink | null {
  const { worker } = cluster;
  if (!worker) return null;
  return {
    send: (message) => void worker.send(message, () => undefined),
    onMessage: (take) => {
      process.on('message', (message) => {
        if (isOfCluster(message)) take(message);
      });
    },
  };
}

/** Node ends a process at once whose primary is gone. With this it only hears of it (onParentGone), and can drain. */
export function outlivePrimary(): void {
  const { worker } = cluster;
  worker?.once('disconnect', () => {
    worker.exitedAfterDisconnect = true;
  });
}
