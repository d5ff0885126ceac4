"""Writes jinja2-cases.json: what Python's jinja2 makes of the snippets in jinja2-snippets.txt (one a line, \\n for a newline; blank lines and # are skipped)."""
import datetime, json, pathlib
import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

here = pathlib.Path(__file__).parent
variables = {
    "text": "  Hello, World \n", "word": "naïve", "emoji": "a😀b", "quote": "it's \"so\"", "empty": "", "n": 7, "f": 2.5, "big": 12345678901234567890, "t": True, "nothing": None,
    "list": [3, 1, 2], "words": ["b", "A", "c"], "people": [{"name": "Ann", "age": 31}, {"name": "bob", "age": 7}, {"name": "Cy"}],
    "obj": {"b": 1, "a": [1, 2.0, None, True, "x\u00e9\"\n"], "C": {"d": {}, "e": []}}, "items": "shadow",
}


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])
env.filters["tojson"] = tojson
env.globals["raise_exception"] = raise_exception
env.globals["inf"], env.globals["nan"] = float("inf"), float("nan")   # JSON has neither
env.globals["strftime_now"] = lambda f: datetime.datetime(2026, 1, 5, 15, 4, 9).strftime(f)

cases = []
for line in (here / "jinja2-snippets.txt").read_text().splitlines():
    if not line.strip() or line.startswith("#"):
        continue
    template = line.replace("\\n", "\n")
    try:
        cases.append({"template": template, "text": env.from_string(template).render(**variables)})
    except Exception as error:
        cases.append({"template": template, "error": str(error)})
document = {"made_with": f"jinja2 {jinja2.__version__}, set up as transformers does", "now": "2026-01-05T15:04:09", "variables": variables, "cases": cases}
(here / "jinja2-cases.json").write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
