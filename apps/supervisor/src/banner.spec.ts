import { loadConfig } from '@sluice/platform';
import { banner, type BannerFacts } from './banner';

describe('banner', () => {
  const facts: BannerFacts = {
    address: 'http://127.0.0.1:8123',
    open: true,
    config: loadConfig({ REDIS_URL: 'redis://user:s3cret@host', WORKERS: '2' }, 4),
    startedInMs: 1234,
    logs: null,
  };
  const shown = banner(facts);

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

  it('says that everybody on this machine is let in, or that a key is needed, also in the lines to paste', () => {
    expect(shown).toMatch(/^ {2}Access {3}open, on this machine only; .*npm run keys -- create/m);
    expect(shown).not.toContain('X-API-Key');
    const locked = banner({ ...facts, open: false });
    expect(locked).not.toContain('open, on this machine');
    expect(locked.match(/^ {2}curl .* -H "X-API-Key: \$SLUICE_KEY".*$/gm)).toHaveLength(2);
  });

  it('shows no password', () => {
    expect(shown).not.toContain('s3cret');
  });
});
