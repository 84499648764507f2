"""Groups whose names are those of others in another spelling, within a split and across the splits.

The rows are grouped by the names as they are, and only the distinct ones are brought to a form in which they are alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from zl_expectations.counting.expression import Expression, Spelled
from zl_expectations.counting.hashed_rows import is_present
from zl_expectations.counting.keys import count_if
from zl_expectations.counting.kinds import Kind
from zl_expectations.counting.splits import Splits
from zl_expectations.counting.table import Table, counted, integer


@dataclass(frozen=True)
class Spellings:
    """The groups of a split, and how many of them another one there is named like."""

    groups: int
    alike: int


@dataclass(frozen=True)
class AlikeNames:
    """Groups by a form in which several spellings of a name are one.

    Attributes
    ----------
    splits : mapping of str to Spellings
    shared_rows, shared_names : mapping of (str, str) to int
        For each pair of a train and an evaluation split the evaluation rows whose name is like one of train, and how
        many names in that form both have.
    """

    splits: Mapping[str, Spellings]
    shared_rows: Mapping[tuple[str, str], int]
    shared_names: Mapping[tuple[str, str], int]


@counted
def count_alike_names(table: Table, key_columns: Sequence[str], splits: Splits) -> tuple[AlikeNames, AlikeNames | None]:
    """Count the groups by their normalised and by their bare names; see `bare_name`. Without a value there is none.

    The bare form is None on an engine that has no words for it. It joins the numbers of a name where all names of the
    batch with several are laid out alike.
    """
    forms, normalised = table.dialect.text.names, table.dialect.normalized_text
    assert normalised is not None
    near = table.normalizing_text().teaching(forms.teaches if forms else None)
    names = [near.exact(name).label(f"e_{i}") for i, name in enumerate(key_columns)]
    split = near.exact(splits.column).label("split")
    present = sa.select(split, *names, sa.func.count().label("n")).select_from(near.source).where(is_present(names))
    distinct = present.group_by(split, *names).subquery("distinct_names")
    normal = {
        i: normalised(distinct.c[names[i].name]).label(f"t_{i}")
        for i, name in enumerate(key_columns)
        if table.columns[name] is Kind.TEXT
    }
    with near.materialised(sa.select(*distinct.c, *normal.values())) as named:
        exact: list[Expression] = [named.c[one.name] for one in names]
        texts: dict[int, Expression] = {i: named.c[one.name] for i, one in normal.items()}

        def alike(form_of: Mapping[int, Spelled]) -> AlikeNames:
            key = [form_of[i](texts[i]) if i in form_of else texts.get(i, one) for i, one in enumerate(exact)]
            return _alike(near, named, key, splits)

        if forms is None:
            return alike({}), None
        layouts = [sa.func.count(sa.distinct(forms.layout(text))) for text in texts.values()]
        (found,) = near.fetch(sa.select(*layouts).select_from(named))
        laid_out = dict(zip(texts, map(integer, found), strict=True))
        return alike({}), alike({i: forms.joined if n == 1 else forms.bare for i, n in laid_out.items()})


def _alike(near: Table, named: sa.FromClause, key: Sequence[Expression], splits: Splits) -> AlikeNames:
    """Count by a form of the names, of which `named` has one row for each split that has it, with its rows."""
    in_form = sa.select(named.c.split, named.c.n, *[one.label(f"f_{i}") for i, one in enumerate(key)]).subquery("forms")
    is_in = [in_form.c.split == splits.values[name] for name in splits.names]
    counts = [count_if(one).label(f"g_{i}") for i, one in enumerate(is_in)]
    rows = [sa.func.sum(sa.case((one, in_form.c.n), else_=0)).label(f"n_{i}") for i, one in enumerate(is_in)]
    by_form = sa.select(*counts, *rows).group_by(*[in_form.c[f"f_{i}"] for i in range(len(key))]).subquery("by_form")
    groups = {name: by_form.c[f"g_{i}"] for i, name in enumerate(splits.names)}
    rows_of = {name: by_form.c[f"n_{i}"] for i, name in enumerate(splits.names)}
    asked: list[Expression] = []
    for one in groups.values():
        asked += [sa.func.sum(one), count_if(one > 0)]
    for train, other in splits.pairs:
        both = sa.and_(groups[train] > 0, groups[other] > 0)
        asked += [sa.func.sum(sa.case((both, rows_of[other]), else_=0)), count_if(both)]
    (row,) = near.fetch(sa.select(*[one.label(f"c_{i}") for i, one in enumerate(asked)]).select_from(by_form))
    found = list(map(integer, row))
    within, across = found[: 2 * len(groups)], found[2 * len(groups) :]
    return AlikeNames(
        {name: Spellings(n, n - forms) for name, n, forms in zip(groups, within[::2], within[1::2], strict=True)},
        dict(zip(splits.pairs, across[::2], strict=True)),
        dict(zip(splits.pairs, across[1::2], strict=True)),
    )
