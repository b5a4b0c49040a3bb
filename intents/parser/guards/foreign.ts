/**
 * Languages other than English. Nothing in them is ever read as an order to change something: these words only tell
 * which language it is, and whether it orders, denies, reports, asks or complains. Data only; language.ts reads it.
 *
 * Words and phrases are parted by "|"; "*" stands for any letters, "^" for the beginning of a clause; else they
 * are read as regular expressions.
 */
import { dutch } from "./languages/dutch.ts";
import { french } from "./languages/french.ts";
import { german } from "./languages/german.ts";
import { italian } from "./languages/italian.ts";
import { portuguese } from "./languages/portuguese.ts";
import { russian } from "./languages/russian.ts";
import { spanish } from "./languages/spanish.ts";

export { chinese } from "./languages/chinese.ts";
export { japanese } from "./languages/japanese.ts";
export { russian };

/** What is looked for in a sentence, in whichever language. */
export type Part =
  /** Verbs of change, in the forms in which people give orders. */
  | "orders"
  /** Verbs of showing and telling: no change is wished for. */
  | "looks"
  /** "please", "can you", "I would like": makes an order of what else is a question or a statement. */
  | "requests"
  | "denies"
  /** Participles, auxiliaries and "yesterday": it has happened, or the person does it. */
  | "reports"
  /** "bob said", "I am busy with": whatever else is there, it is no order. */
  | "says"
  /** How, why, whether one should: for the runbooks. */
  | "howTo"
  /** What, which, how much. */
  | "asks"
  /** Something is wrong. */
  | "symptoms"
  /** Nouns of the trade: the sentence is ours. */
  | "trade";

/** A language written with spaces between its words. */
export type Language = Readonly<Record<Part, string>> & {
  /** Small words, which tell the language and mean nothing beside what is looked up. */
  readonly marks: string;
};

/** A language written without them: what is looked for may stand anywhere. */
export type Spaceless = Readonly<Record<Part, RegExp>>;

/** Told apart by their words, for they share their letters with English. */
export const latin: Readonly<Record<string, Language>> = {
  german,
  french,
  spanish,
  portuguese,
  italian,
  dutch,
};

/** Verbs of the trade that people of all languages leave in English. */
export const loans =
  "restart|reboot|purge|flush|scale|block|unblock|run|pull|cancel|silence|mute|delete|promote|clear|rotate|upscale|downscale|kill";

/**
 * Words of the languages above that English has too, or names and loans in it. They keep their meaning where the
 * language is known, and are no evidence of it.
 */
export const alsoEnglish =
  "a|ab|active|af|agenda|agendas|ai|al|alarm|alto|am|an|as|ate|aux|backup|backups|bald|base|bases|bat|bin|" +
  "bizarre|bon|bring|c|cache|caches|cae|cancel|cause|change|changes|charge|check|ci|cluster|co|coda|code|cola|" +
  "com|come|comment|con|configure|configures|copies|coupe|coupes|coupons|court|crash|create|cries|d|da|dale|" +
  "dame|dan|database|databases|de|del|delete|deletes|deploy|deployed|deployer|deployment|deployments|deploys|" +
  "descender|di|dice|die|dime|dir|dire|dis|disco|discos|do|doe|door|dos|double|doubles|down|download|du|e|ed|" +
  "efface|el|eliminate|en|encore|envies|erg|error|errors|es|eu|even|execute|executes|expire|fa|fall|fare|fate|" +
  "favor|fez|file|fin|finger|fir|firewall|fix|fora|ga|gib|gut|ha|had|has|hat|have|he|heel|ho|hole|host|hosts|i|" +
  "il|in|inaccessible|incident|installer|interdiction|io|is|j|je|kill|l|la|lace|lad|lade|laden|lance|lancer|" +
  "lances|lang|lass|le|leer|leg|lent|les|liberate|lo|log|logs|los|m|ma|machine|machines|man|mandate|mas|mate|" +
  "mates|me|melding|mere|met|meta|mete|meter|metes|mi|mis|mit|modifier|modifies|mon|mover|mute|mutes|mutest|n|" +
  "na|net|no|node|non|nos|note|nous|nu|num|o|of|offline|ok|on|ons|op|open|ore|os|ou|over|pace|par|param|pare|" +
  "pares|pas|pass|passage|passer|passes|patch|patche|patcher|patches|pause|pauses|pendant|per|place|plan|plane|" +
  "planet|plant|plat|playbook|plus|podia|poem|pointer|por|pos|pretend|pro|procedure|programme|programmer|" +
  "programmes|promote|propose|pull|purge|purges|pus|push|quanta|quasi|quite|reboot|recharge|recharges|record|" +
  "records|reduce|remove|remover|removes|rends|replica|replicas|replication|responder|restart|retire|retiree|" +
  "retirees|retires|retrograde|retrogrades|rode|roll|rollback|rota|rote|run|rust|s|sa|sag|sage|sale|sans|scale|" +
  "scaler|scales|se|sea|serve|server|servers|service|services|si|sin|slim|so|son|spiel|stare|start|starte|" +
  "state|stop|stopper|storing|su|super|surcharge|suspend|suspender|suspends|switcher|switches|t|te|tempo|" +
  "terminate|termini|ti|tic|timeout|timeouts|tire|tires|to|todo|toe|toque|toques|tot|tout|train|trance|trances|" +
  "trek|tu|tue|tun|u|um|un|union|update|updates|va|vale|van|vast|ver|verifier|vi|vol|want|war|was|we|week|weer|" +
  "welches|will|wilt|wist|y";
