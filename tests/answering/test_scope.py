"""Scopes: what an asker may see, and that nothing else reaches any answer."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Answer
from bot.answering.engine import AnswerEngine
from bot.answering.library import Library
from bot.answering.requests import Help, List, Open, Typed
from bot.answering.scope import Scope, ScopedLibraries
from bot.knowledge import Post, Thread, write_thread
from bot.settings import Settings
from tests.properties import SELDOM

BREAD = Thread("bread", "On bread", (Post(1, "Flour and water."), Post(3, "Salt and yeast.")))
HERE, ELSEWHERE, FURTHER = 11, 22, 33


def thread(id: str, *texts: str, **fields: object) -> Thread:
    posts = tuple(Post(number, text) for number, text in enumerate(texts, 1))
    return Thread(id, f"On {id}", posts, language="en", **fields)


def ids(scope: Scope, *folder: Thread) -> list[str]:
    return [one.id for one in scope.threads(folder)]


def test_a_file_can_name_the_servers_that_see_it() -> None:
    """The operator sees every thread, a server its own and those for all, nobody else's."""
    for_here = thread("here", "Tea.", servers=(HERE, FURTHER))
    for_elsewhere = thread("elsewhere", "Milk.", servers=(ELSEWHERE,))
    folder = BREAD, for_here, for_elsewhere
    assert ids(Scope(), *folder) == ["bread", "here", "elsewhere"]
    assert ids(Scope(frozenset({HERE})), *folder) == ["bread", "here"]
    assert ids(Scope(frozenset()), *folder) == ["bread"]
    assert ids(Scope(frozenset({ELSEWHERE, FURTHER})), *folder) == ["bread", "here", "elsewhere"]


def test_threads_with_one_id_get_names_of_their_own() -> None:
    """No thread hides another: the server's own keeps its id, the next ones get a number."""
    own = thread("Bread", "Rye.", servers=(HERE,)), thread("bread-2", "Oats.", servers=(HERE,))
    assert ids(Scope(frozenset({HERE}), own), BREAD) == ["Bread", "bread-2", "bread-3"]


def test_a_gate_cuts_a_thread() -> None:
    """A thread has the posts up to its gate, and is absent before its first; the lowest counts."""
    assert [one.posts for one in Scope(gates=frozenset({("BREAD", 2)})).threads([BREAD])] == [
        BREAD.posts[:1]
    ]
    assert ids(Scope(gates=frozenset({("bread", 0), ("bread", 9)})), BREAD) == []


def test_a_cut_thread_is_in_the_language_of_the_whole() -> None:
    """A heading such as "Kapitel 1" is no Estonian, though nothing else is open yet."""
    posts = Post(1, "Kapitel 1"), Post(2, "Es war einmal ein Drache, der wollte ein Bär sein.")
    cut = [*Scope(gates=frozenset({("tale", 1)})).threads([Thread("tale", "On a tale", posts)])]
    assert Library.of(cut).language(cut[0]) == "de"


def test_a_cut_thread_takes_its_language_from_no_earlier_one_with_its_posts() -> None:
    """A thread may grow behind its gate, or lose what is there."""
    posts = Post(1, "Kapitel 1"), Post(2, "Es war einmal ein Drache, der wollte ein Bär sein.")
    long = Thread("tale", "On a tale", posts, servers=(HERE,))
    short = Scope(frozenset({HERE}), (replace(long, posts=posts[:1]),))
    cut = Scope(frozenset({HERE}), (long,), frozenset({("tale", 1)}))
    for scopes in ((short, cut), (cut, short)):
        libraries = ScopedLibraries(Library.of([]))
        of_both = [libraries.of(scope) for scope in scopes]
        fresh = [ScopedLibraries(Library.of([])).of(scope) for scope in scopes]
        languages = [
            [one.language(one.threads["tale"]) for one in some] for some in (of_both, fresh)
        ]
        assert languages[0] == languages[1]


def test_a_gate_cuts_a_thread_by_the_name_it_has_there() -> None:
    """A thread that is named otherwise beside another is cut by the gate of that name."""
    own = (thread("bread", "Rye.", servers=(HERE,)),)
    scope = Scope(frozenset({HERE}), own, frozenset({("bread-2", 1)}))
    assert [len(one.posts) for one in scope.threads([BREAD])] == [1, 1]


@pytest.mark.parametrize("removed", [False, True])
def test_a_gate_stays_when_another_thread_is_removed(removed: bool) -> None:
    """The folder's thread is cut by the name it had beside the server's own, once that is gone."""
    own = () if removed else (thread("bread", "Rye.", servers=(HERE,)),)
    scope = Scope(frozenset({HERE}), own, frozenset({("bread-2", 1)}))
    assert [len(one.posts) for one in scope.threads([BREAD])][-1] == 1


@pytest.mark.parametrize("mixed", [False, True])
def test_a_gate_stays_when_a_file_takes_its_name(mixed: bool) -> None:
    """The folder's thread stays cut by the name it had beside the server's own, and so is the file
    that is called so now."""
    own = (thread("bread", "Rye.", servers=(HERE,)),)
    scope = Scope(frozenset({HERE}), own, frozenset({("bread-2", 1)}), mixed)
    new = thread("bread-2", "Oats.", "Corn.")
    assert [len(one.posts) for one in scope.threads([BREAD, new])] == [1, 1, 1]


def test_a_gate_counts_beside_threads_of_other_servers() -> None:
    """In a direct message a thread has another name than in the server that reads it."""
    own = (
        thread("bread", "Rye.", servers=(HERE,)),
        thread("bread", "Oats.", servers=(ELSEWHERE,)),
        thread("bread-2", "Corn.", servers=(ELSEWHERE,)),
    )
    scope = Scope(frozenset({HERE, ELSEWHERE}), own, frozenset({("bread-2", 1)}), True)
    assert [len(one.posts) for one in scope.threads([BREAD])] == [1, 1, 1, 1]


def test_a_gate_leaves_threads_that_only_look_numbered() -> None:
    """A gate of ``tea-2`` cuts that thread and not ``tea``, of the folder or of the server."""
    tea, second = thread("tea", "Green.", "Black."), thread("tea-2", "White.", "Red.")
    gates = frozenset({("tea-2", 1)})
    in_folder = Scope(frozenset({HERE}), gates=gates)
    assert [len(one.posts) for one in in_folder.threads([tea, second])] == [2, 1]
    added = Scope(frozenset({HERE}), (replace(second, servers=(HERE,)),), gates)
    assert [len(one.posts) for one in added.threads([tea])] == [1, 2]


def test_no_thread_takes_the_id_of_another() -> None:
    """A thread that is named otherwise beside another gets a name that none has by itself."""
    own = (thread("bread", "Rye.", servers=(HERE,)),)
    folder = BREAD, thread("bread-2", "Oats.")
    assert ids(Scope(frozenset({HERE}), own), *folder) == ["bread", "bread-3", "bread-2"]


def test_a_thread_of_a_server_names_it() -> None:
    """A thread that a server added cannot be taken for one of everyone's."""
    with pytest.raises(ValueError, match="names the server"):
        Scope(frozenset({HERE}), (BREAD,))


def test_the_folder_is_indexed_once_for_all_scopes() -> None:
    """A scope that hides and adds nothing has the folder's library; others share its indexes."""
    restricted = thread("here", "Tea.", servers=(HERE,))
    folder = Library.of([BREAD, restricted])
    libraries = ScopedLibraries(folder)
    assert libraries.of(Scope()) is folder
    there = libraries.of(Scope(frozenset({ELSEWHERE})))
    assert there is libraries.of(Scope(frozenset({FURTHER})))
    assert there._groups[0] is folder._groups[0]
    plain = ScopedLibraries(Library.of([BREAD]))
    assert plain.of(Scope(frozenset({HERE}))) is plain.folder


def test_a_changed_thread_alone_is_indexed_again() -> None:
    """The folder's threads and those of other servers are not read again for an edit."""
    libraries = ScopedLibraries(Library.of([BREAD]))
    tea, milk = thread("tea", "Boil it.", servers=(HERE,)), thread("milk", "A.", servers=(22,))
    libraries.of(Scope(frozenset({ELSEWHERE}), (milk,)))
    before = libraries.of(Scope(frozenset({HERE}), (tea,)))
    changed = thread("tea", "Boil it again.", servers=(HERE,))
    after = libraries.of(Scope(frozenset({HERE}), (changed,)))
    both = libraries.of(Scope(frozenset({HERE, ELSEWHERE}), (changed, milk)))
    assert [one.thread.id for one in after.search("again", 3)] == ["tea"]
    assert after._groups[0] is before._groups[0]
    assert {id(group) for group in both._groups} >= {id(group) for group in after._groups}


def test_a_reload_keeps_the_indexes_of_servers_and_none_of_the_folder_before() -> None:
    """After a reload a server's threads are not indexed again, and the old folder is let go."""
    scope = Scope(frozenset({HERE}), (thread("tea", "Boil it.", servers=(HERE,)),))
    before = ScopedLibraries(Library.of([BREAD]))
    _, own = before.of(scope)._groups
    after = ScopedLibraries(Library.of([thread("milk", "Cool it.")]), before)
    kept = [group for library in after._latest.values() for group in library._groups]
    assert kept == [own]
    assert own in after.of(scope)._groups


def test_a_gate_that_is_not_in_force_is_not_kept() -> None:
    """An index behind an old gate takes no memory; the others stay."""
    libraries = ScopedLibraries(Library.of([thread("bread", "Rest it.", "Bake it.", "Eat it.")]))
    scopes = [Scope(gates=frozenset({("bread", number)})) for number in (1, 2)]
    old, new = map(libraries.of, scopes)
    libraries.forget_gates({("bread", 1), ("tea", 2)})
    assert libraries.of(scopes[1]) is new
    assert libraries.of(scopes[0]) is not old


@pytest.mark.parametrize(("length", "posts"), [(1, 1000), (2_500, 100)])
def test_the_libraries_of_gates_are_bounded(
    length: int, posts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member who moves their place again and again does not fill the memory, however long the
    posts are."""
    monkeypatch.setattr("bot.answering.scope.MAX_POSTS", 1024)
    libraries = ScopedLibraries(Library.of([thread("long", *["a" * length] * posts)]))
    at = [
        Scope(frozenset({HERE}), gates=frozenset({("long", posts // 2 + more)}))
        for more in range(3)
    ]
    first, second = libraries.of(at[0]), libraries.of(at[1])
    assert libraries.of(at[1]) is second
    libraries.of(at[2])
    assert libraries.of(at[0]) is not first


Own = Mapping[str, tuple[list[str], Mapping[str, str]]]
"""The texts and the glossary of each thread, by its id."""

WORDS = ("tea", "milk", "bread", "how", "long", "seven", "7", "Kazakhstan", "CA", "council", "bear")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
OWN = st.dictionaries(
    st.sampled_from(["bread", "tea", "Milk", "bear"]),
    st.tuples(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from([{}, {"CA": "council"}])),
    max_size=3,
)
LINES = (
    *("help", "list", "first", "random", "summary", "how many posts", "2", "1-3", "tea: 1"),
    *("tea", "milk last", "what is CA", "what does CA stand for", "bread#1", "teaa: 1", "hello"),
    *("who wrote it", "next", "after 1", "what is said about Kazakhstan", "mlik: how long"),
)


def own_threads(server: int, threads: Own) -> tuple[Thread, ...]:
    return tuple(
        thread(id, *texts, glossary=glossary, servers=(server,))
        for id, (texts, glossary) in threads.items()
    )


class Dice(Random):
    """Falls the same way each time."""

    def random(self) -> float:
        return 0.5


def written(folder: Path, threads: tuple[Thread, ...]) -> AnswerEngine:
    """An engine of bread and these threads, in a folder of files."""
    folder.mkdir(exist_ok=True)
    for file in folder.glob("*.yaml"):
        file.unlink()
    for one in (BREAD, *threads):
        write_thread(one, folder / f"{one.id}{''.join(map(str, one.servers))}.yaml")
    return AnswerEngine(Settings(knowledge=folder, site_url="https://x.example"), random=Dice())


def seen(engine: AnswerEngine, scope: Scope, lines: list[str]) -> list[object]:
    """Everything that a scope gets: answers, suggestions, named posts, and old buttons."""
    answers: list[object] = [engine.answer(Typed(line), scope) for line in lines]
    quoted = [one for one in answers if isinstance(one, Answer) and one.quotes]
    presses = [link.references for one in quoted for link in one.links if link.references]
    return [
        *answers,
        *(engine.answer(Open(references), scope) for references in presses),
        *(engine.answer(request, scope) for request in (Help(), List())),
        *(engine.suggest_threads(typed, scope) for typed in ("", "e", "tea")),
        *(engine.suggest_posts(typed, None, scope) for typed in ("", "1", "how")),
        *(engine.named_posts(f"[{name} 1] and [2]", None, False, scope) for name in ("tea", "x")),
    ]


@pytest.mark.slow
@SELDOM
@given(OWN, OWN, OWN, st.lists(st.sampled_from(LINES) | TEXTS, min_size=1, max_size=4))
def test_no_server_notices_the_threads_of_another(
    tmp_path_factory: pytest.TempPathFactory,
    here: Own,
    elsewhere: Own,
    changed: Own,
    lines: list[str],
) -> None:
    """Whatever is asked in one server, the answer is the same with other threads elsewhere."""
    engine = written(tmp_path_factory.getbasetemp() / "files", ())
    scope = Scope(frozenset({HERE}), own_threads(HERE, here))
    alone = seen(engine, scope, lines)
    for server, own in ((ELSEWHERE, elsewhere), (FURTHER, elsewhere), (FURTHER, changed)):
        seen(engine, Scope(frozenset({server}), own_threads(server, own)), lines)
        assert seen(engine, scope, lines) == alone
    engine.reload()
    assert seen(engine, scope, lines) == alone


@pytest.mark.slow
@SELDOM
@given(OWN, OWN, OWN, st.lists(st.sampled_from(LINES) | TEXTS, min_size=1, max_size=4))
def test_no_server_notices_the_files_for_another(
    tmp_path_factory: pytest.TempPathFactory,
    here: Own,
    elsewhere: Own,
    changed: Own,
    lines: list[str],
) -> None:
    """The same holds for files of the folder that name the servers which see them."""
    folder = tmp_path_factory.getbasetemp() / "files"
    scope, mine = Scope(frozenset({HERE})), own_threads(HERE, here)
    first = written(folder, (*mine, *own_threads(ELSEWHERE, elsewhere)))
    before = seen(first, scope, lines)
    second = written(folder, (*mine, *own_threads(FURTHER, changed)))
    assert seen(second, scope, lines) == before
