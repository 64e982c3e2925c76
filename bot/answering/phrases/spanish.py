"""Phrases in Spanish; ``{…}`` is filled in from PARTS."""

from bot.answering.phrases.meaning import Meaning

PARTS = {
    "noun": r"(?:mensajes?|publicaci(?:ón|ones)|entradas?|tuits?|tweets?|posts?)",
    "count": r"(?:(?P<count>[1-9][0-9]?|dos|tres|cuatro|cinco) )?",
    "posts": r"(?P<posts>[^,:]+?)",
    "it": r"(?:esto|eso|aquí|(?:en )?(?:el|este|del|todo el) hilo(?: (?P<thread>\S+))?|el texto)",
    "term": r"(?P<term>.+)",
    "topic": r"(?P<topic>.+?)",
}

LEAD = r"(?:muéstra|muestra|busca|encuentra|enséña|enseña|lee|abre|cita|da|ver)(?:me|nos)?"

POLITE = (
    r"por favor|hola|y|pues|(?:puedes|podrías) (?:decirme|explicarme)|dime|cuéntame|sabes"
    r"|quiero saber"
)

PHRASES: dict[Meaning, tuple[str, ...]] = {
    Meaning.HELP: (
        r"(?:me )?(?:puedes )?ayuda(?:r|rme|me)?|qué tal|cómo estás|comandos",
        r"(?:quién|qué) eres|eres (?:un )?(?:bot|robot|humano)",
        r"qué (?:puedes|sabes) hacer|qué (?:te )?puedo preguntar(?:te)?",
        r"cómo (?:funciona(?:s| esto)?|te uso)",
    ),
    Meaning.LIST: (r"lista|qué hilos (?:hay|tienes|conoces)|(?:todos )?(?:los )?hilos",),
    Meaning.FIRST: (
        r"(?:cuál es )?(?:el |la |los |las )?primer(?:o|a|os|as)?(?: {count}{noun})?",
        r"cómo (?:empieza|comienza)(?: {it})?|(?:el )?principio",
    ),
    Meaning.LAST: (
        r"(?:cuál es )?(?:el |la |los |las )?últim[oa]s?(?: {count}{noun})?",
        r"cómo (?:acaba|termina)(?: {it})?|(?:el )?final",
    ),
    Meaning.RANDOM: (r"(?:(?:un|una|cualquier) )?(?:{noun} )?(?:aleatori[oa]|al azar)",),
    Meaning.NEXT: (
        r"(?:cuál es |qué viene )?(?:el |la )?(?:siguiente(?: {noun})?|después)|continúa|sigue",
    ),
    Meaning.PREVIOUS: (r"(?:cuál es )?(?:el |la )?(?:{noun} )?anterior|atrás",),
    Meaning.AFTER: (
        r"(?:qué|cuál) (?:viene|va|hay|es) (?:después|detrás) del? {posts}|qué sigue a {posts}",
        r"(?:el |la )?(?:siguiente )?{noun} después del? {posts}",
    ),
    Meaning.BEFORE: (
        r"(?:qué|cuál) (?:viene|va|hay|es) antes del? {posts}",
        r"(?:el |la )?{noun} antes del? {posts}",
    ),
    Meaning.POSTS: (
        r"(?:qué|cuál) (?:es|son|dice|dicen|pone en|hay en) {posts}",
        r"de qué (?:trata|va|habla) {posts}",
    ),
    Meaning.WITHIN: (
        r"qué dicen? {posts} (?:de|del|sobre|acerca de) {topic}",
        r"(?:en|según) {posts}[,:] {topic}",
    ),
    Meaning.MENTIONS: (
        r"(?:qué|cuáles) {noun} (?:mencionan?|nombran?)(?: al?)? {topic}",
        r"(?:qué|cuáles) {noun} (?:hablan?|tratan?) (?:de|sobre) {topic}",
        r"(?:(?:dónde|cuántas veces) )?se menciona(?:n| al?)? {topic}(?: {it})?",
        r"(?:hay )?(?:algún |todos los |todas las )?{noun} (?:sobre|acerca de) {topic}",
        r"{noun} que mencionan? {topic}",
        r"menciona {it}(?: al?)? {topic}|(?:todas las )?menciones de {topic}",
    ),
    Meaning.TOPIC: (r"qué (?:dice|cuenta) {it} (?:de|del|sobre|acerca de) {topic}",),
    Meaning.SUMMARY: (
        r"de qué (?:trata|va|habla)(?: {it})?|(?:haz(?:me)? )?(?:un )?resumen(?: de {it})?",
        r"resume(?:me)?(?: {it})?|resúmelo|cuál es el tema(?: de {it})?",
    ),
    Meaning.COUNT: (
        r"cuánt[oa]s {noun}(?: (?:hay|son|tiene))?(?: {it})?(?: en total)?",
        r"cómo de largo es {it}",
    ),
    Meaning.AUTHOR: (
        r"quién (?:lo )?(?:escribió|publicó|ha escrito|hizo)(?: {it})?|autora?",
        r"quién es (?:el|la) autora?(?: de {it})?|de quién es(?: {it})?",
    ),
    Meaning.DATE: (
        r"cuándo (?:se )?(?:escribió|publicó|ha escrito)(?: {it})?|de cuándo es(?: {it})?|fecha",
    ),
    Meaning.SOURCE: (
        r"dónde (?:se )?(?:puedo|puede|podemos) (?:leer|encontrar|ver)(?:lo)?(?: {it})?",
        r"dónde (?:se publicó|está publicado)(?: {it})?|de dónde (?:es|viene)(?: {it})?",
        r"fuente|enlace",
    ),
    Meaning.LANGUAGE: (r"(?:en )?qué (?:idioma|lengua)(?: (?:es|está|tiene)(?: {it})?)?|idioma",),
    Meaning.DEFINITION: (
        r"qué (?:significan?|quiere decir) {term}|(?:definición|significado) de {term}",
        r"(?:qué|quién|quiénes) (?:es|son|era|fue|eran|fueron) {term}|(?:define|explica) {term}",
    ),
}
