// An agent as its program sees Firebreak: the library's own client over a real `firebreak mcp` in a process of its own.

import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { RunEvent } from '../../../src/model/event.ts';
import { readRun } from '../../../src/transcript/reader.ts';
import { runFolder } from '../../../src/transcript/store.ts';
import { ROOT } from '../source-tree.ts';

/** What tests read of answers. Each tool has some of it. */
export interface Answered {
  readonly data: string;
  readonly run: string;
  readonly seq: number;
  readonly causes: readonly { readonly id: string; readonly for: readonly string[] }[];
  readonly not_told_apart: readonly { readonly would_tell: readonly string[] }[];
  readonly changes: readonly unknown[];
  readonly verified: readonly unknown[];
  readonly outputs: readonly { readonly step: string; readonly text: string; readonly rest: string }[];
  readonly a_person_types: string;
  readonly runs: readonly unknown[];
  readonly runbooks: readonly { readonly id: string }[];
  readonly alerts: readonly unknown[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** What a tool answered: its data, or why it was refused. */
export interface Told {
  readonly refused: string | null;
  readonly data: Answered;
  /** As a model reads it. */
  readonly text: string;
}

/** A connected agent. */
export interface Agent {
  readonly client: Client;
  readonly pid: number;
  call(tool: string, given?: Readonly<Record<string, unknown>>): Promise<Told>;
  /** The same, where it has to be taken. */
  ask(tool: string, given?: Readonly<Record<string, unknown>>): Promise<Answered>;
  /** The record of a run as it is now. */
  record(run: string): readonly RunEvent[];
  close(): Promise<void>;
}

/** How an agent is connected. */
export interface AgentOptions {
  readonly home: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly name?: string;
}

const PATIENCE_MS = 100_000;

/** Starts `firebreak mcp` and connects to it. */
export async function connectAgent({ home, cwd, env = {}, name = 'claude' }: AgentOptions): Promise<Agent> {
  const { PATH = '', HOME = '' } = process.env;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(ROOT, 'dist/firebreak.js'), 'mcp', '--home', home],
    cwd,
    env: { PATH, HOME, ...env },
    stderr: 'inherit',
  });
  const client = new Client({ name, version: '1.0.0' });
  await client.connect(transport);
  const call: Agent['call'] = async (tool, given = {}) => {
    const answer = await client.callTool({ name: tool, arguments: { ...given } }, undefined, { timeout: PATIENCE_MS });
    const [content] = answer.content as readonly { readonly type: string; readonly text: string }[];
    const text = content?.text ?? '';
    return {
      refused: answer.isError === true ? text : null,
      data: answer.structuredContent as Answered,
      text,
    };
  };
  return {
    client,
    pid: transport.pid ?? 0,
    call,
    ask: async (tool, given) => {
      const { refused, data } = await call(tool, given);
      if (refused !== null) throw new Error(`${tool}: ${refused}`);
      return data;
    },
    record: (run) => readRun(runFolder(join(home, 'runs', run))).events,
    close: () => client.close(),
  };
}

/** Calls of tools that would do what only people may: none of them is there. */
export const ATTEMPTS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['approve', {}],
  ['approve_step', { step: 'server_down/start_by_command' }],
  ['answer_question', { choice: 'run' }],
  ['edit_command', { command: 'redis-cli FLUSHALL' }],
  ['mark_done', {}],
  ['set_risk', { approve: 'destroy' }],
  ['skip_step', { reason: 'not needed' }],
  ['close_run', { reason: 'it is over' }],
  ['ask_for_approval', { reason: 'do it', approve: 'destroy' }],
  ['choose_cause', { cause: 'server_down', reason: 'it is', choice: 'run' }],
  ['add_note', { text: 'ok', kind: 'human' }],
];
