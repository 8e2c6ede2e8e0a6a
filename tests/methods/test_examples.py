"""The examples in the docstrings are true, and every public function has one."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import openward.methods

MODULES = sorted(module.name for module in pkgutil.walk_packages(openward.methods.__path__, "openward.methods."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_says_what_it_does_with_an_example(name):
    module = importlib.import_module(name)
    for function_name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == name and not function_name.startswith("_"):
            documentation = inspect.getdoc(function) or ""
            assert ">>>" in documentation or "see its example" in documentation, function_name
