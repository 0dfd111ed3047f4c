"""What a database error means: may the work be done again, is the database there at all."""

from sqlalchemy.exc import TimeoutError as PoolTimeout

_RETRYABLE_STATES = {"40001", "40P01"}
_RETRYABLE_MYSQL = {1205, 1213}
_GONE_STATES = {None, "57P01", "57P02", "57P03"}
_GONE_MYSQL = {2003, 2006, 2013, 2014}


def may_retry(error: BaseException) -> bool:
    """Whether the database undid the whole transaction and asks for it again."""
    origin = getattr(error, "orig", error)
    if getattr(origin, "sqlstate", None) in _RETRYABLE_STATES:
        return True
    arguments: tuple[object, ...] = getattr(origin, "args", ())
    return arguments[:1] != () and arguments[0] in _RETRYABLE_MYSQL


def is_unavailable(error: BaseException) -> bool:
    """Whether the database could not be reached or was too busy, rather than the work wrong.

    Drivers name these errors alike (PEP 249), and SQLAlchemy's own carry the same names.
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"OperationalError", "InterfaceError"}) or isinstance(error, PoolTimeout)


def reason_of(error: BaseException) -> str:
    """What the database or its driver says, such as "disk is full"; no statement, no values."""
    origin = getattr(error, "orig", None) or error
    return f"{origin}".partition("\n")[0][:200] or type(origin).__name__


def is_unprepared(error: BaseException) -> bool:
    """Whether a table is missing: the migrations were not run."""
    origin = getattr(error, "orig", error)
    arguments: tuple[object, ...] = getattr(origin, "args", ())
    return (
        getattr(origin, "sqlstate", None) == "42P01"
        or arguments[:1] == (1146,)
        or "no such table" in str(origin)
    )


def is_disconnected(error: BaseException) -> bool:
    """Whether the connection was lost, so that a new one may do better."""
    if not is_unavailable(error) or isinstance(error, PoolTimeout):
        return False
    origin = getattr(error, "orig", error)
    arguments: tuple[object, ...] = getattr(origin, "args", ())
    if type(origin).__module__.startswith("pymysql"):
        return not arguments or arguments[0] in _GONE_MYSQL
    return getattr(origin, "sqlstate", None) in _GONE_STATES
