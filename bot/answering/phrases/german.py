"""Phrases in German; ``{…}`` is filled in from PARTS."""

from bot.answering.phrases.meaning import Meaning

PARTS = {
    "noun": r"(?:beitr(?:ag|äge)|posts?|tweets?|nachricht(?:en)?)",
    "count": r"(?:(?P<count>[1-9][0-9]?|zwei|drei|vier|fünf) )?",
    "posts": r"(?P<posts>[^,:]+?)",
    "it": (
        r"(?:es|das|dies|hier|(?:in )?(?:der|dem|den|im|dieser|diesem|diesen|ganzen)? ?"
        r"(?:(?P<thread>\S+)[- ])?(?:thread|faden))"
    ),
    "term": r"(?P<term>.+)",
    "topic": r"(?P<topic>.+?)",
}

LEAD = r"(?:zeige?|finde?|suche?|lies|öffne|zitiere?|gib)(?: mir| uns)?"

POLITE = (
    r"bitte|hallo|und|also|denn|eigentlich|(?:kannst|könntest) du (?:mir )?(?:bitte )?sagen"
    r"|sage? mir|weißt du|ich (?:will|möchte) wissen"
)

PHRASES: dict[Meaning, tuple[str, ...]] = {
    Meaning.HELP: (
        r"hilfe|hilf (?:mir|uns)|befehle|anleitung|(?:wer|was) bist du|bist du ein (?:bot|mensch)",
        r"wie geht(?: es|'?s)(?: dir)?|was (?:kannst|machst|weißt) du(?: so| alles)*",
        r"was kann (?:ich|man) (?:dich )?(?:alles )?fragen",
        r"wie funktioniert (?:das|es|der bot)|wie funktionierst du|wie benutze? ich dich",
    ),
    Meaning.LIST: (r"liste|welche threads (?:gibt es|kennst du|hast du)|(?:alle|die) threads",),
    Meaning.FIRST: (
        r"(?:was ist )?(?:der |den |die |das )?(?:aller)?erste[rns]?(?: {count}{noun})?",
        r"wie (?:beginnt|fängt) (?:es|das|der thread)(?: an)?|(?:der )?anfang",
    ),
    Meaning.LAST: (
        r"(?:was ist )?(?:der |den |die |das )?(?:aller)?(?:letzte|neueste|neuste)[rns]?"
        r"(?: {count}{noun})?",
        r"wie endet (?:es|das|der thread)|wie hört (?:es|das|der thread) auf|(?:das )?ende",
    ),
    Meaning.RANDOM: (
        r"(?:(?:irgend)?ein(?:en)? )?(?:zufällige[rns]? {noun}|zufall)|überrasch(?:e)? mich",
    ),
    Meaning.NEXT: (
        r"(?:was (?:ist|kommt) )?(?:der |den |die )?(?:nächste[rns]?(?: {noun})?|danach)",
        r"weiter|mach weiter",
    ),
    Meaning.PREVIOUS: (
        r"(?:was (?:ist|war) )?(?:der |den |die )?(?:vorherige|vorige)[rns]?(?: {noun})?|zurück",
    ),
    Meaning.AFTER: (
        r"(?:was|welcher {noun}) (?:kommt|steht|ist|folgt) (?:nach|auf) {posts}",
        r"(?:der |den )?(?:nächste[rn]? )?{noun} nach {posts}",
    ),
    Meaning.BEFORE: (
        r"(?:was|welcher {noun}) (?:kommt|kam|steht|ist|war) vor {posts}",
        r"(?:der |den )?{noun} vor {posts}",
    ),
    Meaning.POSTS: (
        r"was (?:ist|sind|sagt|sagen|besagt|steht in|steht im) {posts}",
        r"(?:worum geht es|wovon handelt|wovon handeln) (?:in |im )?{posts}",
    ),
    Meaning.WITHIN: (
        r"was (?:sagt|sagen|steht in|steht im) {posts} (?:zu|zum|zur|über|von) {topic}",
        r"(?:in|im|laut) {posts}[,:] {topic}",
    ),
    Meaning.MENTIONS: (
        r"welche[rs]? {noun} (?:erwähn|nenn)(?:t|en) {topic}",
        r"welche[rs]? {noun} (?:(?:spricht|sprechen) (?:von|über)|handel(?:t|n) von) {topic}",
        r"in welche[mn] {noun} (?:wird|werden|geht es um) {topic}(?: (?:erwähnt|genannt))?",
        r"(?:(?:wo|wie oft) )?(?:wird|werden|wurden?) {topic}(?: {it})? erwähnt",
        r"(?:gibt es )?(?:alle |einen )?{noun} (?:über|zu|mit) {topic}|erwähnt {it} {topic}",
        r"gibt es etwas (?:über|zu) {topic}",
        r"(?:alle )?erwähnungen von {topic}",
    ),
    Meaning.TOPIC: (r"was (?:sagt|sagen|steht) {it} (?:zu|zum|zur|über|von) {topic}",),
    Meaning.SUMMARY: (
        r"(?:worum|um was) (?:geht|handelt) es(?: sich)?(?: {it})?|wovon handelt {it}",
        r"was ist (?:das thema|der inhalt|der kern)(?: von {it})?",
        r"(?:kurz)?zusammenfassung(?: von {it})?",
        r"(?:erzähl(?:e)? mir )?(?:etwas )?(?:von|über) {it}|was passiert {it}|themen?",
        r"fasse? {it}(?: kurz)? zusammen|kurzfassung|überblick",
    ),
    Meaning.COUNT: (
        r"wie ?viele? {noun}(?: (?:gibt es|sind es|sind|hat))?(?: {it})?(?: insgesamt)?",
        r"wie lang ist {it}",
    ),
    Meaning.AUTHOR: (
        r"wer hat {it} (?:geschrieben|verfasst|gepostet|veröffentlicht|gemacht)",
        r"(?:von wem|wessen) (?:ist|stammt|kommt) {it}|(?:autor|verfasser)(?:in)?",
        r"wer ist (?:der|die) (?:autor|verfasser)(?:in)?(?: von {it})?",
    ),
    Meaning.DATE: (
        r"wann (?:wurde|ist) {it} (?:geschrieben|verfasst|gepostet|veröffentlicht|erschienen)",
        r"(?:von wann|wie alt) ist {it}|datum",
    ),
    Meaning.SOURCE: (
        r"wo (?:kann|finde) (?:ich|man) {it}(?: (?:nach)?lesen| finden)?|quelle",
        r"wo (?:wurde|ist) {it} (?:veröffentlicht|erschienen|her)|woher (?:kommt|stammt) {it}",
    ),
    Meaning.LANGUAGE: (
        r"(?:in )?welche[rs]? sprache(?: (?:ist|hat) {it}(?: geschrieben)?)?|sprache",
    ),
    Meaning.DEFINITION: (
        r"(?:erkläre?|definiere) {term}|was (?:bedeutet|bedeuten|heißt|heißen|meint) {term}",
        r"(?:wofür|für was) steht {term}",
        r"was versteht man unter {term}|(?:was|wer) (?:ist|sind|war|waren) {term}",
    ),
}
