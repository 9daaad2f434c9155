export { Deliver, type Made } from './deliver';
export { countedOutcome, DeliveryCounts } from './delivery-counts';
export { Deliveries } from './records/deliveries';
export {
  DELIVERY_STATES,
  type Attempt,
  type Delivery,
  type DeliveryState,
  type WebhookEvent,
} from './records/delivery';
export { Endpoints, type Endpoint } from './records/endpoints';
export { listDeliveries, type DeliveryPage } from './records/list-deliveries';
export { RemoveDeliveries } from './records/remove-deliveries';
export type { DeliveryRef } from './records/webhook-keys';
export { WebhookSender } from './sending/webhook-sender';
export { RefusedTarget } from './targets/refused-target';
export { WebhookTargets } from './targets/webhook-targets';
