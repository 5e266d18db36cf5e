// The forms of a kind as its own words for editors show them, each read as a step of a runbook: what it gives, its risk.

import { definition, readingType } from '../../src/kinds/index.ts';
import type { ReadingType } from '../../src/model/reading-type.ts';
import type { Risk } from '../../src/model/risk.ts';
import type { Kind } from '../../src/model/step.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';

/** One form of a kind. */
export interface Form {
  /** As it is written: `redis: PING`. */
  readonly written: string;
  /** What stands behind it: what it is for. */
  readonly remark: string;
  readonly fields: ReadingType;
  readonly risk: Risk;
  readonly riskAsProbe: Risk;
  readonly repeatable: boolean;
}

/** The forms that a description lists, one a line: "- `redis: PING`". Throws where one is not valid. */
export function formsIn(kind: Kind, description: string): readonly Form[] {
  const lines = [...description.matchAll(/^- `(\w+: [^`]+)`(.*)$/gm)];
  return lines.map(([, written = '', remark = '']) => formOf(kind, written, remark.replace(/^[:\s]+/, '')));
}

function formOf(kind: Kind, written: string, remark: string): Form {
  const text = runbookWith(written);
  const { runbook, diagnostics } = parseRunbook({ file: 'form.yaml', text });
  const step = runbook?.causes[0]?.resolve[0];
  if (step === undefined) throw new Error(`${written}: ${diagnostics.map(({ message }) => message).join('; ')}`);
  const { shape } = step;
  const known = definition(kind);
  const { error: _, ...fields } = readingType(kind, shape);
  return {
    written,
    remark,
    fields,
    risk: known.risk(shape, 'action'),
    riskAsProbe: known.risk(shape, 'probe'),
    repeatable: known.repeatable(shape),
  };
}

// Inputs are declared as the form needs them: a value that is one hole and nothing else is a whole command.
function runbookWith(written: string): string {
  return `firebreak: 1
id: form
title: A form
severity: low
inputs:
${inputsIn(written)}
  redis_url: { default: "redis://localhost:6379", secret: true }
defaults:
  redis: { url: "\${{ inputs.redis_url }}" }
  bullmq: { url: "\${{ inputs.redis_url }}" }
  prometheus: { url: "http://localhost:9090" }
diagnose:
  - { id: seen, system: {} }
causes:
  - title: Something is wrong
    when: "!seen.ok"
    resolve:
      - ${written}
`;
}

/** Declarations of the inputs that a form names. */
export function inputsIn(written: string): string {
  const names = new Set([...written.matchAll(/\binputs\.(\w+)/g)].map(([, name = '']) => name));
  const isCommand = /^shell: "\$\{\{ inputs\.\w+ \}\}"$/.test(written);
  const declared = [...names].filter((name) => name !== 'redis_url');
  return declared
    .map((name) => {
      if (isCommand) return `  ${name}: { type: list, default: [systemctl, start, nginx] }`;
      if (name === 'token') return `  ${name}: { env: TOKEN, secret: true }`;
      return `  ${name}: { default: ${name.endsWith('_url') ? '"http://localhost:3000"' : 'nginx'} }`;
    })
    .join('\n');
}
