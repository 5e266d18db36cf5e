// The pages: what is read is put into views, and nothing is changed by looking.

import { knownInputs } from '../../session/known-inputs.ts';
import { explain } from '../../views/explain/explanation.ts';
import { NONE } from '../../views/report/html/markup.ts';
import { type Page, pageHtml } from '../../views/serve/frame.ts';
import { nowHtml } from '../../views/serve/now.ts';
import { questionHtml } from '../../views/serve/question.ts';
import { aboveReport, belowReport, type RunPage } from '../../views/serve/run.ts';
import { runbookHtml, runbooksHtml } from '../../views/serve/runbooks.ts';
import { runsHtml } from '../../views/serve/runs.ts';
import type { Workers } from '../../views/serve/workers.ts';
import type { App } from '../app.ts';
import { ruleFor } from '../config/config.ts';
import { isDoubted } from '../fleet/reconcile.ts';
import { byHand } from '../fleet-news.ts';
import { approvedBy, ruleWords, seenIn } from '../people/approvals.ts';
import type { Session } from '../people/sessions.ts';
import type { RecordRead } from '../ports.ts';
import type { Standing } from '../runs/standing.ts';
import { type Exchange, sendPage } from './exchange.ts';

/** How many runs a page of them shows, and how many the statistics are of. */
const A_PAGE = 50;
const COUNTED = 200;

/** What a page is sent with, besides its content. */
export interface Sending {
  readonly status?: number;
  /** What came of a form. */
  readonly said?: string;
}

type Content = Pick<Page, 'title' | 'at' | 'content' | 'isLive'>;

/** Sends a page to somebody. */
function sendFramed(app: App, exchange: Exchange, session: Session, content: Content, status = 200): void {
  const page = {
    ...content,
    reader: session,
    waiting: app.board.open().filter(({ question, sandbox }) => question !== null && !sandbox).length,
    isProxied: app.config.proxy !== null,
  };
  sendPage(exchange, status, pageHtml(page));
}

/** The first page. */
export function nowPage(app: App, exchange: Exchange, session: Session): void {
  const { board, kept, now, troubles } = app;
  const open = board.open();
  const asked = open.filter(({ question, outcome }) => question !== null && outcome === 'waiting');
  const live = open.filter(({ outcome }) => outcome === 'under_way');
  const left = open.filter((one) => !asked.includes(one) && !live.includes(one));
  const trouble = app.trouble();
  const content = nowHtml({
    asked: asked.toSorted((a, b) => askedAt(a).localeCompare(askedAt(b))),
    live,
    left: left.slice(0, 20),
    ended: board
      .all()
      .filter(({ isOver }) => isOver)
      .slice(0, 10),
    kept: kept.all().slice(0, 20),
    problems: [
      ...(trouble === null ? [] : [trouble]),
      ...queueGone(app),
      ...[...troubles].slice(-5).map(([run, why]) => `${run}: ${why}`),
    ],
    workers: app.fleet === null ? null : workersOf(app.fleet),
    now_ms: now(),
    reader: session,
    takesNoAlerts: app.config.alerts.length === 0,
  });
  sendFramed(app, exchange, session, { title: 'Now', at: 'now', content, isLive: true });
}

// Nothing is lost by it, and what can be done meanwhile is on the pages of the runs.
function queueGone({ fleet, config }: App): readonly string[] {
  const since_ms = fleet?.goneSince() ?? null;
  if (fleet === null || since_ms === null) return [];
  const local = config.policy.some((rule) => rule.local) ? ' Runs of rules with `local` are led here meanwhile.' : '';
  const waiting = fleet.waiting();
  const so = waiting.length === 0 ? '' : ` Waiting for it: ${waiting.map(({ run }) => run).join(', ')}.`;
  return [
    `The queue at ${fleet.shown} has not answered since ${new Date(since_ms).toISOString().slice(11, 19)} UTC. Alerts are taken and kept; workers finish what runs, and change nothing until it is back.${local}${so}`,
  ];
}

function workersOf(fleet: NonNullable<App['fleet']>): Workers {
  return {
    queue: fleet.shown,
    board: fleet.board !== null,
    workers: fleet.workers().map(({ name, where, host, version, leading, since }) => ({
      name: `${name}${host === name ? '' : ` on ${host}`}`,
      where: where.join(', '),
      version,
      leading,
      since,
    })),
    waiting: [...fleet.stranded()].map(([run, why]) => ({ run, why })),
    doubted: fleet
      .targets()
      .filter(isDoubted)
      .map(({ run }) => run),
    strange: fleet.strange().size,
  };
}

const askedAt = ({ question }: Standing): string => question?.asked_at ?? '';

/** One run. */
export async function runPage(
  app: App,
  exchange: Exchange,
  session: Session,
  run: string,
  sending: Sending = {},
): Promise<void> {
  const standing = app.board.of(run);
  const job = app.launcher.pending().get(run);
  if (standing === undefined && job === undefined) return nothingThere(app, exchange, session);
  const record = standing === undefined ? null : app.desk.record(run);
  const isLed = standing?.outcome === 'under_way';
  const page: RunPage = {
    run,
    isOver: standing?.isOver ?? false,
    isLed,
    sandbox: standing?.sandbox ?? false,
    question: record?.ok === true ? openQuestion(app, record.value, { isLed, session }) : null,
    problem: record?.ok === false ? record.error : (app.troubles.get(run) ?? null),
    said: sending.said ?? null,
    about: await aboutWorkers(app, run),
    reader: session,
  };
  const parts: string[] = [];
  if (record?.ok === true) app.desk.report(run, isLed, (html) => void parts.push(html));
  const report = record === null ? `<h1>${run}</h1><p class="soft">This run is about to begin.</p>` : parts.join('');
  const content = { $html: `${aboveReport(page).$html}${report}${belowReport(page).$html}` };
  const title = `${standing?.title ?? run}, ${run.slice(-4)}`;
  sendFramed(app, exchange, session, { title, at: 'runs', content, isLive: !page.isOver }, sending.status);
}

async function aboutWorkers({ fleet, config, desk }: App, run: string): Promise<readonly string[]> {
  if (fleet === null) return [];
  const job = fleet.waiting().find((one) => one.run === run);
  if (job === undefined || fleet.goneSince() === null) return fleet.about(run);
  const command = await byHand(job, { config, desk });
  return [
    `It waits for the queue at ${fleet.shown}, which does not answer. By hand, where the systems can be reached: ${command}`,
  ];
}

function openQuestion(
  app: App,
  record: RecordRead,
  { isLed, session }: { readonly isLed: boolean; readonly session: Session },
) {
  const { plan, run } = record;
  const { question } = run;
  const seen = seenIn(record);
  if (question === null || seen === null || run.opened.sandbox === true || run.standing.is === 'finished') return null;
  const rule =
    question.kind === 'approve'
      ? ruleWords(app.config.approvals[question.proposal.risk], approvedBy(record, question.id))
      : '';
  return questionHtml({ plan, run, question, seen, rule, reader: session, isLed });
}

/** Past runs. */
export function runsPage(
  app: App,
  exchange: Exchange,
  session: Session,
  runbooks: readonly { id: string; title: string }[],
): void {
  const { query } = exchange;
  const filter = { runbook: asked(query, 'runbook'), outcome: asked(query, 'outcome'), since: asked(query, 'since') };
  const from = /^\d{4}-\d\d-\d\d$/.test(filter.since) ? filter.since : '';
  const fitting = app.board
    .all()
    .filter(
      (one) =>
        (filter.runbook === '' || one.runbook === filter.runbook) &&
        (filter.outcome === '' || one.outcome === filter.outcome) &&
        (from === '' || one.opened_at >= from),
    );
  const pages = Math.max(1, Math.ceil(fitting.length / A_PAGE));
  const page = Math.min(pages, Math.max(1, Math.floor(Number(query.get('page') ?? 1)) || 1));
  const counted = fitting.filter(({ outcome }) => outcome !== 'unreadable').slice(0, COUNTED);
  const statistics =
    filter.runbook === '' || counted.length === 0
      ? null
      : app.desk.statistics(
          filter.runbook,
          counted.map(({ run }) => run),
        );
  const content = runsHtml({
    filter,
    runbooks,
    lines: fitting.slice((page - 1) * A_PAGE, page * A_PAGE),
    total: fitting.length,
    page,
    pages,
    statistics,
    counted: counted.length,
  });
  sendFramed(app, exchange, session, { title: 'Runs', at: 'runs', content, isLive: false });
}

const asked = (query: URLSearchParams, name: string): string => (query.get(name) ?? '').slice(0, 100);

/** All runbooks. */
export async function runbooksPage(app: App, exchange: Exchange, session: Session): Promise<void> {
  const content = runbooksHtml(await app.desk.runbooks());
  sendFramed(app, exchange, session, { title: 'Runbooks', at: 'runbooks', content, isLive: false });
}

/** One runbook. */
export async function runbookPage(
  app: App,
  exchange: Exchange,
  session: Session,
  id: string,
  sending: Sending = {},
): Promise<void> {
  const entry = (await app.desk.runbooks()).find((one) => one.id === id);
  if (entry?.plan === undefined || entry.plan === null) return nothingThere(app, exchange, session);
  const { plan, freshness } = entry;
  const rule = ruleFor(app.config, id);
  const known = knownInputs(plan.runbook, plan.environment, rule.inputs);
  const given = Object.entries(rule.inputs).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const content = runbookHtml({
    explanation: explain(plan, known.ok ? known.value : { inputs: {}, secrets: {} }),
    freshness,
    inputs: plan.runbook.inputs.filter(({ secret }) => !secret),
    secrets: plan.runbook.inputs.filter(({ secret }) => secret).map(({ name, env }) => env ?? name),
    approve: rule.approve,
    given: Object.fromEntries(given),
    said: sending.said ?? null,
    reader: session,
  });
  sendFramed(
    app,
    exchange,
    session,
    { title: plan.runbook.title, at: 'runbooks', content, isLive: false },
    sending.status,
  );
}

/** A page that is not there. */
export function nothingThere(app: App, exchange: Exchange, session: Session): void {
  const content = { $html: `<h1>Nothing is here</h1><p><a href="/">What waits for a person</a></p>${NONE.$html}` };
  sendFramed(app, exchange, session, { title: 'Nothing is here', at: null, content, isLive: false }, 404);
}
