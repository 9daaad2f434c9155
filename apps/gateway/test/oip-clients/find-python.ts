import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Made by `.ci/run`; OIP_PYTHON names another. */
const CANDIDATES = [process.env['OIP_PYTHON'], join(__dirname, '../../../../.venv/bin/python'), 'python3'];

/** A Python that runs this code without error, with what it prints; null: there is none on this machine. */
export function findPython(code: string): { readonly python: string; readonly printed: string } | null {
  for (const python of CANDIDATES) {
    if (python === undefined) continue;
    try {
      return { python, printed: execFileSync(python, ['-c', code], { encoding: 'utf8', stdio: 'pipe' }).trim() };
    } catch {
      // Not there, or it lacks a package: the next one.
    }
  }
  return null;
}
