import { EventEmitter } from 'node:events';
import { stopSignals } from './stop-signals';

describe('stopSignals', () => {
  const press = (...pressedAt: number[]): readonly [stop: boolean, kill: boolean] => {
    const source = new EventEmitter();
    let now = 0;
    const { stop, kill } = stopSignals(source, () => now);
    for (now of pressedAt) source.emit('SIGINT');
    return [stop.aborted, kill.aborted];
  };

  it('drains at the first Ctrl-C and kills at the second', () => {
    expect(press()).toEqual([false, false]);
    expect(press(1_000)).toEqual([true, false]);
    expect(press(1_000, 2_000)).toEqual([true, true]);
  });

  it('takes the copy that npm passes on for the same press', () => {
    expect(press(1_000, 1_003)).toEqual([true, false]);
    expect(press(1_000, 1_003, 3_000, 3_003)).toEqual([true, true]);
  });
});
