/** `signalbox models`: the language models of this site: which are there, which is used, and getting another. */
import { renderReply } from "../../adapters/terminal/render.ts";
import type { Where } from "../cli.ts";
import type { Config } from "../config.ts";
import { tagged, whyRefused } from "../model-settings.ts";
import { isProblem, problem } from "../problem.ts";
import { createModels, wordSize, type Model } from "../providers/models.ts";
import { say } from "../reply.ts";
import { wordChange, writeChange } from "./config-file.ts";
import { createBar } from "./progress.ts";
import { look, openConfig } from "./site.ts";

/** Milliseconds for one look at the server. */
const patience = 10_000;

export async function list(options: Where & { readonly json?: boolean }): Promise<0> {
  const config = await openConfig(options);
  const { model } = config;
  const installed = await createModels(config).list(AbortSignal.timeout(patience));
  const missing = model.allow.filter((name) => !installed.some((one) => one.name === tagged(name)));
  if (options.json) {
    const { provider, name, url, allow } = model;
    console.log(JSON.stringify({ provider, name, url, allow, installed }));
    return 0;
  }
  const rows = [
    ...installed.map((one) => [one.name, wordSize(one.size), one.capabilities.join(", "), stateOf(one, config)]),
    ...missing.map((name) => [name, "", "", "may be pulled"]),
  ];
  const used =
    model.provider === "none" ? "none is used: model.provider is none" : `${model.name} of ${model.provider} is used`;
  const reply = say(`Models at ${model.url}; ${used}.`, {
    blocks: [{ kind: "table", columns: ["model", "size", "can", "state"], rows }],
  });
  console.log(renderReply(reply, look));
  return 0;
}

const stateOf = ({ name, loaded, remote }: Model, { model }: Config): string => {
  const why = whyRefused(name);
  return [
    model.provider === "ollama" && tagged(model.name) === name ? "used" : null,
    loaded ? "in memory" : null,
    remote ? "runs elsewhere" : null,
    why === null ? null : `not for reading words: ${why}`,
  ]
    .filter((one) => one !== null)
    .join("; ");
};

export async function pull(name: string, where: Where): Promise<0> {
  const models = createModels(await openConfig(where));
  const bar = createBar(wordSize);
  await models.pull(name, ({ status, done, total }) => bar(status, done, total), new AbortController().signal);
  bar.end();
  console.log(`Pulled ${name} to ${models.where}.`);
  return 0;
}

/** Writes the choice into the site's own configuration, or says what to write where that is not to be done. */
export async function use(name: string, where: Where): Promise<0> {
  const config = await openConfig(where);
  const provider = config.model.provider === "none" ? "ollama" : config.model.provider;
  const why = provider === "ollama" ? whyRefused(name) : null;
  if (why !== null) throw problem("MODEL_REFUSED", { name, why });
  const change = { section: "model", set: { provider, name } };
  const written = writeChange(config.file, change);
  console.log(
    written
      ? `${config.file} now says model.provider: ${provider} and model.name: ${name}. It counts from the next start.`
      : `Write this into your signalbox.yml; ${config.file} is left as it is:\n\n${wordChange(change).trimEnd()}`,
  );
  if (provider === "ollama") console.log(await presence(name, config));
  return 0;
}

async function presence(name: string, config: Config): Promise<string> {
  try {
    const installed = await createModels(config).list(AbortSignal.timeout(patience));
    return installed.some((one) => one.name === tagged(name))
      ? `${name} is installed.`
      : `${name} is not installed yet: \`signalbox models pull ${name}\` gets it, if model.allow names it.`;
  } catch (error) {
    if (!isProblem(error)) throw error;
    return `${error.sentence} ${error.hint}`;
  }
}
