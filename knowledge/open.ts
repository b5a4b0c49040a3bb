/** The library of a site, put together from its configuration. */
import path from "node:path";
import type { Config } from "../src/config.ts";
import type { sharedBounds } from "../src/model/call.ts";
import { callOf } from "../src/model/open.ts";
import { readRules } from "./alerts.ts";
import { ollamaEmbeddings } from "./embed.ts";
import type { Engine } from "./engine.ts";
import { openLibrary, type LibraryOptions, type SiteLibrary } from "./library.ts";
import { qdrantEngine } from "./qdrant/engine.ts";
import { folderSource } from "./sources/folder.ts";
import { gitSource } from "./sources/git.ts";
import type { Source } from "./sources/source.ts";
import { answerTokens, createWriter, type WriterParts } from "./written/write.ts";

type Wanted = Pick<LibraryOptions, "onProgress" | "today" | "names"> & {
  /** Takes secrets out of what a model is sent, and is told why it was of no use. Without it none is asked. */
  readonly writer?: Pick<WriterParts, "redact" | "onNone"> & ReturnType<typeof sharedBounds>;
  /** Nothing is kept: for looks at a site whose data nobody shall touch. */
  readonly forgetful?: boolean;
};

export function sourcesOf({ folders, knowledge, data, surroundings }: Config): Source[] {
  const more = knowledge.sources.map((one) => {
    if ("folder" in one) return folderSource({ name: one.name, folder: one.folder, ...urlOf(one.link) });
    const { token, ...rest } = one;
    const cache = path.join(data, "knowledge", one.name);
    return gitSource({ ...rest, ...(token ? { token } : {}) }, { cache, surroundings });
  });
  return [folderSource({ folder: folders.runbooks, ...urlOf(knowledge.link) }), ...more];
}

const urlOf = (link: string | undefined) => (link === undefined ? {} : { url: link });

function serverOf({ knowledge: { qdrant, embeddings }, model }: Config): Engine | null {
  const { url, key, collection } = qdrant;
  if (url === undefined) return null;
  const ollama = embeddings.url ?? model.url;
  const meaning =
    embeddings.model === undefined || ollama === null
      ? null
      : ollamaEmbeddings({ url: ollama, model: embeddings.model });
  return qdrantEngine({ url, key, collection }, meaning);
}

/** An answer is longer than the reading of a sentence, and so may take longer. */
const writerOf = ({ model, knowledge }: Config, { breaker, turnstile, ...rest }: NonNullable<Wanted["writer"]>) =>
  createWriter({
    call: callOf(model, { longest: answerTokens, deadline: knowledge.write_within * 1000, breaker, turnstile }),
    ...rest,
  });

export async function openKnowledge(
  config: Config,
  { forgetful = false, writer, ...wanted }: Wanted = {},
): Promise<SiteLibrary> {
  const server = forgetful ? null : serverOf(config);
  const writes = writer && config.knowledge.answers === "written" && config.model.provider !== "none";
  return openLibrary({
    sources: sourcesOf(config),
    rules: () => readRules(config.knowledge.rules),
    file: forgetful ? ":memory:" : path.join(config.data, "knowledge.db"),
    ...(server ? { server } : {}),
    ...(writes ? { write: writerOf(config, writer) } : {}),
    ...wanted,
  });
}
