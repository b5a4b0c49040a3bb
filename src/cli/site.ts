/** What every command needs of the site: its configuration, and who sits at this terminal. */
import os from "node:os";
import type { Look } from "../../adapters/terminal/look.ts";
import type { Where } from "../cli.ts";
import type { Config } from "../config.ts";
import { loadConfig } from "../load-config.ts";
import type { Account } from "../message.ts";
import { peopleOf, type Person } from "../people.ts";
import { problem } from "../problem.ts";
import { keepSecret } from "./shown.ts";

export async function openConfig(where: Where): Promise<Config> {
  const config = await loadConfig({ env: process.env, cwd: process.cwd(), config: where.config, data: where.data });
  keepSecret(config.secrets);
  return config;
}

/** The account that speaks: `--as NAME` where the site is a demonstration, else the one at this terminal. */
export function speaker(config: Config, as: string | undefined): Account {
  if (as === undefined) return { platform: "terminal", id: config.terminal.account ?? os.userInfo().username };
  if (!config.terminal.demo) throw problem("AS_NOT_ALLOWED", {});
  const person = peopleOf(config).get(as);
  const account = person?.accounts.find((one) => one.platform === "terminal");
  if (!account) throw problem("UNKNOWN_PERSON", { name: as });
  return account;
}

/** The person behind that account. Throws Problem UNKNOWN_PERSON. */
export function speakingPerson(config: Config, as: string | undefined): Person {
  const account = speaker(config, as);
  const person = peopleOf(config).of(account);
  if (!person) throw problem("UNKNOWN_PERSON", { name: account.id });
  return person;
}

/** How commands print: as wide as the terminal, without colour, since their output is read by other programs too. */
export const look: Look = { width: Math.min(process.stdout.columns ?? 100, 120), color: false };
