// Kinds of steps and their specifications: what each is asked to do, in its one canonical form. A kind declares its own
// specification where it is defined (kinds/), by adding it to one of the two tables here.
// `T` is how texts stand in it: `Text` while secrets are holes, `string` once a performer has filled them.

import type { Text } from './expression.ts';

/** Specifications of the kinds that touch a system, and have a performer. */
export interface PerformedSpecs<T = Text> {} // oxlint-disable-line no-unused-vars -- the kinds use T where they add to it

/** Specifications of the kinds that the engine carries out itself, as questions and timers. */
export interface EngineSpecs {}

/** The specification of every kind. */
export interface Specs<T = Text> extends PerformedSpecs<T>, EngineSpecs {}

/** A kind of step. */
export type Kind = keyof Specs;

/** Kinds that the engine carries out itself; they have no performer. */
export type EngineKind = keyof EngineSpecs;

/** Kinds that touch a system and have a performer. */
export type PerformedKind = keyof PerformedSpecs;

/** How Docker Compose can be called: the plugin of the docker command, or the older program of its own. */
export const COMPOSE_PROGRAMS = ['docker compose', 'docker-compose'] as const;

/** One of these. */
export type ComposeProgram = (typeof COMPOSE_PROGRAMS)[number];

/** The types an input or an answer may have. */
export const INPUT_TYPES = ['string', 'number', 'boolean', 'duration', 'size', 'list'] as const;

/** One of these. */
export type InputType = (typeof INPUT_TYPES)[number];
