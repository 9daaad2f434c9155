import { StartError, type Config } from '@sluice/platform';
import type { ObjectStore } from '@sluice/storage';
import {
  Deliver,
  Deliveries,
  DeliveryCounts,
  Endpoints,
  RefusedTarget,
  WebhookSender,
  WebhookTargets,
} from '@sluice/webhooks';
import type { Redis } from 'ioredis';

/** What a worker has for telling receivers. */
export interface Webhooks {
  readonly deliveries: Deliveries;
  readonly deliver: Deliver;
  readonly counts: DeliveryCounts;
  /** Gets the verdicts of stage 2; null: nobody. */
  readonly sessionUrl: string | null;
}

/** @throws StartError when verdicts are to be told and cannot be */
export function openWebhooks({ webhooks }: Pick<Config, 'webhooks'>, store: ObjectStore, redis: Redis): Webhooks {
  const { secrets, sessionUrl, allowedHosts } = webhooks;
  const targets = new WebhookTargets(allowedHosts);
  if (sessionUrl !== null) checkSessionUrl(sessionUrl, secrets.length > 0, targets);
  const deliveries = new Deliveries(store);
  const deliver = new Deliver(deliveries, new Endpoints(store), new WebhookSender(targets), secrets);
  return { deliveries, deliver, counts: new DeliveryCounts(redis), sessionUrl };
}

/** Not whether its host resolves: DNS may come later than this process. */
function checkSessionUrl(url: string, isSigned: boolean, targets: WebhookTargets): void {
  if (!isSigned) throw new StartError('WEBHOOK_SESSION_URL needs WEBHOOK_SECRETS. See docs/webhooks.md.');
  try {
    targets.parse(url);
  } catch (error) {
    if (!(error instanceof RefusedTarget)) throw error;
    throw new StartError(
      `WEBHOOK_SESSION_URL ${error.message}. WEBHOOK_ALLOWED_HOSTS names hosts of your own network.`,
    );
  }
}
