/** A bot that does nothing but run one step of the journal, to be killed in the middle of it. */
import { readFileSync } from "node:fs";
import type { Host } from "../../src/inventory.ts";
import { runStep } from "../../src/providers/journal.ts";
import type { Command } from "../../src/providers/shell.ts";
import { createShells } from "../../src/providers/shells.ts";
import type { SshSettings } from "../../src/providers/ssh-connection.ts";

const given = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as {
  host: Host;
  ssh: SshSettings;
  name: string;
  command: Command;
};
const shell = await createShells(given.ssh, process.env).on(given.host);
process.stdout.write("running\n");
await runStep({ shell, name: given.name, command: given.command });
// Stay, so that it is always the kill that ends us.
setInterval(() => {}, 1000);
