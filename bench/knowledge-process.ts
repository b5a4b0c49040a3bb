/** The process of one engine, as it looks from outside. */
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Built, Job, Reader, Round } from "./knowledge-child.ts";

export interface Engine {
  readonly name: string;
  readonly built: Built;
  ask(reader: Reader): Promise<Round>;
  stop(): Promise<void>;
}

/** Resolves when it has been put together. Throws if the process ends before. */
export async function start(job: Job): Promise<Engine> {
  const child = fork(path.join(import.meta.dirname, "knowledge-child.ts"), [JSON.stringify(job)], {
    execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
    serialization: "advanced",
  });
  const ended = once(child, "exit");
  const answer = async (): Promise<unknown> => {
    const failed = ended.then(() => {
      throw new Error(`the process of ${job.engine} ended`);
    });
    const [message] = (await Promise.race([once(child, "message"), failed])) as [unknown];
    return message;
  };
  const built = (await answer()) as Built;
  return {
    name: job.engine,
    built,
    ask: async (reader) => {
      child.send(reader);
      return (await answer()) as Round;
    },
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}
