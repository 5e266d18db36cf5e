// The faults of a machine that systemd runs: what people, the kernel and systemd itself do to the unit of Redis. Each is a
// script in the machine, and all are taken back in one way.

import type { Machine } from './machine.ts';
import { UNITS } from './shop-units.ts';

/** One way to break the machine. */
export interface SystemdFault {
  /** Name, snake_case. */
  readonly id: string;
  readonly title: string;
  /** A script that breaks it. */
  readonly inject: string;
  /** A rule of the firewall besides, for what comes to the machine by its own address. */
  readonly rule?: string;
  /** A script that exits 0 when it can be seen. */
  readonly shows: string;
}

const UNIT = UNITS.redis;
const OVERRIDE = `/run/systemd/system/${UNIT}.d`;
const FILLER = '/data/somebody-elses-file';

const overridden = (...lines: readonly string[]): string =>
  `mkdir -p ${OVERRIDE}; printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} >${OVERRIDE}/fault.conf; systemctl daemon-reload`;
const isState = (state: string): string => `[ "$(systemctl is-active ${UNIT})" = ${state} ]`;
const shown = (property: string): string => `$(systemctl show -p ${property} --value ${UNIT})`;
/** As the user that Redis runs as: root may write on the last blocks. */
const FILL = `dd if=/dev/zero of=${FILLER} bs=64k 2>/dev/null; chmod 600 ${FILLER}`;
const ASK = (...words: readonly string[]): string =>
  `port=$(sed -n 's/^port //p' /etc/shop/redis.conf); REDISCLI_AUTH=$(sed -n 's/^requirepass //p' /etc/shop/redis.conf) timeout 2 redis-cli -p $port ${words.join(' ')}`;

/** All of them. */
export const SYSTEMD_FAULTS: readonly SystemdFault[] = [
  {
    id: 'stopped',
    title: 'Somebody stopped the unit of Redis',
    inject: `systemctl stop ${UNIT}`,
    shows: isState('inactive'),
  },
  {
    id: 'killed',
    title: 'Redis was killed, and its unit has failed',
    inject: `systemctl kill --signal=KILL ${UNIT}`,
    shows: isState('failed'),
  },
  {
    id: 'masked',
    title: 'Somebody has masked the unit of Redis',
    inject: `systemctl stop ${UNIT}; mkdir -p /etc/systemd/system; ln -s /dev/null /etc/systemd/system/${UNIT}; systemctl daemon-reload`,
    shows: `[ "${shown('LoadState')}" = masked ]`,
  },
  {
    id: 'crash_loop',
    title: 'Redis ends at its start, and systemd starts it again and again',
    inject: `${overridden('[Unit]', 'StartLimitIntervalSec=0', '[Service]', 'Restart=always', 'RestartSec=300ms', 'ExecStart=', 'ExecStart=/bin/sh -c "echo cannot open the file; exit 7"')}; systemctl restart ${UNIT}`,
    shows: `[ ${shown('NRestarts')} -gt 1 ]`,
  },
  {
    id: 'given_up',
    title: 'Redis could not start, systemd has given up, and what stood in the way is gone',
    inject: `${overridden('[Unit]', 'StartLimitIntervalSec=1h', 'StartLimitBurst=2', '[Service]', 'Restart=always', 'RestartSec=10ms', 'ExecStart=', 'ExecStart=/bin/sh -c "exit 7"')}; systemctl restart ${UNIT}; until ${isState('failed')}; do sleep 0.1; done; rm -r ${OVERRIDE}; systemctl daemon-reload`,
    shows: isState('failed'),
  },
  {
    id: 'flapping',
    title: 'Redis dies after four seconds, again and again, and systemd starts it each time',
    inject: `${overridden('[Unit]', 'StartLimitIntervalSec=0', '[Service]', 'Restart=always', 'RestartSec=100ms', 'ExecStart=', 'ExecStart=/bin/timeout 4 /usr/bin/redis-server /etc/shop/redis.conf')}; systemctl restart ${UNIT}`,
    shows: `[ ${shown('NRestarts')} -gt 1 ]`,
  },
  {
    id: 'frozen',
    title: 'Redis hangs in its unit',
    inject: `systemctl kill --signal=STOP ${UNIT}`,
    shows: `! ( ${ASK('ping')} )`,
  },
  {
    id: 'other_port',
    title: 'The unit was started with another port',
    inject: `${overridden('[Service]', 'ExecStart=', 'ExecStart=/usr/bin/redis-server /etc/shop/redis.conf --port 6399')}; systemctl restart ${UNIT}`,
    shows: `timeout 2 redis-cli -p 6399 ping`,
  },
  {
    id: 'disk_full',
    title: 'The disk of Redis is full, and it cannot write its append-only file',
    inject: `${FILL}; for n in 1 2 3; do ${ASK('set', 'somebodys-key', '"$(printf %09000d 0)"')}; done`,
    shows: `${ASK('ping')} | grep MISCONF`,
  },
  {
    id: 'snapshot_full',
    title: 'The disk of Redis is full, and it cannot write its snapshot',
    inject: `${ASK('config set appendonly no')}; ${ASK('config set save "60 1"')}; ${FILL}; ${ASK('bgsave')}`,
    shows: `${ASK('ping')} | grep MISCONF`,
  },
  {
    id: 'worker_stopped',
    title: 'Somebody stopped the unit of the worker',
    inject: `systemctl stop ${UNITS.worker}`,
    shows: `[ "$(systemctl is-active ${UNITS.worker})" = inactive ]`,
  },
  {
    id: 'dropped',
    title: 'A firewall of the machine drops what comes to its address',
    inject: 'true',
    rule: 'DROP',
    shows: 'true',
  },
  {
    id: 'rejected',
    title: 'A firewall of the machine rejects what comes to its address',
    inject: 'true',
    rule: 'REJECT',
    shows: 'true',
  },
  {
    id: 'fork_refused',
    title: 'Redis may not start another process, and so cannot save',
    inject: `systemctl set-property --runtime ${UNIT} TasksMax=1; ${ASK('config set appendonly no')}; ${ASK('config set save "60 1"')}; ${ASK('bgsave')}`,
    shows: `${ASK('ping')} | grep MISCONF`,
  },
];

/** Takes everything back, whatever it was. */
export async function takeBack(machine: Machine): Promise<void> {
  await machine.inNetwork('iptables', '-F').catch(() => {});
  const stopped = `systemctl kill --signal=CONT ${UNIT} || true`;
  const removed = `rm -rf ${OVERRIDE} /run/systemd/system.control /etc/systemd/system/${UNIT} ${FILLER}; systemctl daemon-reload; systemctl reset-failed`;
  await machine.sh(`${stopped}; ${removed}; systemctl restart ${UNIT}; systemctl start ${UNITS.api} ${UNITS.worker}`);
}
