"""django-guardian over the same files: one row for each person and file, asked by `get_objects_for_user`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path


def files_of_user(folder: Path, reached: dict[int, Collection[int]]) -> Callable[[int], set[int]]:
    """What says which files a person may see, from a database filled with `reached` (person → files)."""
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "guardian.sqlite")}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "guardian"],
        AUTHENTICATION_BACKENDS=["guardian.backends.ObjectPermissionBackend"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        ANONYMOUS_USER_NAME=None,
        USE_TZ=True,
    )
    django.setup()
    return _filled(reached)


def _filled(reached: dict[int, Collection[int]]) -> Callable[[int], set[int]]:
    from django.contrib.auth.models import Permission, User
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.db import connection, models, transaction
    from guardian.models import UserObjectPermission
    from guardian.shortcuts import get_objects_for_user

    class File(models.Model):
        class Meta:
            app_label = "files"

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(File)
    kind = ContentType.objects.create(app_label="files", model="file")
    view = Permission.objects.create(content_type=kind, codename="view_file", name="view")
    with transaction.atomic():
        User.objects.bulk_create([User(id=person, username=str(person)) for person in reached])
        numbers = sorted({file for files in reached.values() for file in files})
        File.objects.bulk_create([File(id=number) for number in numbers], batch_size=5000)
        UserObjectPermission.objects.bulk_create(
            [
                UserObjectPermission(user_id=person, permission=view, content_type=kind, object_pk=str(file))
                for person, files in reached.items()
                for file in files
            ],
            batch_size=5000,
        )
    users = {user.id: user for user in User.objects.all()}

    def files_of(person: int) -> set[int]:
        found = get_objects_for_user(users[person], "files.view_file", klass=File)
        return set(found.values_list("id", flat=True))

    return files_of
