// Markdown to the words that it shows, for titles, comparison, and the count of what was kept.

/** The text without its marks: emphasis, code, links, HTML. */
export function plainWords(markdown: string): string {
  return withoutComments(markdown)
    .replace(/!?\[([^\][]*)\]\([^()]*(?:\([^()]*\)[^()]*)?\)/g, '$1')
    .replace(/!?\[([^\][]+)\]\[[^\][]*\]/g, '$1')
    .replace(/<\/?[a-zA-Z][^<>\n]*>/g, (tag) => (HTML.test(tag) ? ' ' : tag))
    .replace(/(\*\*|__)(?=\S)((?:(?!\1)[\s\S])*(?<=\S))\1/g, '$2')
    .replace(/(?<![\w*])[*_](?=\S)([^*_\n]*\S)[*_](?!\w)/g, '$1')
    .replace(/~~([^~]*)~~/g, '$1')
    .replace(/`+([^`]*)`+/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+.!|<>-])/g, '$1')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/:[a-z0-9_+-]+:(?=\s|$)/g, (word) => (/^:\d/.test(word) ? word : ''))
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text with a blank in the place of each comment; one that nothing closes stays. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let from = text.indexOf('<!--'); from >= 0; from = text.indexOf('<!--', at)) {
    const end = text.indexOf('-->', from + 4);
    if (end < 0) break;
    parts.push(text.slice(at, from), ' ');
    at = end + 3;
  }
  return parts.join('') + text.slice(at);
}

const HTML =
  /^<\/?(?:a|abbr|b|br|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|s|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul|ac:[\w-]+|ri:[\w-]+)\b/i;

/** The words of a text, as they are counted: runs of letters and digits, in small letters. */
export function wordsIn(text: string): readonly string[] {
  return (
    text
      .replace(/[\u200b\u2060\ufeff\u200e\u200f\u00ad]/g, '')
      .normalize('NFKC')
      .toLowerCase()
      .match(WORD) ?? []
  );
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** A heading or a label without emoji, numbering, time and colon, for comparison: small letters. */
export function bareHeading(markdown: string): string {
  return withoutNumber(plainWords(markdown))
    .replace(/\s*[([][^)\]]*(?:min|sec|hour|minute|second|optional|read.only|safe)[^)\]]*[)\]]\s*$/i, '')
    .replace(/[\s:：?!.]+$/u, '')
    .toLowerCase()
    .trim();
}

/** A text without the number, the emoji or the "Step 2:" that it begins with. */
export function withoutNumber(text: string): string {
  let left = text.trim();
  for (let before = ''; before !== left; ) {
    before = left;
    left = left
      .replace(/^[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f\u20e3✓✔✗✘→•·★☆▶►■□▪–—-]+\s*/u, '')
      .replace(/^\[[ xX]\]\s+/, '')
      .replace(/^\(?\d{1,2}(?:\.\d{1,2})*[.):]\s+/, '')
      .replace(/^\d{1,2}(?:\.\d{1,2})+\s+/, '')
      .replace(/^(?:step|phase|stage|paso|passo|шаг|étape|schritt)\s+(?:\d{1,2}|[ivx]+|[a-h])\s*[:.)–—-]+\s*/iu, '')
      .replace(/^(?:step|phase)\s+\d{1,2}\s+(?=\p{Lu})/u, '')
      .replace(/^\(?[a-h][.)]\s+(?=\p{L})/iu, '')
      .replace(/^§\s*\d*\s*/, '');
  }
  return left;
}
