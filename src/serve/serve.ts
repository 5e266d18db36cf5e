// `firebreak serve`: alerts in, runs led, people asked. It takes up what the process before it left, attends to all runs, and
// ends by letting every run stop at its next boundary.

import { join } from 'node:path';
import { openIntake } from './alerts/intake.ts';
import { openKept } from './alerts/kept.ts';
import { canKeep, openSpool } from './alerts/spool.ts';
import type { App } from './app.ts';
import type { Person, ServeConfig } from './config/config.ts';
import { type FleetGiven, openFleet } from './fleet/fleet.ts';
import { fleetNews } from './fleet-news.ts';
import { openLive } from './http/live.ts';
import { routes } from './http/routes.ts';
import { type Listening, listen } from './http/server.ts';
import { openLog } from './log.ts';
import { openTeller } from './notify.ts';
import { openSessions } from './people/sessions.ts';
import type { Crew, Desk, JobEnd } from './ports.ts';
import { attending } from './runs/attend.ts';
import { openBoard } from './runs/board.ts';
import { openLauncher } from './runs/launch.ts';
import type { Standing } from './runs/standing.ts';

/** What serve is begun with. */
export interface ServeOptions {
  readonly config: ServeConfig;
  readonly desk: Desk;
  openCrew(onEnd: (end: JobEnd) => void): Crew;
  /** Values of the secrets for alerts by name, of the addresses that are told by name, and of the certificate. */
  readonly secrets: {
    readonly alerts: ReadonlyMap<string, string>;
    readonly notify: ReadonlyMap<string, string>;
    readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  };
  /** How workers on other hosts are reached; null: serve leads all runs itself. */
  readonly fleet: FleetGiven | null;
  /** Besides those of the configuration. */
  readonly people: readonly Person[];
  readonly now: () => number;
}

/** A serve that runs. */
export interface Serving {
  /** Address that people open. */
  readonly address: string;
  /** Port that it listens on. */
  readonly port: number;
  /** Stops taking work, lets runs stop, and ends. */
  close(): Promise<void>;
}

/** How often all is looked at, in milliseconds: what changes is on the pages within a second. */
const LOOK_MS = 400;

/** How often it is tried whether the disk takes anything. */
const TRY_DISK_MS = 5000;

/** Begins; rejects where the port cannot be had. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { config, secrets, now } = options;
  const folder = join(options.desk.home, 'serve');
  const log = openLog(folder, now);
  const spoolFolder = join(folder, 'spool');
  const spool = openSpool(spoolFolder);
  const kept = openKept(join(folder, 'kept'));
  const troubles = new Map<string, string>();
  const sessions = openSessions([...config.people, ...options.people], now);
  let isDraining = false;
  let trouble: string | null = null;

  const onEnd = ({ job, trouble: why }: JobEnd): void => {
    const isThere = desk.identity(job.run) !== '';
    if (why !== null && !(job.do === 'start' && isThere)) {
      troubles.set(job.run, why);
      log.add('job', { run: job.run, do: job.do, why }, { result: 'failed' });
      if (job.do === 'take_up') attend.failed(job.run);
      const [oldest] = troubles.keys();
      if (troubles.size > 100 && oldest !== undefined) troubles.delete(oldest);
    } else {
      troubles.delete(job.run);
      log.count('job', { result: 'done' });
    }
    if (job.do === 'start' && !isDraining) launcher.settle(job.run);
    void board.look();
  };
  const own = { desk: options.desk, crew: options.openCrew(onEnd) };
  const fleet = options.fleet === null ? null : openFleet({ ...options.fleet, ...own, config, said: log, now, onEnd });
  const { desk, crew } = fleet ?? own;
  const board = openBoard(desk, { busy: () => crew.busy(), cool_down_ms: config.cool_down_ms, now });
  const launcher = openLauncher(join(folder, 'jobs'), {
    desk,
    crew,
    now,
    isOffered: (run) => fleet?.isOffered(run) ?? false,
  });
  const listening: { server: Listening | null } = { server: null };
  const scheme = secrets.tls === null ? 'http' : 'https';
  const hosted = (host: string, port: number): string =>
    `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const teller = openTeller({
    to: config.notify.flatMap(({ name }) => {
      const url = secrets.notify.get(name);
      return url === undefined ? [] : [{ name, url }];
    }),
    address: () => app.address,
    add: log.add,
  });
  const intake = openIntake({ config, desk, crew, board, launcher, spool, kept, log, now });
  const attend = attending({ config, desk, crew, board, teller, log, now });

  const origins = new Set<string>();
  const app: App = {
    config,
    get address() {
      return config.address ?? hosted(config.host, listening.server?.port ?? config.port);
    },
    origins,
    alertSecrets: secrets.alerts,
    desk,
    crew,
    fleet,
    board,
    launcher,
    spool,
    kept,
    intake,
    sessions,
    log,
    now,
    isDraining: () => isDraining,
    trouble: () => trouble,
    troubles,
  };

  const live = openLive(app);
  const answer = routes(app, live);
  const server = await listen({
    host: config.host,
    port: config.port,
    tls: secrets.tls,
    answer,
    onNonsense: () => log.count('nonsense'),
  });
  listening.server = server;
  origins.add(app.address);
  if (config.address === null)
    for (const host of ['127.0.0.1', 'localhost', '::1']) origins.add(hosted(host, server.port));

  tellPeople(board.onChange, teller.tell);
  await fleet?.look();
  await board.look();
  launcher.again();
  attend.look(true);
  intake.wake();

  const news = fleet === null ? null : fleetNews({ fleet, config, desk, teller, log, now });
  const look = setInterval(() => {
    if (!isDraining) void fleet?.look().then(() => news?.());
    void board.look().then(() => {
      if (isDraining) return;
      attend.look();
      intake.wake();
    });
  }, LOOK_MS);
  const tryDisk = (): void => {
    trouble = canKeep(spoolFolder) ? null : `nothing can be kept in ${spoolFolder}: alerts are not taken`;
  };
  const trying = setInterval(tryDisk, TRY_DISK_MS);
  tryDisk();

  return {
    address: app.address,
    port: server.port,
    close: async () => {
      isDraining = true;
      await intake.stop();
      await crew.drain();
      await fleet?.close();
      clearInterval(look);
      clearInterval(trying);
      live.close();
      await server.close();
      await teller.close();
      await spool.close();
    },
  };
}

// Every question, escalation and end; what was there before serve began has been told.
function tellPeople(
  onChange: (hear: (now: Standing, before: Standing | undefined) => void) => void,
  tell: ReturnType<typeof openTeller>['tell'],
): void {
  const begun_ms = Date.now();
  onChange((now, before) => {
    if (now.outcome === 'unreadable' || now.sandbox) return;
    const isNew = before === undefined && Date.parse(now.opened_at) < begun_ms;
    if (isNew) return;
    if (now.question !== null && now.question.seq !== before?.question?.seq && now.outcome === 'waiting')
      tell({ about: 'question', standing: now, to: null });
    if (now.escalations > (before?.escalations ?? 0)) tell({ about: 'escalation', standing: now, to: null });
    if (now.isOver && before?.isOver !== true) tell({ about: 'end', standing: now, to: null });
  });
}
