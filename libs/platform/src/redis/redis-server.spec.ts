import { installCommand } from './redis-server';

describe('installCommand', () => {
  it.each([
    ['linux', 'ubuntu debian', 'sudo apt-get install -y redis-server'],
    ['linux', 'debian', 'sudo apt-get install -y redis-server'],
    ['linux', 'rocky rhel centos fedora', 'sudo dnf install -y valkey'],
    ['linux', 'alpine', 'apk add redis'],
    ['darwin', '', 'brew install redis'],
    ['win32', '', 'docker run -d -p 127.0.0.1:6379:6379 redis:7 --appendonly yes'],
  ])('%s %s: %s', (platform, release, command) => {
    expect(installCommand(platform, release)).toBe(command);
  });
});
