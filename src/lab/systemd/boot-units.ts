// The part of systemd's own units that a small machine needs: what every service names, D-Bus, and a journal.

const NAMED_BY_SERVICES =
  "[Unit]\nDescription=The part of systemd's boot that every service names\nDefaultDependencies=no\n";

/** Texts of units by their names. */
export const BOOT_UNITS: Readonly<Record<string, string>> = {
  'sysinit.target': NAMED_BY_SERVICES,
  'shutdown.target': NAMED_BY_SERVICES,
  'basic.target': `${NAMED_BY_SERVICES}Requires=sysinit.target systemd-journald.service\nAfter=sysinit.target\n`,
  'dbus.socket': '[Socket]\nListenStream=/run/dbus/system_bus_socket\n',
  'dbus.service': `[Unit]
Requires=dbus.socket

[Service]
Type=notify
NotifyAccess=main
ExecStart=/usr/bin/dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation
`,
  'systemd-journald.socket': `[Unit]
DefaultDependencies=no

[Socket]
ListenStream=/run/systemd/journal/stdout
ListenDatagram=/run/systemd/journal/socket
SocketMode=0666
PassCredentials=yes
PassSecurity=yes
ReceiveBuffer=8M
Timestamping=us
`,
  'systemd-journald.service': `[Unit]
DefaultDependencies=no
Requires=systemd-journald.socket
After=systemd-journald.socket

[Service]
Type=notify
ExecStart=/lib/systemd/systemd-journald
StandardOutput=null
FileDescriptorStoreMax=4224
`,
};

/** Where systemd finds the units of packages; those of an administrator, also `mask`, stand above them. */
export const UNIT_FOLDER = '/usr/lib/systemd/system';
