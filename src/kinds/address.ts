// Addresses of systems: which of their parts a hole may supply, what a URL may not hold, and what they point at.

import { type Hole, showText, type Text } from '../model/expression.ts';
import { withoutSecrets } from './command-line.ts';
import { partsOf, textOf, type Word } from './words.ts';

/** Why a hole stands where it may not, for the URL of a request; null when it does not. */
export function misplacedHole(url: Word): { readonly message: string; readonly help: string } | null {
  const parts = partsOf(url);
  const [first = '', second] = parts;
  const addsScheme =
    typeof first === 'string' ? !first.includes('://') : typeof second === 'string' && /^s?:\/\//.test(second);
  if (addsScheme && parts.length > 1) return SCHEME;
  // The host goes on until something ends it; before that only what an operator has set may stand.
  for (const [index, part] of parts.entries()) {
    if (typeof part !== 'string') {
      if (!operatorsAlone(part))
        return { message: `\`${part.expression.source}\` may not supply the host`, help: HOST };
    } else if (/[/?#]/.test(index === 0 ? part.slice(part.indexOf('://') + 3) : part)) {
      return null;
    }
  }
  return null;
}

/**
 * A URL whose holes are percent-encoded where a value is a part of its path, query or fragment. A hole that is the whole URL,
 * or stands before the path begins (a base address), is filled in as it is.
 */
export function withEncodedHoles(url: Word): Word {
  let isBehindHost = false;
  const parts = partsOf(url).map((part, index): string | Hole => {
    if (typeof part !== 'string') return isBehindHost ? { ...part, as: 'url' } : part;
    isBehindHost ||= /[/?#]/.test(
      index === 0 ? part.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '') : part.replace(/^s?:\/\//, ''),
    );
    return part;
  });
  return textOf(parts);
}

/** `..` in a path leads elsewhere; clients take it out before they send. */
const DOTS = /^(?:[^/?#]*:\/\/)?[^/?#]*(?:\/[^/?#]*)*?\/(?:\.|%2e){1,2}(?:[/?#]|$)/i;

const HOST =
  'write it out, or take it from an input: what a system or an alert says must not decide where a request goes';

const SCHEME = {
  message: 'a hole may not supply the scheme',
  help: 'write http:// or https://, or take the whole base address from an input',
};

/** Whether only inputs stand in a hole, and items that are given: no probe, fact, step or alert. */
export function operatorsAlone({ expression, secret, item }: Hole): boolean {
  if (secret !== undefined) return true;
  const code = expression.source.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '""');
  const roots = [...code.matchAll(/(?<![\w.])[a-zA-Z_]\w*(?!\w|\s*\()/g)].map(([root]) => root);
  const isGiven = (root: string): boolean => OPERATORS.has(root) || (root === 'item' && item === 'given');
  return expression.probes.length === 0 && roots.every(isGiven);
}

const OPERATORS = new Set(['inputs', 'true', 'false']);

/** What is wrong with the URL of a request once its holes are filled; null when nothing is. */
export function urlProblem(url: Text): string | null {
  const shown = withoutSecrets(url, 'x');
  if (hasControl(shown)) return 'the URL holds a line end or another control character';
  if (/\s/.test(shown)) return 'the URL holds a blank';
  if (DOTS.test(shown)) return 'the path of the URL holds `.` or `..`, which leads elsewhere';
  // A value is not repeated: it may hold a password.
  return startsSecret(url) || /^https?:\/\/[^/?#]/i.test(shown)
    ? null
    : 'the URL must begin with http:// or https:// and a host';
}

/** Whether an address begins with a secret, so that nothing is known of it yet. */
export const startsSecret = (url: Text): boolean => typeof url !== 'string' && typeof url.$text[0] === 'object';

/** Whether text holds CR, LF, NUL or another control character. */
export function hasControl(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u001f\u007f]/.test(text);
}

/** A URL as people see it: secrets as `«secret:name»`, and a password that stands in it as `***`. */
export function showUrl(url: Text): string {
  return typeof url === 'string'
    ? url.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@:]*):[^/?#@]+@/i, '$1:***@')
    : showText(url);
}

/** Host and port of an address or a URL, without anything that could be secret. */
export function hostOf(address: Text): string {
  const rest = showText(address).replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1) || rest.slice(authority.length) || rest;
}
