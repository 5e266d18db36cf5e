// A screen in Ink: draws rows. It reads no keys, decides nothing and knows nothing of what it shows.

import { Box, Static, Text } from 'ink';
import { type ReactElement, useEffect, useSyncExternalStore } from 'react';
import { MEASURE } from '../views/text/layout.ts';
import { COLORS, fit, type Row, type Span } from '../views/text/row.ts';
import type { FrameStore } from './frame.ts';

/** What the screen is drawn with. */
export interface ScreenProps {
  readonly store: Pick<FrameStore, 'subscribe' | 'frame'>;
  /** Finished things that an earlier mount has printed. */
  readonly from: number;
  readonly ellipsis: string;
  /** Told how many finished things have been handed to Ink. */
  readonly printed: (count: number) => void;
}

/** The scrollback above, the live region below. */
export function Screen({ store, from, ellipsis, printed }: ScreenProps): ReactElement {
  const frame = useSyncExternalStore(store.subscribe, store.frame);
  useEffect(() => printed(frame.finished.length), [printed, frame.finished]);
  const columns = Math.min(frame.columns, MEASURE);
  const draw = (rows: readonly Row[]): readonly ReactElement[] =>
    rows.map((row, n) => <Line key={n} spans={fit(row, columns, ellipsis)} />);
  return (
    <>
      <Static items={frame.finished.slice(from)}>
        {(rows, n) => (
          <Box key={n} flexDirection="column">
            {draw(rows)}
          </Box>
        )}
      </Static>
      <Box flexDirection="column">{draw(frame.live)}</Box>
    </>
  );
}

/** Exactly one line of the terminal. An empty text has no height in Ink, so an empty line is a blank. */
function Line({ spans }: { readonly spans: readonly Span[] }): ReactElement {
  if (spans.length === 0) return <Text> </Text>;
  return (
    <Text wrap="truncate-end">
      {spans.map(({ text, tone, bold = false, dim = false, inverse = false }, n) => (
        <Text
          key={n}
          {...(tone === undefined ? {} : { color: COLORS[tone] })}
          bold={bold}
          dimColor={dim}
          inverse={inverse}
        >
          {text}
        </Text>
      ))}
    </Text>
  );
}
