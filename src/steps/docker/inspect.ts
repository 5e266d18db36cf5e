// A container as the engine describes it, in the fields of a reading. `running` and `status` are Docker's own words:
// a paused or restarting container is running.

import { resolve } from 'node:path';
import type { ContainerInspectInfo } from 'dockerode';
import type { Fields } from '../failure.ts';

/** What is known of a container that is not there. */
export const NOT_THERE: Fields = { found_by: '', exists: false, running: false, status: '' };

/** Docker's date of what has not happened. */
const NEVER = '0001-01-01T00:00:00Z';

/** The fields of a container's description. */
export function inspected(info: ContainerInspectInfo): Fields {
  const { State: state, HostConfig: host, Config: config } = info;
  return {
    name: (info.Name ?? '').replace(/^\//, ''),
    exists: true,
    running: state.Running,
    status: state.Status,
    exit_code: state.ExitCode,
    oom_killed: state.OOMKilled,
    // Docker's word where there is no health check.
    health: state.Health?.Status ?? 'none',
    failing_streak: state.Health?.FailingStreak ?? 0,
    health_log: (state.Health?.Log ?? [])
      // The engine keeps those of the time before its last start.
      .filter(({ Start }) => new Date(Start) >= new Date(state.StartedAt))
      .map(({ ExitCode, Output }) => ({ exit_code: ExitCode, output: Output.trim() })),
    restarts: info.RestartCount,
    ...(state.StartedAt === NEVER ? {} : { started_at: state.StartedAt }),
    image: config.Image,
    networks: Object.keys(info.NetworkSettings.Networks ?? {}),
    labels: config.Labels ?? {},
    ...madeByCompose(config.Labels ?? {}),
    memory_limit_bytes: host.Memory ?? 0,
    restart_policy: host.RestartPolicy?.Name || 'no',
    mounts: (info.Mounts ?? []).map((mount) => ({
      type: mount.Type ?? '',
      name: mount.Name ?? '',
      source: mount.Source ?? '',
      destination: mount.Destination ?? '',
      writable: mount.RW ?? true,
    })),
  };
}

/** What compose writes on the containers it makes; empty for others. Older programs write relative paths. */
function madeByCompose(labels: Readonly<Record<string, string>>): Fields {
  const label = (name: string): string => labels[`com.docker.compose.${name}`] ?? '';
  const folder = label('project.working_dir');
  const files = label('project.config_files')
    .split(',')
    .filter((file) => file !== '');
  return {
    compose_project: label('project'),
    compose_service: label('service'),
    compose_files: files.map((file) => (folder === '' ? file : resolve(folder, file))),
    compose_folder: folder,
  };
}
