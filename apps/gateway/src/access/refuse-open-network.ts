import { isLoopback, StartError, type Config } from '@sluice/platform';
import { firstKeyCommand } from './first-key-command';

/** @throws StartError when there is no key and other machines could reach us: it says how to make one */
export function refuseOpenNetwork(config: Config, isOpen: boolean): void {
  const { host } = config.http;
  if (!isOpen || isLoopback(host)) return;
  throw new StartError(
    [
      `HOST=${JSON.stringify(host)} can be reached by other machines, and there is no key yet. Make the first one, then start again:`,
      `  ${firstKeyCommand(config)}`,
      'In a container: ADMIN_KEY_FILE. Without keys HOST may be 127.0.0.1, ::1 or localhost.',
    ].join('\n'),
  );
}
