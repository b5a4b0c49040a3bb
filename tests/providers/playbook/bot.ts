/** A bot that does nothing but carry out one playbook, with its ledger in a file, to be killed in the middle of it. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Inventory } from "../../../src/inventory.ts";
import type { Plan } from "../../../src/plan.ts";
import { createPlaybooks } from "../../../src/providers/playbook/engine.ts";
import { createShells } from "../../../src/providers/shells.ts";
import type { SshSettings } from "../../../src/providers/ssh-connection.ts";
import { contextOf, newLedger } from "./bench.ts";

const given = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as {
  folder: string;
  ssh: SshSettings;
  inventory: Inventory;
  plan: Plan;
  request: string;
  ledger: string;
};
const ledger = newLedger();
if (existsSync(given.ledger)) {
  for (const line of readFileSync(given.ledger, "utf8").trim().split("\n")) {
    const [key, value] = JSON.parse(line) as [string, string | null];
    ledger.entries.set(key, value);
  }
}
const set = ledger.entries.set.bind(ledger.entries);
ledger.entries.set = (key, value) => {
  appendFileSync(given.ledger, `${JSON.stringify([key, value])}\n`);
  return set(key, value);
};
const shells = createShells(given.ssh, process.env);
const engine = createPlaybooks({ folder: given.folder, shells, secrets: [] });
const outcome = await engine.apply(given.plan, contextOf(given.inventory, { ledger, request: given.request }));
process.stdout.write(JSON.stringify(outcome));
await shells.close();
