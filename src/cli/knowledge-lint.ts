/** `signalbox knowledge lint`: what is wrong with the runbooks, for those who keep them. Nothing is looked up elsewhere. */
import { readRules } from "../../knowledge/alerts.ts";
import { lint } from "../../knowledge/lint.ts";
import { sourcesOf } from "../../knowledge/open.ts";
import { loadActions } from "../catalog.ts";
import type { Where } from "../cli.ts";
import { isProblem } from "../problem.ts";
import { openConfig } from "./site.ts";

/** 1 if something certainly is wrong. */
export async function check(options: Where & { readonly json?: boolean }): Promise<0 | 1> {
  const config = await openConfig(options);
  const documents: { path: string; text: string; root: string }[] = [];
  const refused = new Map<string, string>();
  const stop = new AbortController().signal;
  for (const source of sourcesOf(config)) {
    try {
      const listing = await source.list(stop);
      for (const [path, why] of listing.refused) refused.set(path, why);
      for (const path of listing.documents.keys()) {
        documents.push({ path, text: (await listing.read(path)).toString("utf8"), root: source.name });
      }
    } catch (error) {
      if (!isProblem(error)) throw error;
      refused.set(source.where, error.sentence);
    }
  }
  const { rules, problems } = await readRules(config.knowledge.rules);
  for (const { sentence } of problems) refused.set(sentence.split(": ")[0] ?? "", sentence);
  const findings = lint({
    documents,
    refused,
    alerts: rules,
    actions: (await loadActions()).all.map(({ name }) => name),
    today: Temporal.Now.plainDateISO(),
  });
  for (const finding of findings) {
    const { document, line, severity, rule, message } = finding;
    console.log(options.json ? JSON.stringify(finding) : `${document}:${line}: ${severity}: ${message} (${rule})`);
  }
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (!options.json) {
    console.log(`${documents.length} documents: ${errors} errors, ${findings.length - errors} warnings.`);
  }
  return errors > 0 ? 1 : 0;
}
