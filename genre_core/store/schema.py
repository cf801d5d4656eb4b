"""The tables, for SQLite and PostgreSQL alike.

Times are microseconds since 1970 in UTC, as integers: they sort, and no database converts them.
Lists and mappings are JSON text. ``decisions`` and ``audit`` are append-only, which triggers of the
first migration enforce.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
    text,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NAME = 200
"""Characters of a key or subject at most; PostgreSQL's index rows end at 2,700 bytes."""


class Moment(TypeDecorator[datetime]):
    """A time with a zone, kept as microseconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuse a time without a zone: it names no moment."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"The time {value} has no zone; give one with a zone, such as UTC.")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


class Json(TypeDecorator[Any]):
    """A list or mapping as JSON text, keys in their order, text not escaped."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Refuse NaN, which is no JSON."""
        return None if value is None else json.dumps(value, ensure_ascii=False, allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the list or mapping."""
        return None if value is None else json.loads(value)


# BigInteger primary keys count by themselves on PostgreSQL; SQLite wants INTEGER for that.
Id = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _words(name: str, size: int = NAME) -> Column[str]:
    return Column(name, String(size), nullable=False, server_default="")


def _prose(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


moderators = Table(
    "moderators",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", String(NAME), nullable=False, unique=True),
    _prose("name"),
    _words("role", 20),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
)

tracks = Table(
    "tracks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(NAME), nullable=False, unique=True),  # the catalogue's own id
    _words("sha256", 64),  # "" until its sound was read
    _prose("location"),  # path or URL of the sound
    _prose("title"),
    _prose("artist"),
    _words("artist_key"),
    _prose("album"),
    _words("album_key"),
    _prose("claimed"),  # as the uploader wrote it
    _words("claimed_genre", 40),  # the tree's name for it, "" where it names none
    Column("tags", Json, nullable=False, server_default="{}"),  # what else the source said
    Column("start", Float),  # s, of an excerpt
    Column("duration", Float),  # s
    Column("plays", BigInteger, nullable=False, server_default="0"),
    _prose("licence"),
    _prose("link"),
    Column("uploaded_at", Moment),
    Column("added_at", Moment, nullable=False),
    _prose("fault"),  # why it cannot be heard, "" where it can
    Index("ix_tracks_sha256", "sha256"),
    Index("ix_tracks_artist_key", "artist_key"),
    Index("ix_tracks_album_key", "album_key"),
    Index("ix_tracks_claimed_genre", "claimed_genre"),
)

policies = Table(
    "policies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("alpha", Float, nullable=False),
    Column("level", Float),  # q of Benjamini and Hochberg, NULL where alpha alone decides
    _prose("reason"),
    Column("moderator_id", ForeignKey("moderators.id")),
    Column("made_at", Moment, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("track_id", ForeignKey("tracks.id"), nullable=False),
    Column("policy_id", ForeignKey("policies.id"), nullable=False),
    Column("model", String(NAME), nullable=False),
    Column("model_version", String(NAME), nullable=False),
    _words("claimed_genre", 40),
    Column("outcome", String(20), nullable=False),
    Column("scope", String(20), nullable=False),
    Column("predicted", String(40), nullable=False),
    Column("p_value", Float),
    Column("root_p_value", Float),
    Column("probabilities", Json, nullable=False),  # {genre: p}
    Column("embedding", LargeBinary),  # float32, little-endian
    Column("severity", Float, nullable=False),
    Column("uncertainty", Float, nullable=False),  # entropy of the probabilities, nats
    _prose("sentence"),
    _prose("reason"),
    Column("made_at", Moment, nullable=False),
    # Not unique: a claim that was changed, and changed back, is judged each time.
    Index("ix_verdicts_track_id", "track_id", "model", "model_version", "policy_id"),
    Index("ix_verdicts_outcome", "outcome"),
)

flags = Table(
    "flags",
    metadata,
    Column("id", Id, primary_key=True),
    Column("track_id", ForeignKey("tracks.id"), nullable=False),
    Column("verdict_id", ForeignKey("verdicts.id")),
    Column("queue", String(20), nullable=False),
    Column("state", String(12), nullable=False, server_default="open"),
    Column("chosen_by", String(12), nullable=False, server_default=""),
    Column("least_role", Integer, nullable=False, server_default="2"),
    Column("for_moderator_id", ForeignKey("moderators.id")),  # a golden item asks one person
    Column("family", Boolean, nullable=False, server_default=false()),  # not even the family holds
    Column("severity", Float, nullable=False, server_default="0"),
    Column("offences", Integer, nullable=False, server_default="0"),  # overturned, same artist
    Column("reach", BigInteger, nullable=False, server_default="0"),  # plays
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    _words("opened_by"),  # key of the decision or appeal that opened it, "" for a scan
    _prose("reason"),
    CheckConstraint("state IN ('open', 'decided', 'withdrawn')", name="state"),
    Index(
        "ix_flags_order",
        "queue",
        "state",
        text("family DESC"),
        text("severity DESC"),
        text("offences DESC"),
        text("reach DESC"),
        "opened_at",
    ),
    Index(
        "uq_flags_open",
        "track_id",
        "queue",
        unique=True,
        sqlite_where=text("state = 'open' AND for_moderator_id IS NULL"),
        postgresql_where=text("state = 'open' AND for_moderator_id IS NULL"),
    ),
    Index("ix_flags_track_id", "track_id"),
)

leases = Table(
    "leases",
    metadata,
    Column("flag_id", ForeignKey("flags.id"), primary_key=True),
    Column("moderator_id", ForeignKey("moderators.id"), nullable=False),
    Column("token", String(36), nullable=False, unique=True),
    _words("asked", 20),  # the queue that was asked; a golden item comes in its clothes
    Column("blind", Boolean, nullable=False, server_default=false()),
    Column("taken_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_leases_moderator_id", "moderator_id"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(NAME), nullable=False, unique=True),
    Column("track_id", ForeignKey("tracks.id"), nullable=False),
    Column("flag_id", ForeignKey("flags.id")),
    Column("verdict_id", ForeignKey("verdicts.id")),
    Column("moderator_id", ForeignKey("moderators.id"), nullable=False),
    Column("answer", String(20), nullable=False),
    Column("genres", Json, nullable=False, server_default="[]"),
    _prose("reason"),
    _prose("note"),
    Column("decided_at", Moment, nullable=False),
    Column("taken_at", Moment),  # when the lease began
    Column("seconds", Float),  # on screen
    _words("queue", 20),
    _words("chosen_by", 12),
    Column("blind", Boolean, nullable=False, server_default=false()),
    Column("settles", Boolean, nullable=False, server_default=false()),
    _words("supersedes"),
    _words("bundle"),  # one key for all that were decided by one stroke
    _words("sha256", 64),  # of what was heard
    _prose("claimed"),  # what the track claimed then; a catalogue may claim another genre later
    _words("claimed_genre", 40),
    Index("ix_decisions_track_id", "track_id"),
    Index("ix_decisions_moderator_id", "moderator_id", "decided_at"),
    Index("ix_decisions_decided_at", "decided_at"),
)

comments = Table(
    "comments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(NAME), nullable=False, unique=True),
    Column("track_id", ForeignKey("tracks.id"), nullable=False),
    Column("moderator_id", ForeignKey("moderators.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Index("ix_comments_track_id", "track_id"),
)

golden_items = Table(
    "golden_items",
    metadata,
    Column("track_id", ForeignKey("tracks.id"), primary_key=True),
    Column("answer", String(20), nullable=False),
    Column("genres", Json, nullable=False, server_default="[]"),
    _prose("why"),
    Column("moderator_id", ForeignKey("moderators.id"), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("retired_at", Moment),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(NAME), primary_key=True),
    Column("value", Json, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3, no gaps
    Column("at", Moment, nullable=False),
    Column("who", String(NAME), nullable=False),
    Column("action", String(40), nullable=False),
    _words("subject"),
    Column("content", Text, nullable=False),  # JSON, its keys sorted
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
)
