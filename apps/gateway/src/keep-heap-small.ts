import { setFlagsFromString } from 'node:v8';

/**
 * Lets the old generation grow to at most twice its live size between two collections. V8 would let the gateway's 40 MB grow fourfold. Measured with
 * wrk at 32 connections on one core: peak memory 262 MB in place of 344, requests per second and their CPU unchanged within noise.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
