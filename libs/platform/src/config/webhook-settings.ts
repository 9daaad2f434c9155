import { readFileSync } from 'node:fs';
import { setting } from './setting';
import { parseSigningSecrets } from './signing-secrets';

const ALLOWED_HOST = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(:[1-9]\d{0,4})?$/;
const SECRETS = 'one or two of `whsec_` and the base64 of 24 to 64 bytes, with a space or a comma between';

/** Who is told of what has ended, and how: docs/webhooks.md. */
export const WEBHOOK_SETTINGS = {
  webhookSecrets: setting({
    name: 'WEBHOOK_SECRETS',
    fallback: null,
    fallbackDoc: 'none, and no webhooks',
    allowed: SECRETS,
    doc: 'Secrets that webhooks are signed with, `whsec_…`: two while receivers change over to a new one. All gateways and workers need the same. docs/webhooks.md.',
    secret: true,
    parse: parseSigningSecrets,
  }),
  webhookSecretsFile: setting({
    name: 'WEBHOOK_SECRETS_FILE',
    fallback: null,
    fallbackDoc: 'none',
    allowed: `the path of a file that can be read and holds ${SECRETS}`,
    doc: 'File with what WEBHOOK_SECRETS would hold, instead of it: a secret of the platform, for containers. Read when a process starts.',
    parse: secretsIn,
  }),
  webhookSessionUrl: setting({
    name: 'WEBHOOK_SESSION_URL',
    fallback: null,
    fallbackDoc: 'nobody is told',
    allowed: 'an absolute URL',
    doc: 'URL that gets every verdict of stage 2 on a live session whose action is review or block. Needs WEBHOOK_SECRETS.',
    secret: true,
    parse: (text) => (URL.canParse(text) ? new URL(text).href : undefined),
  }),
  webhookAllowedHosts: setting({
    name: 'WEBHOOK_ALLOWED_HOSTS',
    fallback: '',
    allowed: 'host or host:port, more of them behind commas',
    doc: 'Hosts of your own network that webhooks may go to although their addresses are private, by plain http too. Whoever may submit batches can make Sluice post to them.',
    parse: allowedHosts,
  }),
};

function secretsIn(path: string): readonly Uint8Array[] | undefined {
  try {
    return parseSigningSecrets(readFileSync(path, 'utf8').trim());
  } catch {
    return undefined;
  }
}

/** In the form that URLs give to hosts. */
function allowedHosts(text: string): ReadonlySet<string> | undefined {
  const entries = text === '' ? [] : text.split(',').map((entry) => ALLOWED_HOST.exec(entry.trim().toLowerCase()));
  const hosts = entries.map((match) => {
    const [, host = '', port = ''] = match ?? [];
    return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname + port : '';
  });
  return hosts.includes('') ? undefined : new Set(hosts);
}
