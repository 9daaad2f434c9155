import { SLOTS, slotMsOf, type Granted, type Limit } from './limit';

/**
 * A limit that one process keeps alone, by the rule of take.lua.ts: tokens are counted in slots of a tenth of the window, and a slot counts until all of it
 * is older than the window. So no window of that length, wherever it begins, sees more than the limit.
 */
export class SlidingWindow {
  private readonly slots = new Map<number, number>();
  private readonly slotMs: number;

  constructor(private readonly limit: Limit) {
    this.slotMs = slotMsOf(limit.windowMs);
  }

  /** @param nowMs of any clock that does not go back */
  take(wanted: number, nowMs: number): Granted {
    const slot = Math.floor(nowMs / this.slotMs);
    const used = this.usedSince(slot - SLOTS);
    const granted = Math.max(0, Math.min(wanted, this.limit.limit - used));
    if (granted > 0) this.slots.set(slot, (this.slots.get(slot) ?? 0) + granted);
    const [oldest] = this.slots.keys();
    const resetMs = oldest === undefined ? 0 : (oldest + SLOTS + 1) * this.slotMs - nowMs;
    return { granted, left: Math.max(0, this.limit.limit - used - granted), resetMs, slot };
  }

  private usedSince(first: number): number {
    let used = 0;
    for (const [slot, count] of this.slots) {
      if (slot < first) this.slots.delete(slot);
      else used += count;
    }
    return used;
  }
}
