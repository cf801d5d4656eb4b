"""The desk's first tables.

A migration never changes once it is released: this one says what the tables were, and
genre_core/store/schema.py what they are.
"""

import sqlalchemy as sa
from alembic import op

from genre_core.store.migrations.append_only import guard
from genre_core.store.migrations.columns import (
    NAME,
    key_link,
    link,
    loose_link,
    mark,
    moment,
    needed,
    own_id,
    prose,
    unique,
    words,
)

revision = "0001"
down_revision = None

_GENESIS = "0" * 64
_OPEN = sa.text("state = 'open' AND for_moderator_id IS NULL")


def upgrade() -> None:
    """Create them."""
    _create_people_and_tracks()
    _create_verdicts()
    _create_flags()
    _create_indexes_of_flags()
    _create_decisions()
    _create_what_stands_beside_decisions()
    _create_trail()
    for table in ("decisions", "audit"):
        guard(table)


def _create_people_and_tracks() -> None:
    op.create_table(
        "moderators",
        own_id(),
        unique("subject"),
        prose("name"),
        words("role", 20),
        moment("first_seen_at"),
        moment("last_seen_at"),
    )
    op.create_table(
        "tracks",
        own_id(),
        unique("key"),
        words("sha256", 64),
        prose("location"),
        prose("title"),
        prose("artist"),
        words("artist_key"),
        prose("album"),
        words("album_key"),
        prose("claimed"),
        words("claimed_genre", 40),
        prose("tags", "{}"),
        sa.Column("start", sa.Float),
        sa.Column("duration", sa.Float),
        needed("plays", sa.BigInteger(), "0"),
        prose("licence"),
        prose("link"),
        sa.Column("uploaded_at", sa.BigInteger),
        moment("added_at"),
        prose("fault"),
    )
    for column in ("sha256", "artist_key", "album_key", "claimed_genre"):
        op.create_index(f"ix_tracks_{column}", "tracks", [column])


def _create_verdicts() -> None:
    op.create_table(
        "policies",
        own_id(),
        needed("alpha", sa.Float()),
        sa.Column("level", sa.Float),
        prose("reason"),
        loose_link("moderator_id", "moderators.id"),
        moment("made_at"),
    )
    op.create_table(
        "verdicts",
        own_id(),
        link("track_id", "tracks.id"),
        link("policy_id", "policies.id"),
        needed("model", sa.String(NAME)),
        needed("model_version", sa.String(NAME)),
        words("claimed_genre", 40),
        needed("outcome", sa.String(20)),
        needed("scope", sa.String(20)),
        needed("predicted", sa.String(40)),
        sa.Column("p_value", sa.Float),
        sa.Column("root_p_value", sa.Float),
        needed("probabilities", sa.Text()),
        sa.Column("embedding", sa.LargeBinary),
        needed("severity", sa.Float()),
        needed("uncertainty", sa.Float()),
        prose("sentence"),
        prose("reason"),
        moment("made_at"),
    )
    op.create_index(
        "ix_verdicts_track_id", "verdicts", ["track_id", "model", "model_version", "policy_id"]
    )
    op.create_index("ix_verdicts_outcome", "verdicts", ["outcome"])


def _create_flags() -> None:
    op.create_table(
        "flags",
        own_id(),
        link("track_id", "tracks.id"),
        loose_link("verdict_id", "verdicts.id"),
        needed("queue", sa.String(20)),
        needed("state", sa.String(12), "open"),
        words("chosen_by", 12),
        needed("least_role", sa.Integer(), "2"),
        loose_link("for_moderator_id", "moderators.id"),
        mark("family"),
        needed("severity", sa.Float(), "0"),
        needed("offences", sa.Integer(), "0"),
        needed("reach", sa.BigInteger(), "0"),
        moment("opened_at"),
        sa.Column("closed_at", sa.BigInteger),
        words("opened_by"),
        prose("reason"),
        sa.CheckConstraint("state IN ('open', 'decided', 'withdrawn')", name="state"),
    )
    op.create_table(
        "leases",
        key_link("flag_id", "flags.id"),
        link("moderator_id", "moderators.id"),
        unique("token", 36),
        words("asked", 20),
        mark("blind"),
        moment("taken_at"),
        moment("expires_at"),
    )
    op.create_index("ix_leases_moderator_id", "leases", ["moderator_id"])


def _create_indexes_of_flags() -> None:
    first = [sa.text(f"{name} DESC") for name in ("family", "severity", "offences", "reach")]
    op.create_index("ix_flags_order", "flags", ["queue", "state", *first, "opened_at"])
    op.create_index(
        "uq_flags_open",
        "flags",
        ["track_id", "queue"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_flags_track_id", "flags", ["track_id"])


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        own_id(),
        unique("key"),
        link("track_id", "tracks.id"),
        loose_link("flag_id", "flags.id"),
        loose_link("verdict_id", "verdicts.id"),
        link("moderator_id", "moderators.id"),
        needed("answer", sa.String(20)),
        prose("genres", "[]"),
        prose("reason"),
        prose("note"),
        moment("decided_at"),
        sa.Column("taken_at", sa.BigInteger),
        sa.Column("seconds", sa.Float),
        words("queue", 20),
        words("chosen_by", 12),
        mark("blind"),
        mark("settles"),
        words("supersedes"),
        words("bundle"),
        words("sha256", 64),
        prose("claimed"),
        words("claimed_genre", 40),
    )
    op.create_index("ix_decisions_track_id", "decisions", ["track_id"])
    op.create_index("ix_decisions_moderator_id", "decisions", ["moderator_id", "decided_at"])
    op.create_index("ix_decisions_decided_at", "decisions", ["decided_at"])


def _create_what_stands_beside_decisions() -> None:
    op.create_table(
        "comments",
        own_id(),
        unique("key"),
        link("track_id", "tracks.id"),
        link("moderator_id", "moderators.id"),
        needed("text", sa.Text()),
        moment("made_at"),
    )
    op.create_index("ix_comments_track_id", "comments", ["track_id"])
    op.create_table(
        "golden_items",
        key_link("track_id", "tracks.id"),
        needed("answer", sa.String(20)),
        prose("genres", "[]"),
        prose("why"),
        link("moderator_id", "moderators.id"),
        moment("added_at"),
        sa.Column("retired_at", sa.BigInteger),
    )


def _create_trail() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.String(NAME), primary_key=True),
        needed("value", sa.Text()),
        moment("changed_at"),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        moment("at"),
        needed("who", sa.String(NAME)),
        needed("action", sa.String(40)),
        words("subject"),
        needed("content", sa.Text()),
        needed("previous", sa.String(64)),
        unique("digest", 64),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        needed("number", sa.BigInteger()),
        needed("digest", sa.String(64)),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "digest": _GENESIS}])
