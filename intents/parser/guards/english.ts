/** English words that keep a sentence from being an order. Data only; guards/index.ts says what follows from each. */

/** In front of an order and no part of it: "hey signalbox, can you please …". */
export const openings = [
  ..."hey hi hello yo ok okay so well alright right now please pls plz kindly just quickly then actually signalbox @signalbox bot @bot and also".split(
    " ",
  ),
  "go ahead and",
  "hey there",
  "hi there",
  "when you can",
  ...["can", "could", "would"].flatMap((verb) => [
    `${verb} you`,
    `${verb} u`,
    `${verb} ya`,
    `${verb} you please`,
    `${verb} you pls`,
  ]),
  ..."i need you to|i want you to|i'd like you to|i would like you to|please can you|please could you".split("|"),
];

/** These openings make a request of what else would be a question. */
export const requests = [
  "can you",
  "could you",
  "would you",
  "can u",
  "could u",
  "would u",
  "can ya",
  "could ya",
  "would ya",
];

/** Words that carry no meaning of their own beside an order. Closed: any other word must be accounted for. */
export const fillers = [
  ..."a an the of on at in to for from with into onto using via against and my our your please pls plz kindly".split(
    " ",
  ),
  ..."thanks thx ty cheers now asap immediately just me us hey hi hello ok okay signalbox @signalbox bot @bot 🙏 👍 🙂 😊 :pray: :+1: :thumbsup: :slightly_smiling_face:".split(
    " ",
  ),
  ..."host hosts server servers machine machines box boxes node nodes group playbook playbooks".split(" "),
  "thank you",
  "right now",
  "right away",
  "go ahead",
  "for me",
];

export const negation = [
  ..."not never no nope nah none nobody nothing neither nor avoid refrain cannot dont doesnt didnt wont cant shouldnt wouldnt isnt arent wasnt werent".split(
    " ",
  ),
  ..."no one|hold off|hold on|leave alone|never mind|nevermind|forget it|forget that|forget about|do nothing|hands off|scratch that|cancel that|stop that|wait".split(
    "|",
  ),
];

/** Part of the order is taken back; no action of ours has a parameter for that. */
export const exclusion = [
  ..."but except excepting excluding exclude besides without minus skip skipping omitting".split(" "),
  ..."but not|but leave|instead of|rather than|other than|apart from|aside from|all but|everything but|not including".split(
    "|",
  ),
];

export const report = [
  ..."yesterday ago already earlier previously was were been had has have having did done got gets getting i've we've they've he's she's it's".split(
    " ",
  ),
  ..."ran purged flushed cleared cleaned deleted removed dropped restarted rebooted bounced scaled rolled promoted deployed executed triggered".split(
    " ",
  ),
  ..."started stopped launched kicked pointed repointed added created updated changed modified switched silenced muted blocked unblocked canceled cancelled aborted withdrew".split(
    " ",
  ),
  ..."running purging flushing clearing cleaning deleting removing dropping restarting rebooting scaling rolling promoting deploying executing".split(
    " ",
  ),
  ..."adding creating updating changing switching silencing blocking canceling cancelling aborting".split(" "),
  ..."last night|last week|last month|last time|last year|this morning|the other day|used to|just now|these days".split(
    "|",
  ),
];

export const reported = [
  ..."said says saying told tells telling asked asks asking wants wanted suggested suggests suggesting recommended recommends claimed claims wrote writes".split(
    " ",
  ),
  ..."mentioned mentions requested insists insisted thinks thought proposed proposes instructed demands demanded orders ordered reads stated states heard".split(
    " ",
  ),
  ..."according to|per the|as per|would like|would love|tells you to".split("|"),
];

export const conditional = [
  ..."if unless until till when whenever once after before while provided assuming otherwise later tomorrow tonight eventually someday soon".split(
    " ",
  ),
  ..."monday tuesday wednesday thursday friday saturday sunday midnight noon every daily weekly hourly nightly afterwards upon".split(
    " ",
  ),
  ..."as soon as|in case|next week|next month|next time|at some point|by then|this evening|this afternoon|end of day|eod|only then".split(
    "|",
  ),
];

export const hypothetical = [
  ..."suppose supposing imagine hypothetically theoretically pretend wonder wondering wonders consider considering would might could may planning".split(
    " ",
  ),
  ..."gonna i'll we'll they'll he'll she'll it'll i'd we'd they'd will shall".split(" "),
  ..."what if|in theory|let's say|lets say|say i|say we|thinking about|thinking of|going to|about to|for example|for instance|e.g|such as".split(
    "|",
  ),
];

export const uncertain = [
  ..."maybe perhaps probably possibly should ought must need needs let's lets want wanna kidding joking jk lol haha hopefully unsure".split(
    " ",
  ),
  ..."i think|i guess|i suppose|not sure|as a joke|for fun|or something|or so|or".split("|"),
];

/** A wish to be told how or why: for the runbooks, whatever else the sentence holds. */
export const howTo = [
  ..."why explain instructions tutorial troubleshoot troubleshooting".split(" "),
  ..."how do|how to|how can|how could|how should|how would|how does|how did|how come|how is it|how are we|how best".split(
    "|",
  ),
  ..."what do i|what do we|what should|what can i do|what can we do|what could|what causes|what happens|what would|what to do|what now|what if|what to check|what is the best|what's the best|what is the right|what's the right".split(
    "|",
  ),
  ..."best way|best practice|steps to|steps for|the procedure|procedure for|process for|show me how|tell me how|teach me|walk me through|runbook for|runbooks for|is there a runbook|which runbook|docs for|docs on|documentation for|documentation on|guide for|guide to|help with|any idea|any ideas|anyone know|any advice|where is the|where do|where can|difference between|what is a|what's a|what are the steps|is there a way|what is the process".split(
    "|",
  ),
];

/** Asking what the bot can or a person may do. */
export const capability = [
  ..."able capable".split(" "),
  ..."is it possible|do you support|do you know|who can|who may|may i|may we|am i allowed|are we allowed|do i have permission|can it|can this|can anyone|can anybody|can somebody|can someone|are you allowed".split(
    "|",
  ),
];

/** How a question begins. "do a dry run" is an order, "do we" is not; so is "don't" without a question mark. */
export const questionStarts = [
  ..."what what's whats which who who's whose whom when where where's why how how's is are am was were does did has had can could should would will shall may might any".split(
    " ",
  ),
  ...["do", "have"].flatMap((verb) => ["i", "we", "you", "they", "the", "any"].map((who) => `${verb} ${who}`)),
];
