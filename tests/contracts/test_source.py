"""What the program's source may not contain: code from data, the network, colours and labels outside their place."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.contracts import sources

PROGRAM = sources.python_files("s2v_desktop")
UI = sources.python_files("s2v_desktop/ui")

RUNS_CODE_FROM_DATA = {"pickle", "cPickle", "_pickle", "shelve", "marshal", "dill", "cloudpickle", "joblib"}
NETWORK = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "requests", "aiohttp", "PySide6.QtNetwork"}
LOCAL = {"PySide6.QtNetwork.QLocalServer", "PySide6.QtNetwork.QLocalSocket"}
"""A second start hands its files to the first through a socket of the file system: no network."""
BARE_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
METHODS = {
    "extractall": "an archive may name files outside its folder; read the members one by one",
    "load_word2vec_format": "gensim's reader unpickles; core reads vectors itself",
    "processEvents": "a nested event loop lets a slot run inside another",
    "availableFonts": "use the system's font",
}
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-zA-Z])|\brgba?\(\s*\d")


def place(file: Path, line: int) -> str:
    """File and line as an editor opens them."""
    return f"{sources.name_of(file)}:{line}"


def test_nothing_imports_what_runs_code_from_data_or_reaches_the_network() -> None:
    banned = RUNS_CODE_FROM_DATA | NETWORK
    found = [
        f"{place(file, line)} imports {name}"
        for file in PROGRAM
        for line, name in sources.imports(file)
        if name not in LOCAL and any(name == bad or name.startswith(f"{bad}.") for bad in banned)
    ]
    assert not found, "\n".join(found)


def test_numpy_never_unpickles() -> None:
    found = []
    for file in PROGRAM:
        for call, name in sources.calls(file):
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            loads = name in ("np.load", "numpy.load")
            if given.get("allow_pickle", "False") != "False" or (loads and "allow_pickle" not in given):
                found.append(f"{place(file, call.lineno)} must say allow_pickle=False")
    assert not found, "\n".join(found)


def test_nothing_calls_what_is_dangerous() -> None:
    found = []
    for file in PROGRAM:
        for call, name in sources.calls(file):
            owner, _, method = name.rpartition(".")
            if name in BARE_CALLS:
                found.append(f"{place(file, call.lineno)} calls {name}")
            if method in METHODS and owner:
                found.append(f"{place(file, call.lineno)} calls {name}: {METHODS[method]}")
            if method == "load" and owner.rsplit(".", 1)[-1] in ("KeyedVectors", "Word2Vec"):
                found.append(f"{place(file, call.lineno)} calls {name}: it runs code from the file")
            if any(keyword.arg == "shell" and ast.unparse(keyword.value) != "False" for keyword in call.keywords):
                found.append(f"{place(file, call.lineno)} uses a shell")
    assert not found, "\n".join(found)


def test_a_signal_of_a_worker_goes_to_a_bound_method_only() -> None:
    """A lambda, a partial or a plain function would run in the worker's thread."""
    worker = re.compile(r"job|thread|worker|controller|flow", re.IGNORECASE)
    inside = ("job_thread.py", "job_controller.py", "flow.py")
    found = []
    for file in UI:
        for call, name in sources.calls(file):
            if not name.endswith(".connect") or not call.args:
                continue
            target = call.args[0]
            partial = isinstance(target, ast.Call) and ast.unparse(target.func).endswith("partial")
            if (isinstance(target, ast.Lambda) or partial) and (file.name in inside or worker.search(name)):
                found.append(f"{place(file, call.lineno)} {name}")
    assert not found, "\n".join(found)


def docstrings(module: ast.Module) -> set[int]:
    """Identities of the string constants that are documentation."""
    bare = (node.value for node in ast.walk(module) if isinstance(node, ast.Expr))
    return {id(value) for value in bare if isinstance(value, ast.Constant)}


def colours(file: Path) -> Iterator[int]:
    """Lines of a file that hold a colour as a literal."""
    documentation = docstrings(sources.tree(file))
    for node in ast.walk(sources.tree(file)):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
        if is_text and COLOUR.search(node.value):
            yield node.lineno
        makes_one = isinstance(node, ast.Call) and ast.unparse(node.func) in ("QColor", "QtGui.QColor")
        if makes_one and node.args and isinstance(node.args[0], ast.Constant):
            yield node.lineno


def test_colours_are_written_in_the_theme_only() -> None:
    found = [place(file, line) for file in PROGRAM if file.name != "theme.py" for line in colours(file)]
    assert not found, "\n".join(found)


def test_the_search_for_colours_finds_them() -> None:
    assert COLOUR.search("#5aa9ff")
    assert COLOUR.search("border: 1px solid #fff;")
    assert COLOUR.search("rgba(1, 2, 3, 4)")
    assert not COLOUR.search("issue #12345")


def test_labels_are_made_in_one_place_that_shows_plain_text() -> None:
    """A label left to itself takes a title such as ``<img src=...>`` for rich text."""
    helper = sources.PACKAGE / "ui" / "widgets" / "labels.py"
    assert "PlainText" in helper.read_text(encoding="utf-8")
    found = [
        place(file, call.lineno)
        for file in UI
        if file != helper
        for call, name in sources.calls(file)
        if name.rsplit(".", 1)[-1] == "QLabel"
    ]
    assert not found, "make labels with s2v_desktop.ui.widgets.labels:\n" + "\n".join(found)


def test_modules_have_no_state_of_their_own() -> None:
    """No ``global``: what changes belongs to an object that somebody made and somebody ends."""
    found = [
        place(file, node.lineno)
        for file in PROGRAM
        for node in ast.walk(sources.tree(file))
        if isinstance(node, ast.Global)
    ]
    assert not found, "\n".join(found)


def test_sql_numbers_no_parameter() -> None:
    """From Python 3.12 on sqlite3 warns about ``?1`` with a sequence, and from 3.14 on refuses it: name it instead."""
    found = [
        place(file, node.lineno)
        for file in sources.python_files("s2v_desktop/store", "s2v_desktop/jobs")
        for node in ast.walk(sources.tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"\?\d", node.value)
    ]
    assert not found, "\n".join(found)


NAMED_ELSEWHERE = {
    "supportedDropActions": "Qt asks the table of a playlist",
    "mergeWith": "Qt asks a command of the undo stack",
    "LASSO": "made from its value, which the toolbar names",
}
"""What the window defines and nothing of the package names -> who does."""


def test_the_window_defines_nothing_that_nothing_names() -> None:
    files = sources.python_files("s2v_desktop", "packaging")
    words = Counter(re.findall(r"\w+", "\n".join(file.read_text(encoding="utf-8") for file in files)))
    unused = set()
    for file in sources.python_files("s2v_desktop/ui"):
        for node in ast.walk(sources.tree(file)):
            named = isinstance(node, ast.FunctionDef | ast.ClassDef)
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [node.name] if named else [one.id for one in targets if isinstance(one, ast.Name)]
            unused |= {name for name in names if words[name] == 1 and not re.fullmatch(r"__\w+__|\w+Event", name)}
    assert unused == set(NAMED_ELSEWHERE)
