/**
 * `npm run bench:parse`: how fast and how safely words are read without a model, beside a trained classifier of intents. A
 * table, and as the last line one JSON object. README.md says how to read it. It ends by itself, in under three minutes.
 */
import os from "node:os";
import { createParser } from "../intents/parser/index.ts";
import { actions, names } from "../tests/intents/parser/catalog.ts";
import { deedsOf, files, namesFor, sentencesIn } from "../tests/intents/parser/evals.ts";
import { installed, measurePeer } from "./parse-peer.ts";
import { print, type OurFigures } from "./parse-report.ts";
import { chat, labelOf, rows, scoreOf, speedOf } from "./parse-rows.ts";

/** One parser for each file, as it knows the names of its site. */
const readers = new Map(files.map((file) => [file, createParser({ actions, names: namesFor(file) })]));
const everyday = createParser({ actions, names });
const readerFor = (file: string): typeof everyday => readers.get(file) ?? everyday;

async function measureOurs(): Promise<OurFigures> {
  const everything = files.flatMap((file) =>
    sentencesIn(file).map((one) => () => readerFor(file)(one.text, one.context ?? [])),
  );
  const small = chat.map((text) => () => everyday(text));
  const intents = rows.map(({ file, text }) => readerFor(file)(text));
  return {
    all: { sentences: everything.length + small.length, ...(await speedOf([...everything, ...small])) },
    score: scoreOf(
      rows,
      intents.map((intent) => ({ label: labelOf(intent), change: deedsOf(intent).length > 0 })),
    ),
    speed: await speedOf(
      rows.map(
        ({ file, text }) =>
          () =>
            readerFor(file)(text),
      ),
    ),
    chat: small.filter((read) => deedsOf(read()).length > 0).length,
  };
}

const [busy = 0] = os.loadavg();
console.error("reading …");
const signalbox = await measureOurs();
if (installed) console.error("training the peer …");
print({
  runtime: process.version,
  processors: os.availableParallelism(),
  busy,
  rows: rows.length,
  chatLines: chat.length,
  signalbox,
  peer: installed ? await measurePeer() : null,
});
