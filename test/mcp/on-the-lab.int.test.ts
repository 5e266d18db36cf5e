// An agent at work on a real Redis that was killed: it diagnoses, tells what it found, and asks; a person approves at a terminal, and
// the agent sees it verified. Whatever it tries beyond that is refused and stands in the record.

import { test as plainTest } from 'vitest';
import { type LabRuns, startLabRuns } from '../support/lab/lab-runs.ts';
import { type Agent, ATTEMPTS, connectAgent } from '../support/mcp/agent.ts';
import { hasTerminal, openTerminal, type Terminal } from '../support/screen/terminal.ts';

interface Place {
  readonly runs: LabRuns;
  readonly terminal: Terminal;
  readonly agent: Agent;
}

const test = plainTest.extend<{ place: Place }>({
  place: async ({ task: _ }, use) => {
    const [runs, terminal] = await Promise.all([startLabRuns(), openTerminal({ columns: 110, rows: 36 })]);
    const env = { REDIS_URL: String(runs.lab.inputs['redis_url']) };
    const agent = await connectAgent({ home: runs.home, cwd: terminal.home, env });
    await use({ runs, terminal, agent });
    await agent.close();
    await terminal.close();
    await runs.stop();
  },
});

// Rule: agent.refused
test.skipIf(!hasTerminal())(
  'an agent diagnoses and asks, a person approves at a terminal, and the agent sees it verified; nothing else is let through',
  async ({ place: { runs, terminal, agent }, expect }) => {
    const { redis_url: secret, ...lab } = runs.lab.inputs;
    await runs.lab.inject('killed');

    const inputs = { ...lab, settle: '1s', patience: '2s' };
    const { run } = await agent.ask('start_run', { runbook: 'redis-connectivity-loss', inputs });
    const found = await agent.ask('wait_for_run', { run });
    expect(found).toMatchObject({
      stands: 'waiting',
      opened_by: 'claude',
      cause_taken_up: { id: 'server_down' },
      question: { kind: 'approve', you_may_answer: false, step: { risk: 'change' } },
      changes: [],
    });
    const [cause] = found.causes;
    expect(cause).toMatchObject({ id: 'server_down', verdict: 'confirmed' });
    expect(cause?.for.length).toBeGreaterThan(0);
    // The password of Redis is in no answer.
    const password = new URL(String(secret)).password;
    for (const tool of ['get_run', 'get_report', 'explain_runbook'])
      expect(
        (await agent.call(tool, tool === 'explain_runbook' ? { runbook: 'redis-connectivity-loss' } : { run })).text,
      ).not.toContain(password);
    expect((await agent.call('get_run', { run, outputs: true, full: true })).text).not.toContain(password);

    await agent.ask('add_note', { run, text: 'Redis is gone; nothing was deployed today.' });
    for (const [tool, given] of ATTEMPTS) {
      const { refused } = await agent.call(tool, { run, ...given });
      expect(refused, tool).toMatch(/^[A-Z"].*the attempt is on record\.$/);
    }
    // The one answer that it has is not taken here: it is the engine that refuses it.
    const chosen = await agent.call('choose_cause', { run, cause: 'server_hangs', reason: 'I like it better.' });
    expect(chosen.refused).toBe('A person decides that.');
    expect((await agent.call('start_run', { runbook: 'redis-connectivity-loss', approve: 'destroy' })).refused).toMatch(
      /^"approve" is not taken here/,
    );
    const before = agent.record(run);
    const attempts = before.filter(({ type }) => type === 'agent.refused');
    expect(attempts.map(({ data }) => (data as { wanted: string }).wanted)).toEqual([
      'approve',
      'approve_step',
      'answer_question',
      'edit_command',
      'mark_done',
      'set_risk',
      'skip_step',
      'close_run',
      'ask_for_approval with approve',
      'choose_cause with choice',
      'add_note with kind',
      'cause',
    ]);
    expect(new Set(attempts.map(({ actor }) => `${actor.kind} ${actor.name}`))).toEqual(new Set(['agent claude']));
    expect(before.filter(({ type }) => type === 'answer.given')).toEqual([]);

    const asked = await agent.ask('ask_for_approval', {
      run,
      reason: 'The server process is gone, and nothing else is.',
    });
    expect(asked).toMatchObject({ approved: false, asked: { asked_for: [{ by: 'claude (agent)' }] } });
    expect(asked.a_person_types).toBe(`firebreak resume ${run} --home ${runs.home}`);

    // A person types what the agent was told.
    const waited = agent.ask('wait_for_run', { run, since: asked.seq, seconds: 90 });
    const resumed = await terminal.run(`REDIS_URL='${String(secret)}' ${asked.a_person_types} --as ana`);
    await terminal.asks(/a +Approve/);
    // What the agent said for it stands above the question.
    await terminal.tells((lines) => lines.join(' ').includes('claude (agent) asks for it: The server process is gone'));
    await terminal.press('a');
    expect(await resumed.ended()).toBe(0);

    const seen = await waited;
    expect(seen).toMatchObject({ stands: 'over', outcome: 'resolved', timed_out: false });
    expect(seen.verified.length).toBeGreaterThan(0);
    expect(seen.changes).toMatchObject([{ step: 'server_down/start_by_command' }]);
    const events = agent.record(run);
    const answers = events.filter(({ type }) => type === 'answer.given').map(({ actor }) => actor);
    expect(answers.every(({ kind, name }) => kind === 'human' && name === 'ana')).toBe(true);

    // The record holds, and tells who was who.
    expect((await runs.firebreak(['audit', run])).code).toBe(0);
    expect((await runs.firebreak(['replay', run])).code).toBe(0);
    const report = await runs.firebreak(['report', run]);
    expect(report.stdout).toMatch(/claude \(agent\)[^]*Redis is gone; nothing was deployed today/);
    expect(report.stdout).toContain('claude (agent) was refused: approve_step');
    // What is sealed takes nothing more, and says so.
    expect((await agent.call('add_note', { run, text: 'Done.' })).refused).toBe(
      'The run is over, and its record is sealed.',
    );
  },
);
