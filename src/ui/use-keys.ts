// Ink hands over what one read returned: a whole line typed over a slow link is one call, a paste is another. This hook
// makes single keys and marked pastes of it.

import { useInput } from 'ink';
import { useEffect, useRef } from 'react';
import { type Press, pressesOf } from './press.ts';

const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';

/** Calls `press` for every key; when it returns `drop`, the rest of the chunk is left unread: nobody saw what it answers. */
export function useKeys(press: (press: Press) => 'go on' | 'drop', control: (sequence: string) => void): void {
  const pasted = useRef<string | null>(null);
  useEffect(() => {
    control(PASTE_ON);
    return () => control(PASTE_OFF);
  }, [control]);
  useInput((input, key) => {
    if (input === '[200~') {
      pasted.current = '';
      return;
    }
    if (input === '[201~') {
      const text = pasted.current ?? '';
      pasted.current = null;
      press({ type: 'paste', text });
      return;
    }
    if (pasted.current !== null) {
      pasted.current += key.return ? '\n' : key.tab ? '\t' : input;
      return;
    }
    for (const one of pressesOf(input, key)) if (press(one) === 'drop') return;
  });
}
