"""Categories, score scales, line items and results of the demo's classes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from timeback_sandbox.seed.calendar import Calendar, Session, school_day
from timeback_sandbox.seed.courses import Group
from timeback_sandbox.seed.people import Student
from timeback_sandbox.seed.wire import Record, instant, ref

_CATEGORIES = (
    ("homework", "Homework", 20),
    ("quiz", "Quizzes", 30),
    ("test", "Tests", 40),
    ("project", "Projects", 10),
)
_LETTERS = (("A", 90, 100), ("B", 80, 89), ("C", 70, 79), ("D", 60, 69), ("F", 0, 59))
_MAXIMUM = {"homework": 10, "quiz": 20, "test": 100, "project": 50}
_DAYS_TO_DO = {"homework": 4, "quiz": 2, "test": 7, "project": 21}


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work as every class gets it: what it is, the week in which it is due, how hard it is."""

    slug: str
    title: str
    category: str
    week: int
    difficulty: float


@dataclass(frozen=True, slots=True)
class Item:
    """A task that a class was given."""

    id: str
    group: Group
    task: Task
    period: Session
    assigned: date
    due: date


_CORE = (
    Task("homework", "Homework", "homework", 3, -0.3),
    Task("quiz", "Quiz", "quiz", 6, 0.1),
    Task("test-1", "Midterm Test", "test", 10, 0.4),
    Task("project", "Project", "project", 14, -0.2),
    Task("test-2", "End-of-Term Test", "test", 19, 0.6),
)
_OTHER = (
    Task("exercise", "Exercise", "homework", 5, -0.4),
    Task("project", "Project", "project", 16, -0.2),
)
_PAST = (Task("project", "Year Project", "project", 12, -0.2), Task("final", "Final Test", "test", 20, 0.5))


def category_records() -> Iterator[Record]:
    """The categories, whose weights add up to 100."""
    for slug, title, weight in _CATEGORIES:
        yield {"sourcedId": f"category-{slug}", "status": "active", "title": title, "weight": weight}


def score_scale_records(everything: list[Group]) -> Iterator[Record]:
    """A scale of letters for each class that is graded."""
    for group in everything:
        if _is_graded(group):
            yield {
                "sourcedId": f"score-scale-{group.key}",
                "status": "active",
                "title": f"Letter grades, {group.title}",
                "type": "letter",
                "class": ref(group.id),
                "course": ref(group.course),
                "scoreScaleValue": [
                    {
                        "itemValueLHS": letter,
                        "itemValueRHS": str(low),
                        "description": f"{low} to {high} percent",
                    }
                    for letter, low, high in _LETTERS
                ],
            }


def items(everything: list[Group], calendar: Calendar, today: date) -> list[Item]:
    """What the classes do in the current term; last year's classes keep what they did in their last term."""
    current = calendar.current.part_on(today)
    result: list[Item] = []
    for group in everything:
        if not _is_graded(group) or group.offering is None:
            continue
        term = group.year.children[-1] if group.is_past else current
        if term not in group.terms:
            continue
        tasks = _PAST if group.is_past else _CORE if group.offering.core else _OTHER
        for position, task in enumerate(tasks):
            # Spread over the days of the week, so that not everything is due on a Monday.
            weekday = (group.offering.slot + group.grade + position) % 5
            due = term.start + timedelta(weeks=task.week - 1, days=weekday)
            assigned = max(term.start, school_day(due - timedelta(days=_DAYS_TO_DO[task.category])))
            if assigned >= due:
                assigned = due - timedelta(days=1)
            item_id = f"line-item-{group.key}-{term.id.rpartition('-')[2]}-{task.slug}"
            result.append(Item(item_id, group, task, term.part_on(due), assigned, due))
    return result


def line_item_records(everything: list[Item]) -> Iterator[Record]:
    """The line items; in each school one piece of homework was withdrawn and is `tobedeleted`."""
    withdrawn = withdrawn_items(everything)
    for item in everything:
        group = item.group
        yield {
            "sourcedId": item.id,
            "status": "tobedeleted" if item.id in withdrawn else "active",
            "title": item.task.title,
            "description": f"{item.task.title} in {group.title}",
            "assignDate": instant(item.assigned, 8),
            "dueDate": instant(item.due, 23, 59),
            "class": ref(group.id),
            "school": ref(group.school.id),
            "category": ref(f"category-{item.task.category}"),
            "gradingPeriod": ref(item.period.id),
            "academicSession": ref(item.period.parent or group.year.id),
            "scoreScale": ref(f"score-scale-{group.key}"),
            "resultValueMin": 0,
            "resultValueMax": _MAXIMUM[item.task.category],
        }


def withdrawn_items(everything: list[Item]) -> set[str]:
    """The ids of the withdrawn line items: the first one of each school's first class with a gradebook."""
    first: dict[str, str] = {}
    for item in everything:
        if not item.group.is_past:
            first.setdefault(item.group.school.id, item.id)
    return set(first.values())


def result_records(everything: list[Item], today: date, rng: random.Random) -> Iterator[Record]:
    """What the students reached in everything assigned before today; nothing for a withdrawn line item."""
    withdrawn = withdrawn_items(everything)
    for item in everything:
        if item.id in withdrawn or item.assigned >= today:
            continue
        scale = ref(f"score-scale-{item.group.key}")
        for student in item.group.students:
            if student.departed:
                continue
            outcome = _graded(item, student, today, rng) if item.due < today else _open(item, today, rng)
            if outcome is not None:
                yield {
                    "sourcedId": f"result-{item.id.removeprefix('line-item-')}-{student.id}",
                    "status": "active",
                    "lineItem": ref(item.id),
                    "student": ref(student.id),
                    "class": ref(item.group.id),
                    "scoreScale": scale,
                    **outcome,
                }


def letter(percent: float) -> str:
    """The letter on every score scale of the demo for a share of the maximum, in percent."""
    for name, low, _ in _LETTERS:
        if percent >= low:
            return name
    raise ValueError(f"{percent} is no percentage of a maximum")


def _graded(item: Item, student: Student, today: date, rng: random.Random) -> Record:
    """The outcome after the due date: a score mostly, now and then exempt, missing or still being graded."""
    chance = rng.random()
    if chance < 0.015:
        return {
            "scoreStatus": "exempt",
            "scoreDate": instant(item.due, 16),
            "comment": "Excused absence",
            "missing": "false",
        }
    if chance < 0.05 - 0.015 * student.ability:
        return {
            "scoreStatus": "not submitted",
            "scoreDate": instant(item.due, 23, 59),
            "missing": "true",
            "late": "false",
        }
    days_late = rng.randint(1, 3) if rng.random() < 0.06 else 0
    handed_in = item.due + timedelta(days=days_late)
    if handed_in >= today:
        days_late, handed_in = 0, item.due
    if item.task.category == "project" and (today - item.due).days <= 14 and rng.random() < 0.4:
        return {"scoreStatus": "partially graded", "scoreDate": instant(handed_in, 17), "inProgress": "true"}
    maximum = _MAXIMUM[item.task.category]
    percent = 81 + 9 * student.ability - 8 * item.task.difficulty + rng.gauss(0.0, 6.0) - 5 * days_late
    score = round(max(20.0, min(100.0, percent)) * maximum / 100)
    outcome: Record = {
        "scoreStatus": "fully graded",
        "score": score,
        "textScore": letter(100 * score / maximum),
        "scoreDate": instant(handed_in, 17, rng.randrange(60)),
        "inProgress": "false",
        "incomplete": "false",
        "late": "true" if days_late else "false",
        "missing": "false",
    }
    if days_late:
        outcome["comment"] = f"Handed in {days_late} day{'s' if days_late > 1 else ''} late"
    elif score == maximum:
        outcome["comment"] = "Excellent work"
    return outcome


def _open(item: Item, today: date, rng: random.Random) -> Record | None:
    """The outcome while there is time left: some have handed their work in, the others have no result yet."""
    if rng.random() > 0.3:
        return None
    days = (today - item.assigned).days
    return {
        "scoreStatus": "submitted",
        "scoreDate": instant(item.assigned + timedelta(days=rng.randrange(days)), 18),
    }


def _is_graded(group: Group) -> bool:
    """Whether a class has a gradebook: homerooms and cancelled classes have none."""
    return group.offering is not None and not group.is_cancelled
