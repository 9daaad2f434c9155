import { request, type ClientRequest } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** How an upload ended for its client: an answer, or a connection that broke. */
export interface UploadEnd {
  readonly status: number | null;
  readonly body: string;
}

/** An upload that goes on for as long as the test wants. */
export class SlowUpload {
  readonly ended: Promise<UploadEnd>;
  private readonly request: ClientRequest;

  /** @param headers of the request; a raw CSV file by default */
  constructor(url: string, headers: Readonly<Record<string, string>> = { 'content-type': 'text/csv' }) {
    this.request = request(`${url}/v1/batch`, { method: 'POST', headers });
    this.ended = new Promise((resolve) => {
      this.request.once('response', (response) => {
        const end = (body: string): void => {
          resolve({ status: response.statusCode ?? null, body });
        };
        text(response).then(end, () => {
          end('');
        });
      });
      this.request.once('error', () => {
        resolve({ status: null, body: '' });
      });
    });
  }

  /** Resolves when the bytes have been handed to the connection, or when that is gone. */
  async send(bytes: string): Promise<void> {
    if (!this.request.write(bytes)) await Promise.race([once(this.request, 'drain'), this.ended]);
  }

  finish(): void {
    this.request.end();
  }
}
