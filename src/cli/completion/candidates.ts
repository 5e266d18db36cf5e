// What may be written at a place of a command line. Nothing is changed by asking, and what cannot be read offers nothing.

import type { Command, Option } from 'commander';
import { type Place, placeOf } from './place.ts';
import { nothing, type Offered, SOURCES, type Source } from './sources.ts';

/** Reads the words behind the name of the program, and says what the last one may become. */
export async function candidates(program: Command, words: readonly string[]): Promise<Offered> {
  const place = placeOf(program, words);
  const { slot, command } = place;
  switch (slot.kind) {
    case 'nothing':
      return nothing;
    case 'command':
      return { values: [...commandsOf(command), ...(place.begun === '' ? [] : optionsOf(place))] };
    case 'option':
      return { values: optionsOf(place) };
    case 'argument':
      if (slot.argument.argChoices !== undefined)
        return { values: slot.argument.argChoices.map((value) => ({ value })) };
      return asked(sourceOfArgument(slot.argument.name(), place), place);
    case 'value': {
      const { option, before } = slot;
      const found = await valuesOf(option, place);
      if (before === '') return found;
      return { ...found, values: found.values.map((one) => ({ ...one, value: before + one.value })) };
    }
  }
}

const commandsOf = (command: Command): Offered['values'] =>
  command.commands
    .filter((one) => !one.name().startsWith('_'))
    .map((one) => ({ value: one.name(), says: one.description() }));

// An option that was given is offered again only where it may be given several times.
function optionsOf({ command, values }: Place): Offered['values'] {
  return command.options.flatMap((option) => {
    const name = option.long ?? option.short ?? '';
    const isAgain = values.has(name) && !/several times/.test(option.description);
    return option.hidden || isAgain ? [] : [{ value: name, says: option.description }];
  });
}

async function valuesOf(option: Option, place: Place): Promise<Offered> {
  if (option.argChoices !== undefined) return { values: option.argChoices.map((value) => ({ value })) };
  return asked(sourceOfOption(option, place), place);
}

// A runbook that is not valid, records of somebody else: nothing is known of them here, and the command itself says why.
async function asked(source: Source | null, place: Place): Promise<Offered> {
  if (source === null) return nothing;
  try {
    return await SOURCES[source](place);
  } catch {
    return nothing;
  }
}

/** Where the values of an option come from; null where it takes any text. */
export function sourceOfOption({ long, flags }: Option, { command }: Pick<Place, 'command'>): Source | null {
  switch (long) {
    case '--input':
      return 'inputs';
    case '--answer':
      return 'answers';
    case '--cause':
      return 'causes';
    case '--helped':
    case '--did-not-help':
      return 'steps';
    case '--fault':
      return command.name() === 'drill' ? 'drills' : 'faults';
    case '--from':
      return command.name() === 'new' ? 'templates' : 'runs';
    case '--runbook':
      return 'runbooks';
    case '--scenario':
      return 'scenarios';
    default:
      return /<(?:file|place)>/.test(flags) ? 'files' : /<(?:dir|folder)>/.test(flags) ? 'folders' : null;
  }
}

/** Where an argument comes from; null where it is any text. */
export function sourceOfArgument(name: string, { values }: Pick<Place, 'values'>): Source | null {
  switch (name) {
    case 'runbook':
      return 'runbooks';
    case 'run':
      return values.has('--scenario') ? 'runbooks' : 'runs';
    case 'what':
      return 'watched';
    case 'transcript':
      return 'transcripts';
    case 'file':
      return 'files';
    case 'name':
      return 'schemas';
    default:
      return null;
  }
}
