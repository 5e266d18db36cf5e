// Problems of files as `validate` prints them: drawn for people, JSON, annotations of GitHub Actions, or SARIF 2.1.0.

import type { Diagnostic } from '../../model/diagnostic.ts';
import { jsonText } from '../../model/json.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { snippet, summary } from '../../views/text/snippet.ts';
import { count } from '../../views/text/text.ts';
import { VERSION } from '../version.ts';

/** How problems are printed. */
export type ValidateFormat = 'pretty' | 'json' | 'github' | 'sarif';

/** A file that was checked. */
export interface Checked {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is printed, its last line break included. */
export function diagnosticsOutput(checked: readonly Checked[], format: ValidateFormat): string {
  const all = checked.flatMap(({ diagnostics }) => diagnostics);
  switch (format) {
    case 'pretty': {
      const drawn = checked.flatMap(({ text, diagnostics }) => diagnostics.map((one) => snippet(one, text)));
      return `${[...drawn, verdict(checked.map(({ diagnostics }) => diagnostics))].join('\n')}\n`;
    }
    case 'json':
      return `${jsonText(all)}\n`;
    case 'github':
      return all.map((one) => `${annotation(one)}\n`).join('');
    case 'sarif':
      return `${jsonText(sarif(all), 2)}\n`;
  }
}

// The last line says the verdict: problems, and how many files are valid all the same.
function verdict(files: readonly (readonly Diagnostic[])[]): string {
  const valid = files.filter((diagnostics) => diagnostics.every(({ severity }) => severity !== 'error')).length;
  const said = valid === 0 ? '' : `${count(valid, 'file')} ${valid === 1 ? 'is' : 'are'} valid`;
  return [said, ...(files.flat().length === 0 ? [] : [summary(files.flat())])].filter((text) => text !== '').join('; ');
}

/** A workflow command of GitHub Actions; its data and its properties are escaped as that asks for. */
function annotation({ file, severity, code, message, help, start, end }: Diagnostic): string {
  const level = severity === 'note' ? 'notice' : severity;
  const where = `file=${property(file)},line=${start.line},col=${start.column},endLine=${end.line},endColumn=${end.column},title=${property(code)}`;
  return `::${level} ${where}::${data(help === undefined ? message : `${message}. ${help}`)}`;
}

const data = (text: string): string => sanitizeLine(text).replaceAll('%', '%25');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** SARIF 2.1.0 (OASIS), as code scanning reads it. */
function sarif(all: readonly Diagnostic[]): unknown {
  const rules = [...new Set(all.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'firebreak', version: VERSION, rules: rules.map((id) => ({ id })) } },
        results: all.map((one) => ({ ruleIndex: rules.indexOf(one.code), ...result(one) })),
      },
    ],
  };
}

function result({ file, severity, code, message, help, start, end, fix }: Diagnostic): object {
  const artifactLocation = { uri: file.split('/').map(encodeURIComponent).join('/') };
  const description = { text: help ?? message };
  const replacements = fix && [{ deletedRegion: region(fix), insertedContent: { text: fix.text } }];
  return {
    ruleId: code,
    level: severity,
    message: { text: help === undefined ? message : `${message}. ${help}` },
    locations: [{ physicalLocation: { artifactLocation, region: region({ start, end }) } }],
    ...(replacements && { fixes: [{ description, artifactChanges: [{ artifactLocation, replacements }] }] }),
  };
}

const region = ({ start, end }: Pick<Diagnostic, 'start' | 'end'>): object => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});
