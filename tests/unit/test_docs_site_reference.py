"""The reference is whole: every operation, every public name, every parameter (tools/docs_site)."""

from __future__ import annotations

import re
from typing import Any

import docs_tools
import pytest

import timeback_core
from docs_site.catalogue import services
from docs_site.commands import command_for
from docs_site.control_page import control_routes
from docs_site.module_pages import is_fixture
from docs_site.reference import Reference, build_reference
from docs_site.source import holes_of
from timeback_core.operations import operations

pytestmark = pytest.mark.slow  # reading the whole source takes seconds


@pytest.fixture(scope="module")
def reference() -> Reference:
    return build_reference(docs_tools.ROOT)


@pytest.fixture(scope="module")
def texts(reference: Reference) -> dict[str, str]:
    return reference.texts()


def described(reference: Reference) -> dict[str, Any]:
    """Everything that has a place of its own, by its full name."""
    found = {}
    for pages in reference.groups.values():
        for page in pages:
            for name, anchor in page.places:
                thing = reference.source.get(name) if anchor is not None and name.startswith("timeback_") else None
                if thing is not None:
                    found[thing.path] = thing
    return found


def test_every_operation_has_its_anchor_on_its_page(reference: Reference, texts: dict[str, str]) -> None:
    for operation in operations():
        place = reference.targets.find(operation.id)
        assert place is not None, operation.id
        assert place.page.startswith(f"reference/{operation.service}/")
        section = texts[place.page].partition(f"{{#{operation.id} ")[2].partition("\n## ")[0]
        assert f">{operation.method}</span> <code>{operation.path}</code>" in section, operation.id


def test_the_overview_of_a_service_lists_every_operation(texts: dict[str, str]) -> None:
    for service in services():
        overview = texts[f"reference/{service.name}/index.md"]
        for operation in operations(service.name):
            assert f'#{operation.id}">' in overview, operation.id


def test_every_public_name_of_the_package_has_a_place(reference: Reference) -> None:
    public = [name for name in timeback_core.__all__ if not name.startswith("__")]
    assert [name for name in public if reference.targets.find(f"timeback_core.{name}") is None] == []


def test_every_parameter_is_described(reference: Reference) -> None:
    missing = {
        name: holes
        for name, thing in described(reference).items()
        if thing.is_function and not is_fixture(thing) and (holes := holes_of(thing, reference.source.doc(thing)))
    }
    assert missing == {}, "name them in the Args section of the docstring"


def test_everything_that_has_a_place_has_a_docstring(reference: Reference) -> None:
    things = described(reference).values()
    assert [x.path for x in things if (x.is_function or x.is_class) and x.docstring is None] == []


def test_every_operation_names_its_command(texts: dict[str, str]) -> None:
    everything = "\n".join(texts.values())
    for operation in operations():
        command = command_for(operation.service, operation.resource, operation.name)
        assert command is not None, operation.id
        assert f"```console\n{command}\n```" in everything, operation.id


def test_an_input_names_its_fields_as_both_sides_write_them(texts: dict[str, str]) -> None:
    section = texts["reference/oneroster/inputs.md"].partition("{#UserCreateInput}")[2].partition("\n## ")[0]
    assert "| `given_name` | `givenName` |" in section
    row = next(line for line in section.splitlines() if line.startswith("| `given_name`"))
    assert "**required**" in row


def test_types_lead_to_what_they_name(texts: dict[str, str]) -> None:
    page = texts["reference/oneroster/users.md"]
    assert '<a href="models.html#User">User</a>' in page
    assert '<a href="inputs.html#UserCreateInput">UserCreateInput</a>' in page


def test_rows_of_tables_have_as_many_cells_as_their_heads(texts: dict[str, str]) -> None:
    for path, text in texts.items():
        width = 0
        for line in re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL).splitlines():
            if not line.startswith("|"):
                width = 0
                continue
            cells = re.sub(r"`+[^`]*`+", "code", line).replace(r"\|", "").count("|")
            width = width or cells
            assert cells == width, f"{path}: {line}"


def test_the_reference_is_the_same_every_time(texts: dict[str, str]) -> None:
    assert build_reference(docs_tools.ROOT).texts() == texts
    assert [path for path, text in texts.items() if re.search(r" at 0x[0-9a-f]{6}", text)] == []


def test_controls_over_http_are_told_from_the_routes() -> None:
    routes = {(method, path) for method, path, _ in control_routes()}
    assert ("POST", "/_sandbox/faults") in routes
    assert ("PUT", "/_sandbox/snapshots/{name}") in routes
    assert all(text for _, _, text in control_routes())
