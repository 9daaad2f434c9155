import { StartError } from '../shutdown/start-error';

/** One or more settings are wrong. `problems` holds one sentence for each, with its name, its value and what is allowed. */
export class ConfigError extends StartError {
  constructor(readonly problems: readonly string[]) {
    super(['The configuration is wrong:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'ConfigError';
  }
}
