"""The statements by which processes agree who answers a request that several of them got."""

from sqlalchemy import Connection, delete
from sqlalchemy.dialects.postgresql import insert

from bot.storage.shared_tables import claims


def claim(connection: Connection, request_id: int, total: int) -> bool:
    """Claim a request for the processes of ``total`` shards; return whether it is theirs."""
    row = insert(claims).values(request_id=request_id, total=total)
    same = row.on_conflict_do_update(
        index_elements=["request_id"], set_={"total": claims.c.total}
    ).returning(claims.c.total)
    return bool(connection.execute(same).scalar_one() == total)


def remove_all(connection: Connection) -> None:
    """Forget who answered what."""
    connection.execute(delete(claims))
