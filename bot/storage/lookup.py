"""Selects of the rows of one id that are read past SQLAlchemy.

The first question in a server waits for them, and SQLAlchemy takes as long for a statement as the
database does.
"""

from collections import namedtuple
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError

ID = "id"
"""The name of the one parameter of such a select."""


class Lookup:
    """A select of the rows of one id, compiled once for each database."""

    def __init__(self, statement: Select[Any] | CompoundSelect[Any]) -> None:
        names = [*statement.selected_columns.keys()]
        self._row_of = namedtuple("Row", names)._make  # type: ignore[attr-defined]
        self._compiled = cache(lambda dialect: statement.compile(dialect=dialect))

    def rows(self, connection: Connection, id: int) -> list[Any]:
        """Return the rows of an id, with the names of their columns; raises DBAPIError."""
        dialect: Dialect = connection.dialect
        compiled: Any = self._compiled(dialect)
        text = compiled.string
        values = (id,) * len(compiled.positiontup) if compiled.positional else {ID: id}
        errors = dialect.loaded_dbapi.Error
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text, values)
            return [*map(self._row_of, cursor.fetchall())]
        except errors as error:
            raise DBAPIError.instance(text, None, error, errors, dialect=dialect) from error
        finally:
            cursor.close()
