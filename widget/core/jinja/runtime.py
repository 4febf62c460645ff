"""What compiled templates call while they draw: loops, macros, blocks, and other templates.

Rules: `jinja2.runtime`. Names and signatures are the ones that Jinja2's compiler writes, less what
`tools/templates.py` leaves out.
"""

import sys

from widget.core.jinja.values import Markup, StrictUndefined, missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    Block = Callable[["Context"], Iterator[str]]


class TemplateNotFound(Exception):  # noqa: N818, what compiled templates catch
    """No template has this name."""


class TemplateRuntimeError(Exception):
    """A template did what it may not do."""


class Namespace:
    """`namespace()`: variables that a loop's body can set."""

    def __init__(self, **values: object) -> None:
        for name in values:
            self[name] = values[name]

    def __setitem__(self, name: str, value: object) -> None:
        setattr(self, name, value)


GLOBALS: "dict[str, Any]" = {"range": range, "dict": dict, "namespace": Namespace}


class LoopContext:
    """`loop` in a `for`.

    Args:
        items: What is looped over.
        recurse: The function that draws the body again, for `recursive` loops.
        depth0: How deep a recursive loop is, from 0.
    """

    def __init__(
        self,
        items: "Iterable[Any]",
        recurse: "Callable[..., Markup] | None" = None,
        depth0: int = 0,
    ) -> None:
        self._items = list(items)
        self._recurse = recurse
        self._changed: "Any" = missing
        self.length = len(self._items)
        self.depth0 = depth0
        self.depth = depth0 + 1
        self.index0 = -1

    def __iter__(self) -> "LoopContext":
        return self

    def __next__(self) -> "tuple[Any, LoopContext]":
        if self.index0 + 1 >= self.length:
            raise StopIteration
        self.index0 += 1
        return self._items[self.index0], self

    def __len__(self) -> int:
        return self.length

    def __call__(self, items: "Iterable[Any]") -> Markup:
        """Draw the loop's body for the items of one more level."""
        if self._recurse is None:
            raise TypeError("the loop needs the word 'recursive' to be called")
        return self._recurse(items, self._recurse, self.depth)

    @property
    def index(self) -> int:
        """The number of this turn, from 1."""
        return self.index0 + 1

    @property
    def revindex(self) -> int:
        """How many turns are left, this one counted."""
        return self.length - self.index0

    @property
    def revindex0(self) -> int:
        """How many turns come after this one."""
        return self.length - self.index0 - 1

    @property
    def first(self) -> bool:
        """Whether this is the first turn."""
        return self.index0 == 0

    @property
    def last(self) -> bool:
        """Whether this is the last turn."""
        return self.index0 == self.length - 1

    @property
    def previtem(self) -> "Any":
        """The item of the turn before."""
        return (
            StrictUndefined("there is no previous item")
            if self.first
            else self._items[self.index0 - 1]
        )

    @property
    def nextitem(self) -> "Any":
        """The item of the next turn."""
        return (
            StrictUndefined("there is no next item") if self.last else self._items[self.index0 + 1]
        )

    def cycle(self, *values: "Any") -> "Any":
        """Give one of the values, each turn the next."""
        return values[self.index0 % len(values)]

    def changed(self, *value: object) -> bool:
        """Tell whether the value differs from the last call's."""
        changed: bool = self._changed != value
        self._changed = value
        return changed


class Macro:
    """A `macro`, or the body of a `call` block.

    Args:
        function: What draws it.
        name: Its name, None for a `call` block.
        arguments: The names of its parameters.
        takes_named: Whether it uses `kwargs`.
        takes_more: Whether it uses `varargs`.
        takes_caller: Whether it uses `caller`.
    """

    def __init__(
        self,
        function: "Callable[..., str]",
        name: "str | None",
        arguments: "tuple[str, ...]",
        takes_named: bool = False,
        takes_more: bool = False,
        takes_caller: bool = False,
    ) -> None:
        self._function = function
        self._takes = (takes_named, takes_more, takes_caller)
        self.name = name
        self.arguments = arguments

    def __call__(self, *given: "Any", **named: "Any") -> Markup:
        """Draw the macro."""
        takes_named, takes_more, takes_caller = self._takes
        count = len(self.arguments)
        values = list(given[:count])
        for name in self.arguments[len(values) :]:
            values.append(named.pop(name, missing))
        if takes_caller and "caller" not in self.arguments:
            caller = named.pop("caller", None)
            if caller is None:
                caller = StrictUndefined("No caller defined", name="caller")
            values.append(caller)
        if takes_named:
            values.append(named)
        elif named:
            raise TypeError(
                "macro '%s' takes no keyword argument '%s'" % (self.name, sorted(named)[0])
            )
        if takes_more:
            values.append(given[count:])
        elif len(given) > count:
            raise TypeError("macro '%s' takes not more than %d argument(s)" % (self.name, count))
        return Markup(self._function(*values))


class BlockReference:
    """A block that can be called: `super()`, `self.name()`."""

    def __init__(self, name: str, context: "Context", stack: "list[Block]", depth: int) -> None:
        self._name = name
        self._context = context
        self._stack = stack
        self._depth = depth

    @property
    def super(self) -> "Any":
        """The same block, one template further up."""
        return block(self._name, self._context, self._stack, self._depth + 1)

    def __call__(self) -> Markup:
        """Draw the block."""
        return Markup("".join(self._stack[self._depth](self._context)))


def block(name: str, context: "Context", stack: "list[Block]", depth: int) -> "Any":
    """Refer to a block at some depth of its inheritance; undefined where there is none."""
    if depth < len(stack):
        return BlockReference(name, context, stack, depth)
    return StrictUndefined("there is no parent block called '%s'." % name, name="super")


class TemplateReference:
    """`self` in a template."""

    def __init__(self, context: "Context") -> None:
        self._context = context

    def __getitem__(self, name: str) -> BlockReference:
        return BlockReference(name, self._context, self._context.blocks[name], 0)


class Context:
    """The variables of one template while it draws.

    Args:
        environment: Where other templates come from.
        parent: The variables given from outside; never changed.
        blocks: The template's own blocks by name.
    """

    def __init__(
        self, environment: "Environment", parent: "dict[str, Any]", blocks: "dict[str, Block]"
    ) -> None:
        self.environment = environment
        self.parent = parent
        self.vars: "dict[str, Any]" = {}
        self.exported_vars: "set[str]" = set()
        self.blocks = {name: [blocks[name]] for name in blocks}

    def resolve_or_missing(self, name: str) -> "Any":
        """Give a variable's value, or `missing`."""
        return self.vars.get(name, self.parent.get(name, missing))

    def get_all(self) -> "dict[str, Any]":
        """Give all variables; not to be changed."""
        return merged(self.parent, self.vars) if self.vars else self.parent

    def super(self, name: str, current: "Block") -> "Any":
        """Refer to the parent of the block that is being drawn."""
        stack = self.blocks.get(name, [])
        depth = stack.index(current) + 1 if current in stack else len(stack)
        return block(name, self, stack, depth)

    def derived(self, local: "dict[str, Any]") -> "Context":
        """Make a context for the same template with more variables, for a scoped block."""
        context = Context(self.environment, merged(self.get_all(), local), {})
        context.blocks = {name: list(self.blocks[name]) for name in self.blocks}
        return context


class TemplateModule:
    """What an imported template exports, as attributes."""

    def __init__(self, context: Context) -> None:
        for name in context.exported_vars:
            setattr(self, name, context.vars[name])


class Template:
    """One compiled template.

    Args:
        environment: Where other templates come from.
        code: The Python module that `tools/templates.py` made.
    """

    def __init__(self, environment: "Environment", code: "Any") -> None:
        self._environment = environment
        self.root_render_func = code.root
        self.blocks: "dict[str, Block]" = code.blocks
        self._module: "TemplateModule | None" = None

    def render(self, values: "dict[str, Any]") -> str:
        """Draw the template.

        Args:
            values: Its variables.

        Returns:
            The text.
        """
        return "".join(self.root_render_func(self.new_context(values)))

    def new_context(
        self, values: "dict[str, Any]", shared: bool = False, local: "dict[str, Any] | None" = None
    ) -> Context:
        """Make the context to draw with; `shared` values have the globals already."""
        parent = values if shared else merged(GLOBALS, values)
        return Context(self._environment, merged(parent, local) if local else parent, self.blocks)

    def make_module(
        self, values: "dict[str, Any]", shared: bool = False, local: "dict[str, Any] | None" = None
    ) -> TemplateModule:
        """Draw the template for what it exports."""
        context = self.new_context(values, shared, local)
        for _ in self.root_render_func(context):
            pass
        return TemplateModule(context)

    def _get_default_module(self, _context: Context) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module({})
        return self._module


class Environment:
    """The compiled templates of one package.

    Args:
        package: The dotted name of the package that holds them.
    """

    def __init__(self, package: str) -> None:
        self._package = package
        self._templates: "dict[str, Template]" = {}

    def get_template(self, name: str, _parent: "str | None" = None) -> Template:
        """Find a template.

        Args:
            name: Its file name, `form.html.j2`.

        Returns:
            The template, loaded at its first use.

        Raises:
            TemplateNotFound: The package has no such template.
        """
        if name not in self._templates:
            path = self._package + "." + module_name(name)
            try:
                __import__(path)
            except ImportError:
                # Not `raise … from`: MicroPython prints a warning to the console for it.
                raise TemplateNotFound(name)  # noqa: B904
            self._templates[name] = Template(self, sys.modules[path])
        return self._templates[name]


def module_name(name: str) -> str:
    """Give the Python module that a template is compiled to.

    Args:
        name: The template's file name, `mail/lead.html.j2`.

    Returns:
        A name, `mail_lead`.
    """
    for ending in (".j2", ".html"):
        if name.endswith(ending):
            name = name[: -len(ending)]
    return name.replace(".", "_").replace("/", "_").replace("-", "_")


def merged(first: "dict[str, Any]", second: "dict[str, Any]") -> "dict[str, Any]":
    """Put two sets of variables together; the second wins, where it has a value."""
    both = first.copy()
    for name in second:
        if second[name] is not missing:
            both[name] = second[name]
    return both
