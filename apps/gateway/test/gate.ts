import { EventEmitter, once } from 'node:events';
import { Injectable } from '@nestjs/common';

/** Holds requests until a test opens it, and tells when one has arrived. */
@Injectable()
export class Gate {
  private readonly events = new EventEmitter();

  async pass(): Promise<void> {
    const opened = once(this.events, 'open');
    this.events.emit('arrival');
    await opened;
  }

  /** Must be called before the request is sent. */
  async arrival(): Promise<void> {
    await once(this.events, 'arrival');
  }

  open(): void {
    this.events.emit('open');
  }
}
