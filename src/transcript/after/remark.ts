// What an annotation holds. It stands in a file that anybody may have written: it is looked at before it is believed.

import type { Observations } from '../../model/event.ts';
import { isObject } from '../../model/json.ts';

/** Whether something is what `run.annotated` holds; keys of a later version are no harm. */
export function isRemark(data: unknown): data is Observations['run.annotated'] {
  if (!isObject(data)) return false;
  const { of, cause, other, helped, note } = data;
  return (
    isObject(of) &&
    Number.isInteger(of['seq']) &&
    Number(of['seq']) > 0 &&
    typeof of['hash'] === 'string' &&
    /^[0-9a-f]{64}$/.test(of['hash']) &&
    [cause, other, note].every((text) => text === undefined || typeof text === 'string') &&
    (helped === undefined || (isObject(helped) && Object.values(helped).every((one) => typeof one === 'boolean')))
  );
}
