/** A shell for every host of the inventory, by its transport. */
import type { Host } from "../inventory.ts";
import { localShell } from "./local.ts";
import type { Shell, Shells } from "./shell.ts";
import type { SshSettings } from "./ssh-connection.ts";
import { sshShell } from "./ssh.ts";

/** `surroundings` is the environment of the process; nothing is connected before the first command. */
export function createShells(ssh: SshSettings, surroundings: Readonly<Record<string, string | undefined>>): Shells {
  const shells = new Map<string, Shell>();
  const settings: SshSettings = { agent: surroundings["SSH_AUTH_SOCK"], ...ssh };
  const open = (host: Host): Shell =>
    host.transport === "local" ? localShell(surroundings) : sshShell(host, settings);
  return {
    on: (host) => {
      const key = `${host.transport} ${host.user ?? ""}@${host.address}:${host.port} ${host.name}`;
      const shell = shells.get(key) ?? open(host);
      shells.set(key, shell);
      return Promise.resolve(shell);
    },
    close: async () => {
      const closing = [...shells.values()].map((shell) => shell.close());
      shells.clear();
      await Promise.all(closing);
    },
  };
}
