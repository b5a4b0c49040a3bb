/**
 * Words that a proposal of the model may rest on besides those of the frames. Data only. They count only where the
 * model names the same action, so a word may stand for several.
 */

const list = (words: string): readonly string[] => words.split("|");

/** How an order to change something may begin. What also begins everyday sentences ("get", "do", "let") is left out. */
export const verbs: Readonly<Record<string, readonly string[]>> = {
  "playbook.run": list("run|execute|launch|fire|fire off|set off|invoke|trigger|kick off|start"),
  "playbook.schedule": list("schedule|queue|plan|arrange|set up|book"),
  "cache.purge": list("purge|clear|flush|invalidate|bust|wipe|drop|empty|nuke|reset|evict"),
  "dns.record.create": list("create|add|make|register|publish|set up"),
  "dns.record.update": list("update|change|set|point|repoint|switch|move|aim|edit|modify|redirect|swing"),
  "dns.record.delete": list("delete|remove|drop|erase|unpublish|get rid of|take out"),
  "alert.silence": list("silence|mute|snooze|quiet|hush|suppress|shush|ack|acknowledge"),
  "service.restart": list("restart|bounce|cycle|recycle|reboot|kick|relaunch"),
  "service.scale": list("scale|grow|shrink|resize|bump|double|halve|scale up|scale down"),
  "deploy.rollback": list("roll back|rollback|revert|back out"),
  "deploy.promote": list("promote|ship|release|push|roll out"),
  "firewall.block": list("block|ban|deny|blacklist|reject|drop|blackhole"),
  "firewall.unblock": list("unblock|unban|allow|whitelist|let in"),
  "job.cancel": list("cancel|stop|abort|kill|withdraw|terminate|call off"),
  "model.pull": list("pull|download|install|fetch"),
};

/**
 * Words that may stand beside an order, restrict nothing and assert nothing. A closed list: "run clean-temp on web-1
 * fixes it" and "… only where it is quiet" are no orders to run it, and no list of suspicious words would know.
 */
export const idle: readonly string[] = [
  ..."real quick|real fast|really quick|quick|quickly|a sec|for a sec|a second|over there|there|thing|thingy|app|called|named".split(
    "|",
  ),
  ..."mate|buddy|pal|dear|friend|folks|guys|team|everybody|sir|morning|good morning|evening|good evening".split("|"),
  ..."appreciated|much appreciated|many thanks|thank you very much|thanks a lot|thanks a bunch|if you please".split(
    "|",
  ),
];
