import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebhookConfig } from './config';
import { loadConfig, type Environment } from './load-config';

const whsec = (bytes: number): string => `whsec_${randomBytes(bytes).toString('base64')}`;
const webhooks = (env: Environment): WebhookConfig => loadConfig(env, 2).webhooks;

describe('the settings of webhooks', () => {
  it('are none by default: no secret, no receiver of verdicts, no host that is allowed', () => {
    expect(webhooks({})).toEqual({ secrets: [], sessionUrl: null, allowedHosts: new Set() });
  });

  it('take one secret or two, with a comma or a space between', () => {
    const [a, b] = [whsec(24), whsec(64)];
    const keys = [a, b].map((text) => Buffer.from(text.slice('whsec_'.length), 'base64'));
    expect(webhooks({ WEBHOOK_SECRETS: a }).secrets).toEqual(keys.slice(0, 1));
    for (const text of [`${a} ${b}`, `${a},${b}`, `${a}, ${b}`])
      expect(webhooks({ WEBHOOK_SECRETS: text }).secrets).toEqual(keys);
  });

  it.each([
    ['three', [whsec(32), whsec(32), whsec(32)].join(' ')],
    ['a short one', whsec(23)],
    ['a long one', whsec(65)],
    ['no prefix', randomBytes(32).toString('base64')],
    ['another alphabet', `whsec_${'_'.repeat(40)}`],
  ])('refuse %s, and do not show it', (_, text) => {
    expect(() => webhooks({ WEBHOOK_SECRETS: text })).toThrow(/WEBHOOK_SECRETS="\*\*\*" is not allowed/);
  });

  it('take the secrets of a file, and refuse one that cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-secrets-'));
    const path = join(folder, 'secrets');
    writeFileSync(path, `${whsec(32)}\n${whsec(32)}\n`);
    expect(webhooks({ WEBHOOK_SECRETS_FILE: path }).secrets).toHaveLength(2);
    expect(() => webhooks({ WEBHOOK_SECRETS_FILE: join(folder, 'none') })).toThrow(/WEBHOOK_SECRETS_FILE/);
    rmSync(folder, { recursive: true });
  });

  it('give hosts the form that they have in URLs', () => {
    const text = 'Hooks.internal, 127.0.0.1:8080,[0:0::1]:9000,127.1';
    const allowed = ['hooks.internal', '127.0.0.1:8080', '[::1]:9000', '127.0.0.1'];
    expect([...webhooks({ WEBHOOK_ALLOWED_HOSTS: text }).allowedHosts]).toEqual(allowed);
    for (const bad of ['http://a', 'a/b', 'a:0', 'a,,b', '*', '::1'])
      expect(() => webhooks({ WEBHOOK_ALLOWED_HOSTS: bad })).toThrow(/WEBHOOK_ALLOWED_HOSTS/);
  });
});
