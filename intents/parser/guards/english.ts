/** English words that keep a sentence from being an order. Data only; guards/index.ts says what follows from each. */

/** Politeness that sounds like a condition, a doubt or a denial and is none, wherever it stands. */
export const courtesies = [
  ..."if you can|if you could|if you please|if possible|if you don't mind|if you dont mind|if you do not mind|if that's ok|if thats ok|if it's not too much trouble|if you would|if you have a moment|if you have a sec|if you get a chance|if you get a sec".split(
    "|",
  ),
  ..."when you can|when you could|when you get a chance|when you get a sec|when you get a minute|when you get a moment|when you have a sec|when you have a second|when you have a minute|when you have a moment|when you have time|when you're free|whenever you can|whenever you get a chance|whenever you have a sec".split(
    "|",
  ),
  ..."should do|should do it|should be enough|should suffice|would do|will do|is fine|is enough|if you'd be so kind|if you would be so kind|if it isn't too much trouble|if it's no trouble|if it isn't a bother|be so kind|no rush|no hurry|no need to ask|no worries|as soon as you can|as soon as possible|thanks in advance|thank you in advance|much appreciated|appreciate it|appreciated|many thanks|thx a lot|thanks a lot|thank you so much|thanks so much|would you|will you|would be great|would be lovely|that would be great|that'd be great|you're the best|youre the best|good morning|good afternoon|good evening|real quick|quick one|while you're at it|for us|my friend".split(
    "|",
  ),
];

/** In front of a question: "remind me which …". In front of anything else they are what they say. */
export const askings =
  "remind me|remind me again|tell me|tell us|let me know|i'd like to know|i would like to know|i want to know|i need to know|i'd like to see|i want to see|i need to see|i'd love to see|let me see|let's see|do you know|can you tell me|could you tell me|can somebody tell me|can someone tell me|anyone know|does anyone know|just wondering|just curious|curious|i was wondering|wondering|i wonder|not sure".split(
    "|",
  );

/** What asks politely, however the sentence goes on. */
const chances = [
  "any chance you could",
  "any chance you can",
  "is there any chance you could",
  "would it be possible for you to",
  "it would be great if you could",
  "it'd be great if you could",
  "would be great if you could",
];

/** In front of an order and no part of it: "hey signalbox, can you please …". */
export const openings = [
  ..."hey hi hello yo ok okay so well alright right now please pls plz kindly just quickly then actually signalbox @signalbox bot @bot and also sorry urgent quick team folks morning omg argh ugh oops wow damn phew hmm yikes ouch".split(
    " ",
  ),
  "go ahead and",
  ..."would you be so kind as to|could you be so kind as to|be so kind as to|i need that you|i want that you|wanna see|i wanna see|want to see|i'd like to read|i want to read|oh no|oh no oh no|so please".split(
    "|",
  ),
  "hey there",
  "hi there",
  "hey team",
  "hi team",
  "hi all",
  "hey all",
  "hey folks",
  "hi folks",
  "hey everyone",
  "dear bot",
  "alright then",
  "quick one",
  "one more thing",
  "next up",
  "time to",
  "be so kind and",
  "be a dear and",
  "do me a favor and",
  "do me a favour and",
  ...chances,
  "i'd appreciate it if you could",
  "i would appreciate it if you could",
  "i'd be grateful if you could",
  "we'd appreciate it if you could",
  "need you to",
  "we need you to",
  "we want you to",
  "we'd like you to",
  "we would like you to",
  ...courtesies,
  ..."quick question|quick q|question|dumb question|help me out|help me see|new here|fyi".split("|"),
  ...["can", "could", "would", "will"].flatMap((verb) => [
    `${verb} you`,
    `${verb} u`,
    `${verb} ya`,
    `${verb} you please`,
    `${verb} you pls`,
  ]),
  ..."i need you to|i want you to|i'd like you to|i would like you to|please can you|please could you".split("|"),
];

/** In front of what would be an order without them: they leave their doubt in force, but the order begins behind them. */
export const hedges =
  "maybe|perhaps|perhaps we|perhaps you|maybe we|maybe you|maybe i|possibly|might be worth|it might be worth|may be worth|worth|i think|i guess|i suppose|i think we should|i think you should|i think we need to|i'd say|we should|we should probably|you should|we should maybe|maybe we should|we might want to|we may want to|you might want to|you may want to|might be worth|we could|you could|maybe you could|we ought to|we need to|we have to|we must|you need to|you have to|you must|i need to|i want to|i would like to|i'd like to|we want to|we'd like to|let's|lets|let us|shall we|shall i|should we|should i|can we|can i|could we|could i|may we|may i|might we|why don't we|why not|how about we|what about|do we need to|do we want to|do i need to|is it ok to|is it okay to|is it safe to|would it make sense to|ok to|okay to|safe to|if needed|if necessary|feel free to|remember to|make sure to|make sure you|be sure to|don't forget to|you can|you may|we can|never mind".split(
    "|",
  );

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
  "will you",
  ...chances,
];

/** Words that carry no meaning of their own beside an order. Closed: any other word must be accounted for. */
export const fillers = [
  ..."a an the of on at in to for from with into onto using via against and my our your please pls plz kindly".split(
    " ",
  ),
  ..."thanks thx ty cheers again first pretty now asap immediately just me us hey hi hello ok okay too plus signalbox @signalbox bot @bot 🙏 👍 🙂 😊 :pray: :+1: :thumbsup: :slightly_smiling_face:".split(
    " ",
  ),
  ..."host hosts server servers machine machines box boxes node nodes group playbook playbooks".split(" "),
  "thank you",
  "right now",
  "right away",
  "as well",
  "go ahead",
  "for me",
  ...courtesies,
];

/** Denials of ability or of health are no denials of an order beside them: "it can't keep up", "logins aren't working". */
export const harmless =
  "can't|cannot|doesn't|isn't|aren't|won't start|won't boot|didn't|hasn't|haven't|wasn't|weren't|not working|not responding|not reachable|not healthy|not ready|not great|not good|not happy|no longer|no response|no answer|no rush|no idea|no problem|not needed|not ok|not loading|not serving|not starting|never recovered|never came|if possible|when you can|could be|would be|might be|may be|no traffic|no logs|no data|not resolving|no fun|not a drill|the only|stopped|keeps|has cached|every alert|every alarm|every single|every one of|don't need|do not need|doesn't need|no longer need|cancel that job|cancel that request|stop that job|stop that request|cancel that run|don't want to hear|don't want to be|do not want to hear|no downtime|no more|don't wait|not a drill|nobody needs|no one needs|nobody uses|nobody's used|no one uses|didn't work|did not work|doesn't work|shouldn't have|no drama|before this one|before that one|before it|the one before|no matter|not a problem|not only|no need|not that|why not".split(
    "|",
  );

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
  ..."one of|some of|a few of|most of|half of|half the|any of|either of|several of|part of|a couple of|but not|but leave|instead of|rather than|other than|apart from|aside from|all but|everything but|not including".split(
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
  ..."best way|best practice|steps to|steps for|the procedure|procedure for|process for|show me how|tell me how|teach me|walk me through|runbook for|runbooks for|is there a runbook|which runbook|docs for|docs on|documentation for|documentation on|guide for|guide to|help with|any idea|any ideas|anyone know|any advice|where is the|where do|where can|difference between|how long do we|how long should|how often|what would break|what would that do|what else|what are the steps|is there a way|what is the process".split(
    "|",
  ),
];

/** Asking what the bot can or a person may do. */
export const capability = [
  ..."able capable".split(" "),
  ..."is it possible|do you support|do you know|who can|who may|may i|may we|am i allowed|are we allowed|do i have permission|can it|can this|can anyone|can anybody|can somebody|can someone|are you allowed|do i need|do we need|am i permitted|are we permitted|is anyone allowed|is everyone allowed|who is allowed|who's allowed|permitted to|allowed to|does signalbox support|does the bot support|do you offer|capable of".split(
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
