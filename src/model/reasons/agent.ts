// What agents and people say beside their answers, and what an agent is refused.

/** A remark. */
export interface Note {
  readonly text: string;
  /** The question that people are asked to answer by it. */
  readonly question?: string;
}

/** What an agent wanted that is not for it to do. */
export interface AgentRefused {
  /** A choice, the type of an event, or the name of a tool. */
  readonly wanted: string;
  /** The question that it meant, where it named one. */
  readonly question?: string;
  readonly why: WhyRefused;
  /** What else it said, cut. */
  readonly said?: string;
}

/** Why an agent is refused: a person does that, nobody does it here, or the evidence speaks against it. */
export type WhyRefused = 'for_people' | 'not_offered' | 'ruled_out';
