"""Fit the Python that Jinja2's compiler writes to MicroPython and to our small runtime.

Each rule turns one shape of Jinja2 3.1's output into a shorter one that does the same. A shape that
no rule knows stays as it is; `tests/templates` draws everything with Jinja2 itself, too.
"""

import ast
import builtins

# Where a name in the compiled code comes from.
SOURCES = {
    "widget.core.jinja.filters": ("FILTERS", "TESTS"),
    "widget.core.jinja.runtime": (
        "LoopContext",
        "Macro",
        "Namespace",
        "TemplateNotFound",
        "TemplateReference",
        "TemplateRuntimeError",
    ),
    "widget.core.jinja.values": (
        "Markup",
        "StrictUndefined",
        "Undefined",
        "attribute",
        "concat",
        "contains",
        "defined",
        "escaped",
        "given",
        "item",
        "join_text",
        "missing",
    ),
}
RENAMED = {
    "undefined": "StrictUndefined",
    "cond_expr_undefined": "Undefined",
    "markup_join": "join_text",
}
# What the compiler sets up, and nothing here reads.
LOST_ARGUMENTS = {"_loop_vars", "_block_vars"}
LOST = {
    "name",
    "debug_info",
    "undefined",
    "concat",
    "cond_expr_undefined",
    *LOST_ARGUMENTS,
}


def rewritten(source: str) -> str:
    """Rewrite one compiled template.

    Args:
        source: What `jinja2.Environment.compile(…, raw=True)` gave.

    Returns:
        Python for MicroPython, with its imports.

    Raises:
        NotImplementedError: The code leans on something of Jinja2 that the runtime lacks.
    """
    tree = ast.parse(source)
    tree.body = [part for part in tree.body if not isinstance(part, ast.ImportFrom)]
    tree = ast.fix_missing_locations(_Rewriter().visit(tree))
    free = _free_names(tree)
    lines = []
    for module, names in SOURCES.items():
        wanted = [name for name in names if name in free]
        if wanted:
            lines.append(f"from {module} import {', '.join(wanted)}")
            free -= set(wanted)
    if free:
        raise NotImplementedError(f"compiled templates cannot use {', '.join(sorted(free))}")
    return "\n".join([*lines, ast.unparse(tree), ""])


class _Rewriter(ast.NodeTransformer):
    """One method for each kind of node that some rule touches."""

    _picks = False  # inside a loop's `if`, whose yields are items and not pieces of text

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        before, self._picks = self._picks, [part.arg for part in node.args.args] == ["fiter"]
        if any(argument.arg == "environment" for argument in node.args.args):
            del node.args.args[1:], node.args.defaults[:]
        self.generic_visit(node)
        self._picks = before
        if _uses(node, "environment"):
            node.body.insert(0, ast.parse("environment = context.environment").body[0])
        if not _uses(node, "resolve", ast.Load):
            node.body = [part for part in node.body if "resolve" not in _targets(part)]
        for mark in [part for part in node.body if _is_generator_mark(part)]:
            if _own_yields(node) > 1:
                node.body.remove(mark)
            else:  # MicroPython drops `if 0:` before it sees that there is a `yield`
                node.body[node.body.index(mark)] = ast.parse("yield ''").body[0]
        return _filled(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        match node.body:
            case [ast.Assign([variable], ast.Call(ast.Name("undefined"), [hint], [name]))] if (
                _is_missing_parameter(node.test)
            ):
                value = ast.Name(ast.unparse(variable), ast.Load())
                if isinstance(hint, ast.JoinedStr):  # an import; the build saw that it is there
                    return None
                return ast.Assign([variable], ast.Call(_name("given"), [value, name.value], []))
        return _filled(self.generic_visit(node))

    def visit_For(self, node: ast.For) -> ast.AST:
        return _filled(self.generic_visit(node))

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        return _filled(self.generic_visit(node))

    def visit_Pass(self, _node: ast.Pass) -> None:
        return None

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        return None if _targets(node) & LOST else self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        match node.value:
            case ast.Call(ast.Attribute(ast.Name(name), "update")) if name in LOST:
                return None
            case ast.Call(
                ast.Attribute(ast.Name(name), "append" | "extend"), [ast.Tuple() as parts]
            ):
                parts.elts = [self._piece(part) for part in parts.elts]
                return node
            case ast.Call(ast.Attribute(ast.Name(name), "append") as method, [part]):
                node.value = ast.Call(method, [self._piece(part)], [])
                return node
        return self.generic_visit(node)

    def visit_Yield(self, node: ast.Yield) -> ast.AST:
        if self._picks or node.value is None:
            return self.generic_visit(node)
        node.value = self._piece(node.value)
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST | list[ast.stmt]:
        match node.body[0]:
            case ast.Assign(
                [target], ast.Subscript(ast.Attribute(_, "filters" | "tests" as kind), key)
            ):
                return ast.Assign([target], ast.Subscript(_name(kind.upper()), key, ast.Load()))
            case ast.For(ast.Name("event"), drawn, [ast.Expr(ast.Yield())]):
                return ast.Expr(ast.YieldFrom(drawn))
            case ast.For(ast.Name("event"), drawn, [ast.Expr(ast.Call(ast.Attribute(buffer)))]):
                return ast.Expr(ast.Call(ast.Attribute(buffer, "extend", ast.Load()), [drawn], []))
        return _filled(self.generic_visit(node))

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        match node:
            case ast.IfExp(
                ast.Compare(_, [ast.Is()], [ast.Name("missing")]),
                ast.Call(ast.Name("undefined"), [], [ast.keyword("name", name)]),
                variable,
            ):
                return ast.Call(_name("defined"), [variable, name], [])
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Compare(part, [ast.In()], [whole]):
                return ast.Call(_name("contains"), [part, whole], [])
            case ast.Compare(part, [ast.NotIn()], [whole]):
                return ast.UnaryOp(ast.Not(), ast.Call(_name("contains"), [part, whole], []))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node.func:
            case ast.Attribute(ast.Name("context"), "call"):
                named = [pair for pair in node.keywords if pair.arg not in LOST_ARGUMENTS]
                node = ast.Call(node.args[0], node.args[1:], named)
            case ast.Attribute(ast.Name("environment"), "getattr"):
                node.func = _name("attribute")
            case ast.Attribute(ast.Name("environment"), "getitem"):
                node.func = _name("item")
            case ast.Attribute(ast.Name("environment"), "get_template"):
                del node.args[1:]
            case ast.IfExp(ast.Attribute(_, "autoescape"), ast.Name("Markup")):
                node.func = _name("Markup")
            case ast.Name("Macro"):
                node.args = node.args[1:-1]
                while isinstance(node.args[-1], ast.Constant) and node.args[-1].value is False:
                    node.args.pop()
            case ast.Name("LoopContext"):
                del node.args[1]
            case ast.Name("cond_expr_undefined"):
                del node.args[:]
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(RENAMED.get(node.id, node.id), node.ctx)

    def _piece(self, value: ast.expr) -> ast.expr:
        """Make a plain `str` of a drawn piece: MicroPython joins nothing else."""
        match value:
            case ast.Constant() | ast.Name("event"):
                return value
            case ast.Call(ast.Name("escape"), [inner]):
                return ast.Call(_name("escaped"), [self.visit(inner)], [])
        return ast.Call(_name("str"), [self.visit(value)], [])


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _targets(part: ast.AST) -> set[str]:
    """Name what a statement assigns, `a` for `a = …` and for `a[…] = …`."""
    if not isinstance(part, ast.Assign):
        return set()
    places = [place.value if isinstance(place, ast.Subscript) else place for place in part.targets]
    return {place.id for place in places if isinstance(place, ast.Name)}


def _uses(node: ast.AST, name: str, how: type[ast.expr_context] = ast.Load) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, how)
        for part in ast.walk(node)
    )


def _is_generator_mark(part: ast.stmt) -> bool:
    """Know `if 0: yield None`, which makes a function without pieces a generator."""
    return isinstance(part, ast.If) and isinstance(part.test, ast.Constant)


def _is_missing_parameter(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and ast.unparse(test.comparators[0]) == "missing"


def _own_yields(function: ast.FunctionDef) -> int:
    """Count a function's yields, not those of functions inside it."""
    count = 0
    open_nodes: list[ast.AST] = list(function.body)
    while open_nodes:
        node = open_nodes.pop()
        count += isinstance(node, ast.Yield | ast.YieldFrom)
        if not isinstance(node, ast.FunctionDef):
            open_nodes.extend(ast.iter_child_nodes(node))
    return count


def _filled(node: ast.AST) -> ast.AST:
    """Give a body that lost everything its `pass` back."""
    if not getattr(node, "body", True):
        node.body = [ast.Pass()]  # type: ignore[attr-defined]
    return node


def _free_names(tree: ast.AST) -> set[str]:
    """Name what a module reads and nothing in it sets."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            bound |= {node.name, *[argument.arg for argument in node.args.args]}
    return {node.id for node in names} - bound - set(dir(builtins))
