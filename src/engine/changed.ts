// The next state out of the one before it. A copy with a spread takes V8 most of a microsecond for as many fields as these,
// because every place that spreads makes objects of a layout of its own; what happens with every event goes through here.

import type { State } from './state.ts';

/** The state with some fields changed. */
export const changed = (state: State, change: Partial<State>): State => Object.assign(copyOf(state), change);

// A field that is left out does not compile.
function copyOf(state: State): State {
  return {
    seq: state.seq,
    now_ms: state.now_ms,
    base_ms: state.base_ms,
    opened_at: state.opened_at,
    at: state.at,
    run: state.run,
    started_at: state.started_at,
    opened: state.opened,
    mode: state.mode,
    alert_cleared: state.alert_cleared,
    aside: state.aside,
    phase: state.phase,
    round: state.round,
    looks: state.looks,
    watches: state.watches,
    questions: state.questions,
    look: state.look,
    watch: state.watch,
    probes: state.probes,
    executions: state.executions,
    readings: state.readings,
    blind: state.blind,
    first: state.first,
    ranking: state.ranking,
    cause: state.cause,
    agenda: state.agenda,
    tried: state.tried,
    lost: state.lost,
    applied: state.applied,
    raised: state.raised,
    paging: state.paging,
    giving_up: state.giving_up,
    failed: state.failed,
    question: state.question,
    wish: state.wish,
    fired: state.fired,
    stop: state.stop,
    parked: state.parked,
    finished: state.finished,
    sealed: state.sealed,
  };
}
