// Marks of other wikis, line by line in those of Markdown: what Confluence and Jira export. No line is added or taken away.

/** The text with Markdown's marks; any other text is as it was. */
export function fromWiki(text: string): string {
  const isWiki = /^h[1-6]\.\s+\S/m.test(text);
  if (!isWiki && !/^[ \t]*\{(?:code|noformat|warning|panel|note|tip|info)(?::[^}\n]*)?\}[ \t]*$/m.test(text))
    return text;
  let inCode = false;
  return text
    .split('\n')
    .map((line) => {
      const macro = /^(\s*)\{(code|noformat)(?::([^}|]*))?[^}]*\}\s*$/.exec(line);
      if (macro !== null) {
        inCode = !inCode;
        const language = (macro[3] ?? '').replace(/^(?:language|lang)=/, '').replace(/^title=.*$/, '');
        return `${macro[1] ?? ''}\`\`\`${inCode ? language : ''}`;
      }
      if (inCode) return line;
      const aside = /^\s*\{(warning|panel|note|tip|info)(?::[^}]*)?\}\s*$/.exec(line);
      if (aside !== null) return '';
      if (!isWiki) return line;
      return line
        .replace(/^h([1-6])\.\s+/, (_, depth: string) => `${'#'.repeat(Number(depth))} `)
        .replace(/^#+ (?=\S)/, (marks) => (/^h[1-6]\./.test(line) ? marks : '1. '))
        .replace(/\{\{([^{}\n]+)\}\}/g, '`$1`');
    })
    .join('\n');
}
