// Risk: what running a step may do to the people who depend on the system.

/** `read` changes nothing, `change` is reversible, `disrupt` is noticed by users, `destroy` loses data. */
export type Risk = 'read' | 'change' | 'disrupt' | 'destroy';

/** All risks, least first. */
export const RISKS: readonly Risk[] = ['read', 'change', 'disrupt', 'destroy'];

/** Whether `risk` is at most `limit`. */
export const within = (risk: Risk, limit: Risk): boolean => RISKS.indexOf(risk) <= RISKS.indexOf(limit);

/** The worse of two risks. */
export const worse = (a: Risk, b: Risk): Risk => (within(a, b) ? b : a);

/** How a run is led. */
export interface RunMode {
  /**
   * `guided`: a person answers. `unattended`: nobody does; what needs a person waits. `agent`: a program that looks for people leads
   * it: whatever a person is asked in a guided run is asked, and waits.
   */
  readonly mode: 'guided' | 'unattended' | 'agent';
  /** The highest risk allowed without a person. */
  readonly approve: Risk;
}

/** A worker of a fleet. What it left of a change can be found by the same worker on the same host and home, and by no other. */
export interface FleetWorker {
  readonly name: string;
  readonly host: string;
  /** Folder of its records. */
  readonly home: string;
}
