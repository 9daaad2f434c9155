export { LOG_LEVELS, type Config, type LogLevel } from './config/config';
export { ConfigError } from './config/config-error';
export { loadConfig, type Environment } from './config/load-config';
export { StartError } from './shutdown/start-error';
