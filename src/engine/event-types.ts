// The types of events that this version knows, each an observation or a decision: a type that is left out does not compile.

import type { Decision, EventBody, Observation } from '../model/event.ts';

const CLASSES: { readonly [T in Observation['type']]: 'observation' } & {
  readonly [T in Decision['type']]: 'decision';
} = {
  'run.opened': 'observation',
  'run.resumed': 'observation',
  'run.recovered': 'observation',
  'step.spawned': 'observation',
  'step.finished': 'observation',
  'timer.fired': 'observation',
  'answer.given': 'observation',
  'approval.added': 'observation',
  'note.added': 'observation',
  'agent.refused': 'observation',
  'alert.received': 'observation',
  'alert.cleared': 'observation',
  'clock.jumped': 'observation',
  'stop.requested': 'observation',
  'close.requested': 'observation',
  'run.annotated': 'observation',
  'run.sealed': 'observation',
  'phase.entered': 'decision',
  'look.started': 'decision',
  'step.started': 'decision',
  'step.spread': 'decision',
  'step.skipped': 'decision',
  'step.settled': 'decision',
  'step.in_doubt': 'decision',
  'step.retrying': 'decision',
  'watch.started': 'decision',
  'goal.held': 'decision',
  'goal.reached': 'decision',
  'goal.missed': 'decision',
  'causes.ranked': 'decision',
  'cause.chosen': 'decision',
  'cause.dropped': 'decision',
  'question.asked': 'decision',
  'escalation.raised': 'decision',
  'run.parked': 'decision',
  'run.finished': 'decision',
};

/** Whether this version knows a type of event; records of newer ones may hold others. */
export const isKnownType = (type: string): type is EventBody['type'] => Object.hasOwn(CLASSES, type);

/** Whether an event of this type is a decision. */
export const isDecisionType = (type: string): type is Decision['type'] =>
  isKnownType(type) && CLASSES[type] === 'decision';
