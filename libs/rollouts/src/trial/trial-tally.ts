import { ACTIONS, type Action } from '@sluice/detection';
import { VersionTally, type JudgedRow } from './version-tally';

/** How often two versions decided alike and otherwise about the same rows: `matrix[live action][shadow action]`. */
export type ActionMatrix = Readonly<Record<Action, Readonly<Record<Action, number>>>>;

type Role = 'live' | 'shadow';

/** Fields of a trial, `live:<version>:<count>`, `shadow:<version>:<count>` and `pair:<live>:<shadow>:<action>:<action>`, with what to add. */
export type TrialEntries = readonly (readonly [field: string, count: number])[];

/** What the versions of a trial did, answering or in the shadow, and where they agreed. Tallies of several processes add up. */
export class TrialTally {
  private readonly tallies = { live: new Map<string, VersionTally>(), shadow: new Map<string, VersionTally>() };
  private readonly pairs = new Map<string, number>();

  static of(entries: TrialEntries): TrialTally {
    const tally = new TrialTally();
    tally.add(entries);
    return tally;
  }

  live(version: string): VersionTally {
    return this.tallyOf('live', version);
  }

  shadow(version: string): VersionTally {
    return this.tallyOf('shadow', version);
  }

  /** Both decided about the same rows, in the same order. */
  compared(live: string, liveRows: readonly JudgedRow[], shadow: string, shadowRows: readonly JudgedRow[]): void {
    liveRows.forEach(({ action }, row) => {
      const other = shadowRows[row];
      if (other) this.addPair(pairField(live, shadow, action, other.action), 1);
    });
  }

  matrix(live: string, shadow: string): ActionMatrix {
    const count = (a: Action, b: Action): number => this.pairs.get(pairField(live, shadow, a, b)) ?? 0;
    const row = (a: Action): Record<Action, number> => byAction((b) => count(a, b));
    return byAction(row);
  }

  entries(): TrialEntries {
    const versions = (['live', 'shadow'] as const).flatMap((role) =>
      [...this.tallies[role]].flatMap(([version, tally]) =>
        tally.entries().map(([name, count]) => [`${role}:${version}:${name}`, count] as const),
      ),
    );
    return [...versions, ...this.pairs];
  }

  add(entries: TrialEntries): void {
    for (const [field, count] of entries) {
      const [role, version = '', name = ''] = field.split(':');
      if (role === 'pair') this.addPair(field, count);
      else if (role === 'live' || role === 'shadow') this.tallyOf(role, version).addEntry(name, count);
    }
  }

  private tallyOf(role: Role, version: string): VersionTally {
    const known = this.tallies[role].get(version);
    if (known) return known;
    const tally = new VersionTally();
    this.tallies[role].set(version, tally);
    return tally;
  }

  private addPair(field: string, count: number): void {
    this.pairs.set(field, (this.pairs.get(field) ?? 0) + count);
  }
}

/** No version holds a colon. */
function pairField(live: string, shadow: string, a: Action, b: Action): string {
  return `pair:${live}:${shadow}:${a}:${b}`;
}

function byAction<T>(make: (action: Action) => T): Record<Action, T> {
  const [allow, review, block] = ACTIONS;
  return { allow: make(allow), review: make(review), block: make(block) };
}
