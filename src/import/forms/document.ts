// Documents of other tools, told apart by what stands in them: rules of Prometheus, automation documents of AWS Systems Manager,
// CACAO playbooks. What has no equivalent becomes a note.

import { parseDocument } from 'yaml';
import { err, type Result } from '../../model/result.ts';
import { cleared, type Imported, type Refusal, type Source } from '../import.ts';
import { fromCacao } from './cacao.ts';
import { isMapping, type Mapping } from './mapping.ts';
import { fromRules } from './prometheus.ts';
import { fromSsm } from './ssm.ts';

const BYTES = 512 * 1024;

/** Imports a document of another tool; null where the text is none, and is to be read as a page. */
export function importDocument(given: Source, ending: string): Result<readonly Imported[], Refusal> | null {
  const isNamed = /^\.(?:ya?ml|json)$/i.test(ending);
  const text = given.text.replace(/^\ufeff/, '');
  if (text.trim() === '') return err({ message: `${given.name} is empty` });
  if (/^\s*(?:<!doctype|<html)/i.test(text))
    return err({
      message: `${given.name} is a page in HTML, not in Markdown`,
      next: 'export it as Markdown, or convert it: pandoc -t gfm',
    });
  if (/^#!\s*\//.test(text))
    return err({
      message: `${given.name} is a script, not a page`,
      next: 'write the page around it, or put it in a step of kind shell',
    });
  if (!isNamed && !/^\s*\{\s*"/.test(text)) return null;
  const source = cleared(given);
  const root = text.length > BYTES ? null : rootOf(source.text);
  if (root === null)
    return isNamed
      ? err({ message: `${source.name} cannot be read as YAML or JSON`, next: 'a page is a file that ends in .md' })
      : null;
  if ('firebreak' in root)
    return err({
      message: `${source.name} is a runbook of Firebreak already`,
      next: `firebreak validate ${source.name}`,
    });
  if (Array.isArray(root['groups']) || (isMapping(root['spec']) && Array.isArray(root['spec']['groups'])))
    return fromRules(root, source);
  if (Array.isArray(root['mainSteps'])) return fromSsm(root, source);
  if (root['type'] === 'playbook' && isMapping(root['workflow'])) return fromCacao(root, source);
  return err({
    message: `${source.name} is none of the documents that can be imported`,
    next: 'those are rules of Prometheus, automation documents of AWS Systems Manager, and CACAO playbooks; pages end in .md',
  });
}

function rootOf(text: string): Mapping | null {
  const document = parseDocument(text, { strict: false, uniqueKeys: false });
  if (document.errors.length > 0) return null;
  try {
    const value: unknown = document.toJS({ maxAliasCount: 50 });
    return isMapping(value) ? value : null;
  } catch {
    return null;
  }
}
