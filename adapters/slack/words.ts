/** What somebody wrote in Slack as plain words: without the mention of the bot, links as they were typed. Pure. */

/** "<@U0BOT> clean up" → "clean up". Only at the beginning, and only the bot itself. */
const withoutAddress = (text: string, bot: string): string => {
  const [mention = ""] = /^\s*<@(\w+)(?:\|[^>]*)?>[\s,:]*/.exec(text) ?? [];
  return mention.includes(`<@${bot}`) ? text.slice(mention.length) : text;
};

/**
 * Slack links host names and addresses that people type: `<http://web-1.example.com|web-1.example.com>` was typed as
 * its label. People, channels and groups stay what they are, ids: `@U1`, `#C1`, `@S1`.
 * https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
 */
const unlink = (text: string): string =>
  text.replaceAll(/<([^<>]+)>/g, (_, inner: string) => {
    const [target = "", label] = inner.split("|", 2);
    if (target.startsWith("@") || target.startsWith("#")) return target;
    if (target.startsWith("!subteam^")) return `@${target.slice("!subteam^".length)}`;
    if (target.startsWith("!")) return label ?? `@${target.slice(1)}`;
    return label ?? target.replace(/^mailto:/, "");
  });

const unescape = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Nothing but the address is a call for help. */
export const wordsOf = (text: string, bot: string): string =>
  unescape(unlink(withoutAddress(text, bot))).trim() || "help";
