/**
 * `${name}` in a playbook: a parameter, or a fact of the host. A value only ever becomes (part of) one argument; where
 * a shell or an interpreter would read it as a program it is refused when the file is loaded.
 */
import type { Host } from "../../inventory.ts";
import type { Definition } from "./definition.ts";

export type Values = Readonly<Record<string, string>>;

const hole = /\$\{([a-z][a-z0-9_.-]*)\}/g;

const hostFact = /^host\.(name|address|environment|vars\.[a-z0-9][a-z0-9._-]*)$/;

/** What `${host.…}` stands for on this host. A fact that this host does not have is missing. */
export const hostValues = (host: Host): Values => ({
  "host.name": host.name,
  "host.address": host.address,
  ...(host.environment ? { "host.environment": host.environment } : {}),
  ...Object.fromEntries(Object.entries(host.vars).map(([key, value]) => [`host.vars.${key}`, value])),
});

const holesIn = (text: string): string[] => [...text.matchAll(hole)].map((match) => match[1] ?? "");

/** Throws RangeError with the name that has no value on this host. */
export function fill(text: string, values: Values, isScript = false): string {
  if (isScript) return text;
  return text.replaceAll(hole, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(name);
    return value;
  });
}

export const fillAll = (argv: readonly string[], values: Values): string[] => {
  const scripts = scriptsIn(argv);
  return argv.map((word, index) => fill(word, values, scripts.has(index)));
};

export const fillEnv = (env: Readonly<Record<string, string>>, values: Values): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([key, text]) => [key, fill(text, values)]));

/** Programs that run the text they are given, and the letters of the options that give it. */
const interpreters: Readonly<Record<string, string>> = {
  sh: "c",
  bash: "c",
  dash: "c",
  ash: "c",
  ksh: "c",
  zsh: "c",
  fish: "c",
  su: "c",
  python: "c",
  python3: "c",
  perl: "eE",
  ruby: "e",
  node: "ep",
  php: "r",
  awk: "",
  gawk: "",
  mawk: "",
  sed: "e",
  eval: "",
};

const baseName = (word: string): string => word.slice(word.lastIndexOf("/") + 1);

/** Options whose value is the next argument and no program text. */
const valued = new Set(["-F", "-W", "-f", "-o", "-v"]);

/**
 * Where a command hands program text to an interpreter, also one behind `env`, `sudo`, `xargs` or `find -exec`: the
 * place of the interpreter's name and of the texts. What follows is data. Errs on the careful side.
 */
function programsIn(argv: readonly string[]): { readonly from: number; readonly texts: readonly number[] }[] {
  const programs: { from: number; texts: number[] }[] = [];
  for (const [from, word] of argv.entries()) {
    const letters = interpreters[baseName(word)];
    // After its text a shell is given the name it goes by, often "sh": that one runs nothing.
    const isName = programs.some(({ texts }) => texts.includes(from - 1));
    if (letters === undefined || isName) continue;
    const givesText = (one: string): boolean =>
      /^-[A-Za-z]+$/.test(one) && one.split("").some((letter) => letters.includes(letter));
    const places = [...argv.keys()].filter((index) => index > from);
    const isOption = (index: number): boolean =>
      (argv[index] ?? "").startsWith("-") || (index > from + 1 && valued.has(argv[index - 1] ?? ""));
    /** The first argument from here on that is neither an option nor an option's value. */
    const textAfter = (start: number): number[] =>
      places.filter((index) => index >= start && !isOption(index)).slice(0, 1);
    const options = places.filter((index) => givesText(argv[index] ?? ""));
    // Without such an option the first argument is the program, or the file that holds it.
    const texts = options.length > 0 ? options.flatMap((index) => textAfter(index + 1)) : textAfter(from + 1);
    programs.push({ from, texts });
  }
  return programs;
}

/** The places in argv that are program text, where `${…}` is the shell's own. */
const scriptsIn = (argv: readonly string[]): Set<number> => new Set(programsIn(argv).flatMap(({ texts }) => texts));

/** The first thing wrong with the placeholders of a command: which argument, and why. */
export function faultIn(argv: readonly string[], definition: Pick<Definition, "parameters">): [number, string] | null {
  const isOurs = (name: string): boolean => Object.hasOwn(definition.parameters, name) || hostFact.test(name);
  const programs = programsIn(argv);
  const scripts = scriptsIn(argv);
  for (const [index, word] of argv.entries()) {
    const names = holesIn(word);
    const ours = names.filter(isOurs);
    if (index === 0 && names.length > 0) return [index, "the program itself cannot be a placeholder"];
    if (ours.length > 0 && programs.some(({ from, texts }) => index > from && index <= Math.max(...texts))) {
      return [
        index,
        `\${${ours[0]}} stands in program text, where its value would be run; pass it as an argument after the text ("$1") or in env`,
      ];
    }
    if (scripts.has(index)) continue;
    const unknown = names.find((name) => !isOurs(name));
    if (unknown !== undefined) return [index, `there is no parameter or host fact called ${unknown}`];
  }
  return null;
}
