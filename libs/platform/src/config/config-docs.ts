import type { Setting } from './setting';
import { SETTINGS } from './settings';

const ALL: readonly Setting<unknown>[] = Object.values(SETTINGS);

/** `.env.example`: every variable, commented out, with its default. */
export function renderEnvExample(): string {
  const head =
    '# Generated from libs/platform/src/config/settings.ts by "npm run docs:config". Every line is optional.\n';
  const entries = ALL.map(
    (setting) =>
      `# ${plain(docOf(setting))}\n# Default: ${plain(defaultOf(setting))}. Allowed: ${setting.allowed}.\n#${setting.name}=${setting.fallback ?? ''}\n`,
  );
  return [head, ...entries].join('\n');
}

/** `docs/configuration.md`. */
export function renderConfigurationDoc(): string {
  const entries = ALL.map(
    (setting) =>
      `## ${setting.name}\n\n${docOf(setting)}\n\nDefault: ${shownDefault(setting)}. Allowed: ${setting.allowed}.\n`,
  );
  return [HEAD, ...entries].join('\n');
}

const HEAD = `# Configuration

Flat environment variables, read and checked once when a process starts. A wrong one stops the start with its name, its value and
what is allowed; all wrong ones are reported together, and the exit code is 2. A variable that is empty counts as unset. Paths are
taken from the folder in which the process starts. \`.env.example\` lists the same variables for a shell or a compose file.

This page is generated from \`libs/platform/src/config/settings.ts\`: change it there, then run \`npm run docs:config\`.
`;

function shownDefault(setting: Setting<unknown>): string {
  return setting.fallback ? `\`${setting.fallback}\`` : defaultOf(setting);
}

function defaultOf({ fallback, fallbackDoc }: Setting<unknown>): string {
  return fallback === '' ? 'none' : (fallback ?? fallbackDoc ?? 'none');
}

/** What may hold a password may come from a file. */
function docOf({ name, doc, secret }: Setting<unknown>): string {
  return secret ? `${doc} Or \`${name}_FILE\`: the path of a file that holds it.` : doc;
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}
