/**
 * Checks every message and form that the bot sends. Slack publishes no schema of Block Kit: these are its documented limits, and
 * our own promises about text that others wrote. Each finding begins with the name of the rule.
 * https://docs.slack.dev/reference/block-kit
 */

interface Text {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly emoji?: unknown;
  readonly verbatim?: unknown;
}
interface Element {
  readonly type?: unknown;
  readonly text?: Text;
  readonly action_id?: unknown;
  readonly value?: unknown;
  readonly url?: unknown;
  readonly style?: unknown;
  readonly confirm?: { title?: Text; text?: Text; confirm?: Text; deny?: Text; style?: unknown };
  readonly options?: readonly unknown[];
  readonly option_groups?: readonly unknown[];
  readonly min_length?: unknown;
  readonly max_length?: unknown;
}
interface Block {
  readonly type?: unknown;
  readonly block_id?: unknown;
  readonly text?: Text | string;
  readonly fields?: readonly Text[];
  readonly elements?: readonly Element[];
  readonly accessory?: Element;
  readonly label?: Text;
  readonly hint?: Text;
  readonly element?: Element;
  readonly rows?: readonly (readonly unknown[])[];
}

export type Args = Readonly<Record<string, unknown>>;

const known = new Set([
  "section",
  "context",
  "actions",
  "divider",
  "header",
  "markdown",
  "image",
  "table",
  "rich_text",
]);
const says = new Set(["chat.postMessage", "chat.update", "chat.postEphemeral", "response_url"]);

/** Buttons whose value is what their presser says; every other value is an opaque id. */
const speaking = /^signalbox\.say\.\d+$/;

/** One line for each rule that this call breaks. `args` as the bot sent them, structured ones still JSON. */
export function breaks(method: string, args: Args): string[] {
  if (method === "views.open") return modalFaults(args["view"]);
  if (!says.has(method)) return [];
  const wrong: string[] = [];
  const blocks = parsed(args["blocks"], "S-50 blocks are no JSON", wrong) as readonly Block[] | null;
  const text = args["text"];
  if (blocks && !Array.isArray(blocks)) wrong.push("S-50 blocks are no list");
  else if (blocks) checkBlocks(blocks, wrong);
  if (blocks && (typeof text !== "string" || text.trim() === "")) wrong.push("S-58 blocks without a text");
  if (!blocks && !text) wrong.push("S-58 neither text nor blocks");
  if (typeof text === "string") {
    if (text.length > 4000) wrong.push(`S-51 text has ${text.length} characters`);
    checkMarkup(text, "text", wrong);
  }
  if (method !== "response_url") checkOptions(method, args, wrong);
  return wrong;
}

/** What Slack, or our own promises about text that others wrote, have against this modal. */
export function modalFaults(given: unknown): string[] {
  const wrong: string[] = [];
  const view = parsed(given, "S-87 the view is no JSON", wrong) as Modal | null;
  if (!view) return [...wrong, "S-87 there is no view"];
  if (view.type !== "modal") wrong.push(`S-87 the view is ${JSON.stringify(view.type)}, no modal`);
  const blocks = Array.isArray(view.blocks) ? view.blocks : [];
  if (blocks.length < 1 || blocks.length > 100) wrong.push(`S-87 ${blocks.length} blocks in a modal`);
  checkText(view.title, "title", 24, wrong, "plain_text");
  if (view.close !== undefined) checkText(view.close, "close", 24, wrong, "plain_text");
  const inputs = blocks.filter(({ type }) => type === "input");
  if (view.submit !== undefined || inputs.length > 0) checkText(view.submit, "submit", 24, wrong, "plain_text");
  const metadata = view.private_metadata ?? "";
  if (typeof metadata !== "string" || metadata.length > 3000)
    wrong.push("S-87 private_metadata is too long or no text");
  else if (!/^[\w:.-]*$/.test(metadata)) wrong.push("S-89 private_metadata holds more than ids");
  if (typeof view.callback_id === "string" && view.callback_id.length > 255) wrong.push("S-87 callback_id is too long");
  if (JSON.stringify(view).length > 250_000) wrong.push("S-87 the view is too large");
  checkBlocks(
    blocks.filter(({ type }) => type !== "input"),
    wrong,
  );
  for (const input of inputs) checkInput(input, wrong);
  return wrong;
}

interface Modal {
  readonly type?: unknown;
  readonly title?: Text;
  readonly submit?: Text;
  readonly close?: Text;
  readonly blocks?: readonly Block[];
  readonly private_metadata?: unknown;
  readonly callback_id?: unknown;
}

function checkInput({ block_id: id, label, hint, element }: Block, wrong: string[]): void {
  if (typeof id !== "string" || id === "" || id.length > 255) wrong.push("S-87 input without block_id");
  checkText(label, "label", 2000, wrong, "plain_text");
  if (hint !== undefined) checkText(hint, "hint", 2000, wrong, "plain_text");
  if (element?.type !== "plain_text_input") return void wrong.push(`S-87 there is no input ${String(element?.type)}`);
  if (typeof element.action_id !== "string") wrong.push("S-87 input without action_id");
  const { min_length: least = 0, max_length: most = 3000 } = element;
  if (!(Number(least) >= 0 && Number(most) >= Math.max(1, Number(least)) && Number(most) <= 3000)) {
    wrong.push(`S-87 between ${String(least)} and ${String(most)} characters`);
  }
}

function parsed(value: unknown, complaint: string, wrong: string[]): unknown {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    wrong.push(complaint);
    return null;
  }
}

function checkOptions(method: string, args: Args, wrong: string[]): void {
  const is = (name: string, value: boolean): boolean => args[name] === value || args[name] === String(value);
  if (is("link_names", true)) wrong.push("S-61 link_names is true");
  if (args["parse"] === "full") wrong.push("S-61 parse is full");
  if (method === "chat.update" && args["parse"] !== "none") wrong.push("S-61 chat.update parses text by default");
  if (method === "chat.postMessage" && !(is("unfurl_links", false) && is("unfurl_media", false))) {
    wrong.push("S-63 links are unfurled");
  }
  const attachments = parsed(args["attachments"], "S-57 attachments are no JSON", wrong);
  if (Array.isArray(attachments) && attachments.length > 100) wrong.push("S-57 too many attachments");
  const metadata = parsed(args["metadata"], "S-57 metadata is no JSON", wrong) as Record<string, unknown> | null;
  if (metadata) {
    if (!/^[a-z0-9_]{1,80}$/.test(String(metadata["event_type"]))) wrong.push("S-57 metadata has a bad event_type");
    if (typeof metadata["event_payload"] !== "object") wrong.push("S-57 metadata has no event_payload");
    if (JSON.stringify(metadata).length > 8000) wrong.push("S-57 metadata is too large");
  }
  const thread = args["thread_ts"];
  if (thread !== undefined && !(typeof thread === "string" && /^\d{10}\.\d{6}$/.test(thread))) {
    wrong.push(`S-83 thread_ts is ${JSON.stringify(thread)}`);
  }
}

function checkBlocks(blocks: readonly Block[], wrong: string[]): void {
  if (blocks.length > 50) wrong.push(`S-50 ${blocks.length} blocks`);
  const size = JSON.stringify(blocks).length;
  if (size > 13_200) wrong.push(`S-53 blocks have ${size} characters`);
  const ids = new Set<string>();
  const unique = (id: unknown, what: string): void => {
    if (id === undefined) return;
    if (typeof id !== "string" || id.length > 255 || id === "") wrong.push(`S-54 ${what} is too long or no text`);
    else if (ids.has(`${what} ${id}`)) wrong.push(`S-54 ${what} ${id} twice`);
    else ids.add(`${what} ${id}`);
  };
  let markdown = 0;
  for (const block of blocks) {
    const type = String(block.type);
    if (!known.has(type)) wrong.push(`S-50 there is no block ${type}`);
    unique(block.block_id, "block_id");
    if (type === "section") checkSection(block, wrong);
    if (type === "header") checkText(block.text, "header", 150, wrong, "plain_text");
    if (type === "context") checkContext(block, wrong);
    if (type === "markdown") markdown += typeof block.text === "string" ? block.text.length : 0;
    if (type === "table" && (block.rows ?? []).length > 100) wrong.push("S-56 table has more than 100 rows");
    if (type === "table" && (block.rows ?? []).some((row) => row.length > 20)) wrong.push("S-56 more than 20 cells");
    if (type === "actions") {
      const elements = block.elements ?? [];
      if (elements.length < 1 || elements.length > 25) wrong.push(`S-54 ${elements.length} elements in actions`);
      for (const element of elements) {
        unique(element.action_id, "action_id");
        checkElement(element, wrong);
      }
    }
  }
  if (markdown > 12_000) wrong.push(`S-52 ${markdown} characters of markdown`);
  if (blocks.filter(({ type }) => type === "table").length > 1) wrong.push("S-56 more than one table");
}

function checkSection(block: Block, wrong: string[]): void {
  if (block.text === undefined && block.fields === undefined) wrong.push("S-52 section without text or fields");
  if (block.text !== undefined) checkText(block.text, "section", 3000, wrong);
  const fields = block.fields ?? [];
  if (fields.length > 10 || (block.fields && fields.length === 0)) wrong.push(`S-52 ${fields.length} fields`);
  for (const field of fields) checkText(field, "field", 2000, wrong);
  if (block.accessory) checkElement(block.accessory, wrong);
}

function checkContext({ elements = [] }: Block, wrong: string[]): void {
  if (elements.length < 1 || elements.length > 10) wrong.push(`S-52 ${elements.length} elements in context`);
  for (const element of elements) if (element.type !== "image") checkText(element, "context", 2000, wrong);
}

function checkElement(element: Element, wrong: string[]): void {
  const options = element.options?.length ?? 0;
  const most: Readonly<Record<string, number>> = { static_select: 100, checkboxes: 10, radio_buttons: 10, overflow: 5 };
  const type = String(element.type);
  if (options > (most[type] ?? 100)) wrong.push(`S-55 ${options} options in ${type}`);
  if ((element.option_groups?.length ?? 0) > 100) wrong.push("S-55 too many option groups");
  if (type !== "button") return;
  checkText(element.text, "button", 75, wrong, "plain_text");
  if (element.action_id === undefined) wrong.push("S-54 button without action_id");
  if (typeof element.value === "string") {
    if (element.value.length > 2000 || element.value === "")
      wrong.push(`S-54 value has ${element.value.length} characters`);
    if (!speaking.test(String(element.action_id)) && !/^[\w:.-]{1,64}$/.test(element.value)) {
      wrong.push(`S-59 the value of ${String(element.action_id)} is not an opaque id`);
    }
  }
  if (typeof element.url === "string" && element.url.length > 3000) wrong.push("S-54 url is too long");
  if (!["primary", "danger", undefined].includes(element.style as undefined)) wrong.push("S-54 there is no such style");
  if (element.confirm) {
    checkText(element.confirm.title, "confirm title", 100, wrong, "plain_text");
    checkText(element.confirm.text, "confirm text", 300, wrong);
    checkText(element.confirm.confirm, "confirm button", 30, wrong, "plain_text");
    checkText(element.confirm.deny, "deny button", 30, wrong, "plain_text");
  }
}

function checkText(given: Text | string | undefined, what: string, most: number, wrong: string[], only?: string): void {
  const text = typeof given === "object" ? given : {};
  if (text.type !== "plain_text" && text.type !== "mrkdwn") wrong.push(`S-52 ${what} has no text object`);
  if (only && text.type !== only) wrong.push(`S-52 ${what} must be ${only}`);
  if (typeof text.text !== "string" || text.text === "") return void wrong.push(`S-52 ${what} is empty`);
  if (text.text.length > most) wrong.push(`S-52 ${what} has ${text.text.length} characters`);
  checkMarkup(text.text, what, wrong);
  if (text.type === "mrkdwn" && text.verbatim !== true) wrong.push(`S-60 ${what} is not verbatim`);
  if (text.type === "mrkdwn") checkMarkdown(text.text, what, wrong);
}

/** The one piece of Slack's own markup that the bot writes: a date in the reader's time zone. */
const date = /<!date\^\d{9,}\^\{date_short_pretty\} \{time\}\|[^<>|]*>/g;

function checkMarkup(text: string, what: string, wrong: string[]): void {
  const rest = text.replaceAll(date, "");
  const found = /[<>]|&(?!(?:amp|lt|gt);)/.exec(rest);
  if (found)
    wrong.push(`S-60 ${what} has a bare ${found[0]}: ${rest.slice(Math.max(0, found.index - 20), found.index + 20)}`);
}

function checkMarkdown(text: string, what: string, wrong: string[]): void {
  const fences = text.split("```").length - 1;
  if (fences !== 0 && !(fences === 2 && text.startsWith("```\n") && text.endsWith("\n```"))) {
    wrong.push(`S-62 ${what} breaks out of its code block`);
  }
  if (fences === 0 && /\*\*\w[^*]*\*\*|^\|[ :-]+\|/m.test(text)) wrong.push(`S-64 ${what} has raw Markdown`);
}
