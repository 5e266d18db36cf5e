// What a program has printed, for conditions: nothing of what is not whole.

import { readPrinted } from '../../kinds/printed.ts';
import type { Json } from '../../model/json.ts';
import type { Captured } from './captured.ts';

/** `lines`, `number` and `json` of an output, as far as it is whole. */
export const printed = ({ text, cut }: Captured): Readonly<Record<string, Json>> => (cut ? {} : readPrinted(text));
