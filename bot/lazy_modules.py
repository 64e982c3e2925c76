"""Modules that are loaded when they are first used, and not where they are imported."""

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec


def load_lazily(package: str, *names: str) -> None:
    """Let modules of a package, which is being imported, be loaded at the first use of a name.

    ``from package import module`` leaves such a module as it is; ``from package.module import
    name`` loads it. On Python 3.11, the first use has to be in one OS thread.
    """
    for name in names:
        spec = find_spec(f"{package}.{name}")
        assert spec is not None
        assert spec.loader is not None
        spec.loader = LazyLoader(spec.loader)
        module = sys.modules[spec.name] = module_from_spec(spec)
        spec.loader.exec_module(module)
        setattr(sys.modules[package], name, module)
