// Fits rows into a height. Whatever the state and the size, the result is never taller than the budget, so the live
// region can never push the scrollback of the responder off the screen.

import type { Row } from './row.ts';

/** Rows that fit, and the groups that had to be left out. */
export interface Composed {
  readonly rows: readonly Row[];
  readonly dropped: readonly string[];
}

/** Fills the budget from rank 0 up; a group stands or falls whole, and the order on the screen stays. */
export function compose(all: readonly Row[], budget: number): Composed {
  const units = unitsOf(all);
  const kept = new Set<number>();
  const dropped: string[] = [];
  for (const { rank, rows, group } of [...units].sort((a, b) => a.rank - b.rank)) {
    if (kept.size + rows.length <= budget) for (const index of rows) kept.add(index);
    else if (rank === 0) for (const index of rows.slice(0, Math.max(0, budget - kept.size))) kept.add(index);
    else if (group !== undefined) dropped.push(group);
  }
  return { rows: all.filter((_, index) => kept.has(index)), dropped };
}

interface Unit {
  readonly rank: number;
  readonly group?: string;
  readonly rows: number[];
}

function unitsOf(all: readonly Row[]): readonly Unit[] {
  const units: Unit[] = [];
  const groups = new Map<string, Unit>();
  all.forEach(({ rank, group }, index) => {
    const known = group === undefined ? undefined : groups.get(group);
    if (known !== undefined) {
      known.rows.push(index);
      return;
    }
    const unit: Unit = { rank, rows: [index], ...(group === undefined ? {} : { group }) };
    units.push(unit);
    if (group !== undefined) groups.set(group, unit);
  });
  return units;
}
