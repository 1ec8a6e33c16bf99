"""pandoc's JSON as panflute's tree: our loader makes the same tree as panflute's, for every construct."""

import io
import re
from pathlib import Path
from typing import Any

import panflute as pf
import pytest

from publish.manuscript.tree import MAKERS, loaded
from publish.tools.pandoc import tree_from_text

HERE = Path(__file__).parent.parent
TEXTS = sorted([*(HERE.parent / "manuscript").rglob("*.md"), *(HERE / "cases").glob("*.txt")])
EVERY_KIND = """# Title {#id short="T"}

A *b*
**c** [d]{.smallcaps} ~~e~~ x^2^ y~1~ `f` "g" [h](https://i.j "k") ![l](m.png){alt="n"} o\\
p[^1] q^[r *s*]

[^1]: t

    > u

> v

| w
|   x

- y

1. z

Term
:   Definition

| a | b |
|---|---|
| c | d |

: Caption

![e](f.png)

::: {.g lang=de}
h
:::

```python
i
```

* * *
"""


def shape(value: Any) -> Any:
    """An element as plain values: its class, its slots, its content."""
    if isinstance(value, pf.Doc):
        return ["Doc", shape(value.content)]
    if isinstance(value, pf.Element):
        names = sorted({name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())} - {"parent"})
        return [type(value).__name__, *((name, shape(getattr(value, name))) for name in names)]
    if isinstance(value, pf.ListContainer):
        return [value.oktypes, value.location, *map(shape, value.list)]
    return [shape(part) for part in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("text", [pytest.param(EVERY_KIND, id="every kind"), *(pytest.param(path, id=path.stem) for path in TEXTS)])
def test_tree_equals_the_one_that_panflute_loads(text: str | Path) -> None:
    written = text if isinstance(text, str) else text.read_text(encoding="utf-8")
    tree = tree_from_text(written, smart=True)
    ours, theirs = loaded(tree), pf.load(io.StringIO(tree))
    assert shape(ours) == shape(theirs)
    assert ours.to_json() == theirs.to_json()


def test_every_kind_in_the_table_occurs_in_the_text() -> None:
    tree = tree_from_text(EVERY_KIND, smart=True)
    assert set(MAKERS) <= set(re.findall(r'"t":"(\w+)"', tree))
