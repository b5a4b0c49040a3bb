/** model.list and model.pull: the language models that the site keeps itself. */
import { z } from "zod";
import { defineDeed, defineRead } from "../../src/action.ts";
import { tagged } from "../../src/model-settings.ts";
import { wordProgress, wordSize, type Progress } from "../../src/providers/models.ts";
import { say } from "../../src/reply.ts";
import * as wording from "../wording/model.ts";

const action = "model.pull";

export const modelList = defineRead({
  name: "model.list",
  summary: "List the language models that are installed, with their size and what they can do",
  input: z.strictObject({}),
  examples: ["model.list"],
  frames: wording.modelList,
  resources: () => [{ kind: "site", id: "models" }],
  answer: async (_, { providers: { models }, signal }) => {
    const installed = await models.list(signal);
    const may = models.allowed.length > 0 ? ` May be pulled: ${models.allowed.join(", ")}.` : "";
    if (installed.length === 0) return say(`${models.where} has no model yet.${may}`);
    const rows = installed.map(({ name, size, capabilities, loaded, remote }) => [
      name,
      remote ? "elsewhere" : wordSize(size),
      capabilities.join(", "),
      loaded ? "in memory" : "",
    ]);
    const count = installed.length === 1 ? "1 model" : `${installed.length} models`;
    return say(`${models.where} has ${count}: ${installed.map(({ name }) => name).join(", ")}.${may}`, {
      blocks: [{ kind: "table", columns: ["model", "size", "can", ""], rows }],
    });
  },
});

export const modelPull = defineDeed({
  name: action,
  summary: "Download a language model that the configuration allows",
  effect: "write",
  input: z.strictObject({
    model: z
      .string()
      .trim()
      .regex(/^[a-z0-9][\w./-]*(?::[\w.-]+)?$/i, "must be a model's name, like qwen3:4b-instruct"),
  }),
  positional: ["model"],
  examples: ["model.pull qwen3:4b-instruct"],
  frames: wording.modelPull,
  resources: ({ model }) => [{ kind: "model", id: model }],
  plan: async ({ model }, { providers: { models }, signal }) => {
    models.mayPull(model);
    const there = (await models.list(signal)).find(({ name }) => name === tagged(model));
    const before = there ? `installed, ${wordSize(there.size)}` : null;
    return {
      sentence: there
        ? `Download what is new of the model ${model}, which is installed already (${wordSize(there.size)}), to ${models.where}`
        : `Download the model ${model}, which is not there yet, to ${models.where}`,
      effect: "write",
      resources: [{ kind: "model", id: model }],
      changes: [{ kind: there ? "update" : "create", subject: model, before, after: "installed, the newest" }],
      facts: { installed: there !== undefined },
      undo: there ? null : `Say \`ollama rm ${model}\` on that machine`,
      inverse: null,
      // How large it is, only the registry knows.
      checked: false,
      data: { model },
    };
  },
  apply: async (plan, { providers: { models }, effect, progress, signal }) => {
    const { model } = plan.data as { model: string };
    await effect({
      key: model,
      // A pull that was interrupted goes on where it was, and one of what is there changes nothing.
      retry: "idempotent",
      run: async () => {
        await models.pull(model, changing(progress), signal);
        return true;
      },
    });
    return { state: "done", summary: `Pulled ${model} to ${models.where}.`, changes: plan.changes };
  },
});

/** People want to see that it moves, and no more. */
function changing(tell: (line: string) => void): (progress: Progress) => void {
  let last = "";
  return (progress) => {
    const line = wordProgress(progress);
    if (line !== last) tell(line);
    last = line;
  };
}
