// What a fence holds: commands, a query, a file, or what a program printed. Only commands become steps.

import { isSql } from './looks/sql.ts';
import { isProgramName } from './programs.ts';
import { isPrompted } from './prompts.ts';

/** What a fence is. */
export type FenceKind = 'shell' | 'sql' | 'promql' | 'rule' | 'request' | 'code' | 'output';

const SHELL = new Set(
  'bash sh shell zsh console shell-session shellsession terminal cmd fish command commands'.split(' '),
);
const SQL = new Set('sql psql pgsql postgres postgresql mysql plpgsql mariadb tsql'.split(' '));
const QUERIES = new Set('promql metricsql'.split(' '));
const OUTPUT = new Set('log logs output out result text-output accesslog diff mermaid plantuml dot ascii'.split(' '));
const REQUESTS = new Set('http rest'.split(' '));
const UNTAGGED = new Set([
  '',
  'text',
  'txt',
  'plain',
  'plaintext',
  'none',
  'raw',
  'nohighlight',
  'no-highlight',
  'code',
]);

/** What a fence is, by its language, and where it has none by its text. */
export function fenceKind(language: string, text: string): FenceKind {
  if (/^\s*-?\s*(?:alert:|groups:)/m.test(text) && /^\s*expr:/m.test(text)) return 'rule';
  if (SQL.has(language)) return 'sql';
  if (QUERIES.has(language)) return 'promql';
  if (REQUESTS.has(language)) return /^(?:GET|HEAD|POST|PUT|PATCH|DELETE)\s+\S+/m.test(text) ? 'request' : 'output';
  if (OUTPUT.has(language)) return 'output';
  if (SHELL.has(language)) {
    if (isPrompted(text) || shellShare(text) > 0) return 'shell';
    // A console may be one that metrics are asked in.
    if (isPromQl(text)) return 'promql';
    return looksLikeCommand(text) ? 'shell' : 'output';
  }
  if (!UNTAGGED.has(language)) return 'code';
  return byText(text);
}

function byText(text: string): FenceKind {
  if (/^\s*(?:[$%]|\[?[\w.-]+@[\w.-]+[ :][^\]#$\n]*\]?[#$])\s+\S/m.test(text)) return 'shell';
  if (isSql(text)) return 'sql';
  const share = shellShare(text);
  if (share >= 0.6 && !isTree(text)) return 'shell';
  if (isLog(text) || isTree(text)) return 'output';
  if (isPromQl(text)) return 'promql';
  if (/^(?:GET|HEAD) (?:https?:\/\/\S+)\s*$/.test(text.trim())) return 'request';
  return rootPrompts(text) ? 'shell' : 'output';
}

/** The share of lines that begin as commands do, comments and continued lines left out. */
function shellShare(text: string): number {
  const lines = commandLines(text);
  if (lines.length === 0) return 0;
  return lines.filter(beginsAsCommand).length / lines.length;
}

/** Lines that could be commands; continued lines are part of the line before. */
function commandLines(text: string): readonly string[] {
  const joined = text.replace(/\\\n/g, ' ');
  const lines = joined
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  let until = '';
  return lines.filter((line) => {
    if (until !== '') {
      if (line === until) until = '';
      return false;
    }
    until = /<<-?\s*['"]?(\w+)/.exec(line)?.[1] ?? '';
    return !/^(?:\||&&|\|\||done\b|fi\b|esac\b|then\b|else\b|do\b|\}|\))/.test(line);
  });
}

/** Whether a line begins as a command does. */
export function beginsAsCommand(line: string): boolean {
  const bare = line
    .replace(/^\s*(?:[$%]\s+)?/, '')
    .replace(/^(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\$\([^)]*\)|\S*)\s+)+(?=\S)/, '');
  if (/^(?:\.{0,2}\/)[\w./-]+(?:\s|$)/.test(bare)) return !/:\s|\d{2}:\d{2}/.test(bare.split(/\s/)[0] ?? '');
  if (/^[A-Za-z_]\w*=(?:\$\(|"|'|`|\S)/.test(bare)) return true;
  if (/^(?:for|while|until|if)\s.*(?:;\s*(?:do|then)\b|$)/.test(bare)) return true;
  const name = /^[\w.+-]+(?=\s|$)/.exec(bare)?.[0] ?? '';
  if (!isProgramName(name)) return false;
  // `find the pod`, `top consumers are`: prose that begins with the name of a program.
  const rest = bare.slice(name.length).trim();
  return (
    !(
      PROSE.has(name) &&
      /^(?:the|a|an|all|any|for|which|what|that|this|if|of|in|to|is|are|and|by|with|stuck|large|your|out|whether|how)\b/i.test(
        rest,
      )
    ) && !/^[:,]/.test(rest)
  );
}

const PROSE = new Set(
  'find kill watch sort top cut test host time who last date set make write less more head tail join split service service file type at w look screen wait exit continue login rename ping locate'.split(
    ' ',
  ),
);

function looksLikeCommand(text: string): boolean {
  const [line = ''] = commandLines(text);
  return (
    !isLog(text) &&
    !isTree(text) &&
    /^[a-z][\w./-]*(?:\s+\S+)*$/.test(
      line
        .replace(/^[$%#>]\s+/, '')
        .split(/[|;&]/)[0]
        ?.trim() ?? '',
    ) &&
    !/[.!?]$/.test(line) &&
    /^[a-z][\w.-]*(?:$|\s+(?:-|\/|\w+\s+-|"|'|\$|<))/.test(line.replace(/^[$%#>]\s+/, ''))
  );
}

/** Whether a text is lines of a log. */
export function isLog(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const logged = lines.filter((line) =>
    /^\s*(?:\[?\d{4}-\d\d-\d\d[T ]|\[?\d{1,2}:\d\d:\d\d|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d|(?:\[|)(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL|CRITICAL|PANIC)\b|(?:time|level|ts|msg)=|\{"(?:level|time|ts|msg)|[EWIF]\d{4} \d\d:|(?:Error|Exception|Traceback|panic|Caused by|FATAL):?\s|at [\w.$]+\()/.test(
      line,
    ),
  );
  return lines.length > 0 && logged.length / lines.length >= 0.5;
}

const isTree = (text: string): boolean => (text.match(/[├└│┌┐─▼]|^\s*\|?--?>|\+--/gm) ?? []).length >= 2;

/** Whether a text is PromQL by its look. */
function isPromQl(text: string): boolean {
  const line = text.trim();
  if (
    /^(?:\(\s*|[\d.]+\s*[-*/]\s*)*(?:sum|avg|max|min|count|rate|irate|increase|histogram_quantile|topk|bottomk|absent|delta|idelta|deriv|changes|resets|predict_linear|quantile|sort(?:_desc)?|label_replace|\w+_over_time)\s*(?:(?:by|without)\s*\([^)]*\)\s*)?\(/.test(
      line,
    )
  )
    return !/\bFROM\b/i.test(line);
  return (
    (/^[a-z_:][\w:]*(?:\{[^}]*\}|\[[0-9]+[smhd]\])/.test(line) && !line.startsWith('function')) ||
    /^[a-z][a-z0-9]*(?:_[a-z0-9]+){2,}\s*(?:[<>=!]=?\s*[\d.]+)?$/.test(line)
  );
}

/** Whether the lines that begin with `# ` are commands of root: only where no other line is one. */
export function rootPrompts(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const marked = lines.filter((line) => /^\s*#\s+\S/.test(line));
  if (marked.length === 0 || lines.some((line) => !/^\s*#/.test(line) && beginsAsCommand(line))) return false;
  return marked.every((line) => {
    const bare = line.replace(/^\s*#\s+/, '');
    return (
      beginsAsCommand(bare) &&
      /^\S+\s+(?:-|\/|[\w-]+\s+-|\S*[./@=:]\S*|(?:status|restart|start|stop|list|ps|info|logs)\b)|^(?:df|free|uptime|ps|mount|dmesg)\b/.test(
        bare,
      ) &&
      !/[.:]$/.test(bare)
    );
  });
}
