import { spawn } from 'node:child_process';

/**
 * Runs a program to its end; what it writes goes where ours goes.
 * @throws Error when it cannot be started, or does not end with 0
 */
export async function runProgram(program: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0)
    throw new Error(
      `${args[0] ?? program} ended with ${code === null ? 'a signal' : `exit code ${code}`}; its output above says why.`,
    );
}
