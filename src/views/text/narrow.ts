// Text in which every character is one column wide, which is nearly all that a screen shows. To be sure of the rest takes
// Unicode's table of emoji and a segmenter: 30 ms to load, and not loaded before such a text comes.

/**
 * Latin letters, punctuation, arrows, box drawing and the signs of the screen. None combines with its neighbours, none is
 * invisible (the soft hyphen is), none is shown as an emoji by itself.
 */
const NARROW =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2039\u203a\u2190-\u21ff\u23ce\u2500-\u259f\u25a0-\u25fc\u2713\u2717]*$/;

/** Whether every UTF-16 unit of a text is one character of one column. */
export const isNarrow = (text: string): boolean => NARROW.test(text);
