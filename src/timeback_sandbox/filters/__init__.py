"""The `filter` language of OneRoster: text to nodes to SQL.

```
expression  := conjunction ( "OR" conjunction )*
conjunction := term ( "AND" term )*
term        := "(" expression ")" | predicate
predicate   := field operator value
field       := name ( "." name )*
operator    := "=" | "!=" | "~" | ">" | ">=" | "<" | "<=" | "@"
value       := "'" ( any character | "''" )* "'" | bare word without blanks, quotes or parentheses
```

- `scanner` takes the text apart, `parser` makes nodes of it, `nodes` are what it says.
- `targets` are the places in the database that a field name can stand for, `compiler` makes SQL of nodes.

Nothing here knows OneRoster's entities; whoever filters brings a function from field names to targets.
"""

from __future__ import annotations

from timeback_sandbox.filters.compiler import compile_filter
from timeback_sandbox.filters.nodes import All, AnyOf, Node, Operator, Predicate, predicates, render
from timeback_sandbox.filters.parser import parse_filter
from timeback_sandbox.filters.scanner import FilterError
from timeback_sandbox.filters.targets import Elements, Member, Scalar, Target, ValueType

__all__ = [
    "All",
    "AnyOf",
    "Elements",
    "FilterError",
    "Member",
    "Node",
    "Operator",
    "Predicate",
    "Scalar",
    "Target",
    "ValueType",
    "compile_filter",
    "parse_filter",
    "predicates",
    "render",
]
