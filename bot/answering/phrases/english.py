"""Phrases in English; ``{…}`` is filled in from PARTS."""

from bot.answering.phrases.meaning import Meaning

PARTS = {
    "noun": r"(?:posts?|tweets?|toots?|messages?|ones?)",
    "count": r"(?:(?P<count>[1-9][0-9]?|two|three|four|five) )?",
    "posts": r"(?P<posts>[^,:]+?)",
    "it": (
        r"(?:it|(?:all )?(?:of )?(?:this|that)|the text"
        r"|(?:(?:the|this|that|your|whole|entire) )*(?:(?P<thread>\S+) )?thread)"
    ),
    "term": r"(?P<term>.+)",
    "topic": r"(?P<topic>.+?)",
}

LEAD = (
    r"(?:(?:show|give|find|list|read|open|quote|display|get|see|go to|jump to)(?: me| us)?"
    r"|(?:can|may) (?:i|we) (?:see|read|have)|let me (?:see|read))"
)
"""Words in front of what someone wants to see."""

POLITE = (
    r"please|pls|plz|hey|hi|hello|bot|so|and|ok|okay|well|do you know"
    r"|(?:(?:can|could|would) you )?(?:please )?(?:tell|explain to) (?:me|us)"
    r"|(?:i want|i would like|i'd like) to (?:know|see)"
)
"""Words before or after a phrase that change nothing."""

PHRASES: dict[Meaning, tuple[str, ...]] = {
    Meaning.HELP: (
        r"(?:i need |(?:can|could|will) you )?help(?: me| us)?(?: out)?",
        r"usage|commands?|instructions",
        r"(?:who|what) are you|are you (?:an? )?(?:bot|ai|human|robot|real)|what is this bot",
        r"what (?:can|do|could) you (?:do|know|offer|answer)(?: here| for me)?",
        r"what can (?:i|we|one) (?:ask|do|type|say)(?: you)?(?: here)?",
        r"what is up|how are you(?: doing)?(?: today)?|what is your name",
        r"how (?:do you|does this|does it|does this bot) work",
        r"how (?:can|do) (?:i|we) (?:use|ask) (?:you|this|it|this bot|the bot)",
    ),
    Meaning.LIST: (
        r"(?:list )?(?:all )?(?:the )?threads",
        r"(?:which|what|how many) threads (?:are there|do you (?:have|know))",
    ),
    Meaning.FIRST: (
        r"(?:what (?:is|was) )?(?:the )?(?:very )?first(?: {count}{noun})?",
        r"(?:how|where) does (?:it|this|the thread) (?:start|begin)|(?:the )?(?:start|beginning)",
    ),
    Meaning.LAST: (
        r"(?:what (?:is|was) )?(?:the )?(?:very )?(?:last|latest|final|newest|most recent)"
        r"(?: {count}{noun})?",
        r"how does (?:it|this|the thread) end|(?:the )?end",
    ),
    Meaning.RANDOM: (r"(?:(?:a|any|some) )?random(?: (?:{noun}|quote))?|surprise me",),
    Meaning.NEXT: (
        r"(?:what (?:is|comes) )?(?:the )?next(?: {noun})?|continue|go on|read on|what is next",
    ),
    Meaning.PREVIOUS: (
        r"(?:what (?:is|was) )?(?:the )?(?:previous|prev|prior)(?: {noun})?|(?:go )?back",
    ),
    Meaning.AFTER: (
        r"(?:what|which {noun}) (?:is|comes|came|follows) (?:right )?after {posts}",
        r"(?:the )?(?:next )?{noun} after {posts}|what follows {posts}|after {posts}",
    ),
    Meaning.BEFORE: (
        r"(?:what|which {noun}) (?:is|comes|came) (?:right )?before {posts}",
        r"(?:the )?(?:previous )?{noun} before {posts}|what precedes {posts}|before {posts}",
    ),
    Meaning.POSTS: (
        r"what (?:is|are)(?: in)? {posts}(?: (?:all )?about)?",
        r"what (?:does|do|did) {posts} (?:say|mean|state|tell us|talk about)|what {posts} says?",
    ),
    Meaning.WITHIN: (
        r"what (?:does|do|did) {posts} (?:say|state|tell us|mention) (?:about|on|of) {topic}",
        r"what (?:is|was) said (?:about|on|of) (?P<topic>.+) in {posts}",
        r"(?:in|according to) {posts}[,:] {topic}",
    ),
    Meaning.MENTIONS: (
        r"(?:which|what) {noun} (?:mentions?|names?|uses?|contains?|discuss(?:es)?) {topic}",
        r"(?:which|what) {noun} (?:speaks?|talks?|is|are) (?:of|about|on) {topic}",
        r"(?:(?:is|are) there )?(?:(?:all|an?|any|some|the) )*(?:{noun}|anything|something)"
        r" (?:about|on|with|mentioning|that mentions?) {topic}",
        r"(?:where|how often|how many times) (?:is|are|was|were) {topic} mentioned(?: in {it})?",
        r"where (?:does|do) {it} (?:mention|discuss|(?:speak|talk) (?:of|about)) {topic}",
        r"(?:is|are|was|were) {topic} (?:ever )?mentioned(?: anywhere| in {it})?",
        r"(?:does|do|did) {it} (?:ever )?(?:mention|discuss|(?:speak|talk) (?:of|about)) {topic}",
        r"(?:all )?(?:the )?mentions of {topic}",
    ),
    Meaning.TOPIC: (
        r"what (?:does|do|did) {it} (?:say|state|tell us) (?:about|on|of) {topic}",
        r"(?:does|do|did) {it} say (?:anything|something) (?:about|on|of) {topic}",
        r"what (?:is|was) said (?:about|on|of) {topic}(?: in {it})?",
    ),
    Meaning.SUMMARY: (
        r"what (?:is|was) {it} (?:all )?about|what (?:does|do) {it} (?:say|talk about|cover)",
        r"what is (?:the )?(?P<thread>\S+) about|about|info",
        r"(?:summari[sz]e|sum up) (?:the )?(?P<thread>\S+)",
        r"(?:tell me )?about {it}|what (?:happens|happened|is discussed|is) in {it}|topics?",
        r"(?:(?:can|could) you )?(?:summari[sz]e|sum up|tl;?dr)(?: {it})?(?: up)?",
        r"(?:(?:a|the|short|quick|brief) )*(?:summary|overview|gist|recap|abstract)(?: of {it})?",
        r"what (?:is|are) the (?:topics?|subject|gist|(?:main|key) points?|summary)(?: of {it})?",
    ),
    Meaning.COUNT: (
        r"how many {noun}(?: (?:are there|are in|does|in) {it}(?: have)?)?(?: in total)?",
        r"how many {noun} are there|how (?:long|big) is {it}|(?:number of|count) posts|length",
    ),
    Meaning.AUTHOR: (
        r"who (?:wrote|authored|posted|made|tweeted|published|started) {it}|(?:the )?author",
        r"who (?:is|was) the (?:author|writer|poster)(?: of {it})?",
        r"who (?:is|was) {it} (?:from|by|written by)|by whom (?:is|was) {it}(?: written)?",
        r"whose (?:thread )?is {it}|whose thread is (?:it|this|that)",
    ),
    Meaning.DATE: (
        r"when (?:was|were|is) {it} (?:written|posted|published|made|created|from)",
        r"when did (?:they|he|she|you|the author) (?:write|post|publish|tweet) {it}",
        r"(?:from when|how old) is {it}|(?:what is the )?date(?: of {it})?",
    ),
    Meaning.SOURCE: (
        r"where (?:can|could|do) (?:i|we|one|you) (?:read|find|see) {it}(?: online)?",
        r"where (?:can|could) {it} be (?:read|found|seen)|(?:the )?(?:source|link|url)",
        r"where (?:was|is|were) {it} (?:published|posted|from)|where does {it} come from",
        r"what is the (?:source|link|url|address)(?: (?:of|to) {it})?",
    ),
    Meaning.LANGUAGE: (
        r"(?:what|which) language(?: is {it}(?: (?:in|written in))?)?|language",
        r"in (?:what|which) language is {it}(?: written)?|is {it} in [a-z]+",
    ),
    Meaning.DEFINITION: (
        r"what (?:does|do|did) (?:the (?:abbreviation|term|word) )?{term} (?:stand for|mean)",
        r"what is {term} (?:short|an abbreviation) for|what (?:is|are) meant by {term}",
        r"(?:what is )?(?:the )?(?:meaning|definition) of {term}|(?:define|explain) {term}",
        r"(?:what|who) (?:is|are|was|were) {term}",
    ),
}
