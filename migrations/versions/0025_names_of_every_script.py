"""Names are folded with the letters of every script, and a designation is found by its folded name.

Until now a name of other letters than Latin ones was nothing once folded: all such names were one.
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0025_names_of_every_script"
down_revision = "0024_last_days"
branch_labels = None
depends_on = None

PERSON = ("family_name", "given_name")
WORKER = ("worker_family_name", "worker_given_name")
#: Each table that keeps a folded name, and what the name is made of.
NAMES = {"employers": ("name",), "firms": ("name",), "people": PERSON, "file_employers": WORKER}
LETTERS_BEFORE = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
)
LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t", "þ": "th", "ı": "i"}
)


def folded_before(text):
    plain = text.lower()
    if not plain.isascii():
        plain = re.sub(r"[\u0300-\u036f]+", "", unicodedata.normalize("NFKD", plain.translate(LETTERS_BEFORE)))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def folded(text):
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(LETTERS))
    plain = unicodedata.normalize("NFC", re.sub(r"[\u0300-\u036f]+", "", plain))
    words = "".join(map(sign_of, plain))
    if not words.strip():
        words = "".join(filter(str.isprintable, plain))
    return " ".join(words.split())[:200].rstrip()


def sign_of(sign):
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    return sign if category[0] in "LMN" and not 0x2B9 <= ord(sign) < 0x2C0 else " "


def names_in(table, columns):
    if columns is not WORKER:
        return sa.select(table.c.id, table.c.search_name, *(table.c[name] for name in columns))
    files = sa.table("compensation_files", *map(sa.column, ("id", *columns)))
    found = sa.select(table.c.id, table.c.search_name, *(files.c[name] for name in columns))
    return found.join(files, files.c.id == table.c.file_id)


def fold(names, fold_name):
    connection = op.get_bind()
    for name, columns in names.items():
        own = ("file_id",) if columns is WORKER else columns
        table = sa.table(name, *map(sa.column, ("id", "search_name", *own)))
        changed = []
        for key, before, *texts in connection.execute(names_in(table, columns)):
            after = fold_name(" ".join(texts))
            if after != before:
                changed.append({"key": key, "after": after})
        if changed:
            row = table.c.id == sa.bindparam("key")
            connection.execute(sa.update(table).where(row).values(search_name=sa.bindparam("after")), changed)


def upgrade():
    kept = sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql")
    with op.batch_alter_table("designations") as batch:
        batch.add_column(sa.Column("search_name", kept, nullable=False, server_default=""))
    with op.batch_alter_table("designations") as batch:
        batch.alter_column("search_name", existing_type=kept, existing_nullable=False, server_default=None)
    fold(NAMES | {"designations": PERSON}, folded)


def downgrade():
    with op.batch_alter_table("designations") as batch:
        batch.drop_column("search_name")
    fold(NAMES, folded_before)
