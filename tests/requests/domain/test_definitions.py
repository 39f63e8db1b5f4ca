"""The versions of each form: one that was released never changes, and each that was is still there."""

from __future__ import annotations

import json
import os
import tomllib
from hashlib import sha256
from pathlib import Path

from app.requests.domain.catalogue import DEFINITIONS, EARLIER, form_of

PINNED = Path(__file__).parent / "definitions.toml"
FORMS = sorted(path.stem for path in DEFINITIONS.glob("*.toml"))


def digest_of(path: Path) -> str:
    """What a definition says, comments and order aside."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def found() -> dict[str, dict[str, str]]:
    """Each form, each of its versions, its digest."""
    versions: dict[str, dict[str, str]] = {form: {} for form in FORMS}
    for path in (DEFINITIONS / EARLIER).glob("*.toml"):
        form, version = path.stem.rsplit(".", 1)
        versions[form][version] = digest_of(path)
    for form in FORMS:
        versions[form][str(form_of(form).definition.version)] = digest_of(DEFINITIONS / f"{form}.toml")
    return versions


def as_toml(versions: dict[str, dict[str, str]]) -> str:
    """As it is pinned."""
    lines = ["# Le contenu de chaque version de chaque formulaire, par son empreinte (décision 0034)."]
    for form, each in sorted(versions.items()):
        lines += ["", f"[{form}]", *(f'{version} = "{digest}"' for version, digest in sorted(each.items()))]
    return "\n".join(lines) + "\n"


def test_a_form_changes_by_a_new_version() -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        PINNED.write_text(as_toml(found()), encoding="utf-8")
    pinned = tomllib.loads(PINNED.read_text(encoding="utf-8"))
    assert found() == pinned, (
        "a definition changed: keep what it was in definitions/earlier, count its version up, and pin it with "
        "UPDATE_GOLDEN=1; see docs/decisions/0034-versions-of-a-form.md"
    )


def test_each_version_up_to_that_of_today_can_be_read() -> None:
    for form in FORMS:
        for version in range(1, form_of(form).definition.version + 1):
            read = form_of(form, version).definition
            assert (read.form, read.version) == (form, version)
