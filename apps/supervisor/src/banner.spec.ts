import { loadConfig } from '@sluice/platform';
import { banner } from './banner';

describe('banner', () => {
  const shown = banner({
    address: 'http://127.0.0.1:8123',
    config: loadConfig({ REDIS_URL: 'redis://user:s3cret@host', WORKERS: '2' }, 4),
    startedInMs: 1234,
    logs: null,
  });

  it('shows where everything is and two lines to paste', () => {
    expect(shown).toContain('Sluice is ready (1.2 s)');
    expect(shown).toContain('Workers  2');
    expect(shown.match(/^ {2}curl .*$/gm)).toEqual([
      expect.stringContaining('curl http://127.0.0.1:8123/predict '),
      expect.stringMatching(
        /curl http:\/\/127\.0\.0\.1:8123\/batch -F 'file=@\/.*\/examples\/chat\.csv' .*Prefer: wait=60/,
      ),
    ]);
  });

  it('shows no password', () => {
    expect(shown).not.toContain('s3cret');
  });
});
