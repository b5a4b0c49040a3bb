/**
 * The peer for reading words: NLP.js, set up as its documentation does, for English. Its own threshold and its own settings
 * for training stay. Names of things count only when they are spelled exactly: nearly "web-1" is web-2, and looking for
 * near names takes it some forty times as long and makes it about as right. https://github.com/axa-group/nlp.js
 */
import { containerBootstrap, LangEn, Nlp } from "@nlpjs/basic";

const quiet = Object.fromEntries(
  ["name", "debug", "info", "warn", "error", "log", "trace", "fatal"].map((name) => [name, () => {}]),
);

/** Examples are pairs of text and intent; entities are the values of each kind of name, with the ways to say each. */
export async function train(examples, entities) {
  const container = containerBootstrap({ loadEnv: false });
  container.use(LangEn);
  container.register("logger", quiet, true);
  const nlp = new Nlp({
    container,
    languages: ["en"],
    autoLoad: false,
    autoSave: false,
    forceNER: true,
    ner: { threshold: 1 },
    nlu: { log: false },
  });
  nlp.addLanguage("en");
  nlp.addEntities(Object.fromEntries(Object.entries(entities).map(([kind, options]) => [kind, { options }])), "en");
  for (const [text, intent] of examples) nlp.addDocument("en", text, intent);
  await nlp.train();
  return async (text) => (await nlp.process("en", text)).intent;
}
