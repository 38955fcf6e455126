import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

WIDGET = Path(__file__).parents[2] / "bot" / "widget"
BUILT = (WIDGET / "dist" / "teinei.js").read_text("utf-8")


def test_the_widget_is_small():
    assert len(gzip.compress(BUILT.encode())) < 8_000


def test_the_widget_makes_no_markup_of_text_and_asks_no_third_party():
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", BUILT)
    assert set(re.findall(r"https?://[\w./-]+", BUILT)) <= {"http://www.w3.org/2000/svg"}


def test_the_lock_file_names_no_registry():
    assert not re.search(r"https?://[^\"]*(registry|npm)", (WIDGET / "package-lock.json").read_text("utf-8"))


def test_the_built_file_is_that_of_the_source(tmp_path):
    tool = WIDGET / "node_modules" / ".bin" / "esbuild"
    if not (shutil.which("node") and tool.exists()):
        pytest.skip("npm's packages are not installed: npm ci in bot/widget")
    command = re.search(r"esbuild (.*) --outfile", (WIDGET / "package.json").read_text("utf-8"))[1]
    subprocess.run(
        [tool, *command.split(), f"--outfile={tmp_path / 'new.js'}"], cwd=WIDGET, check=True, capture_output=True
    )
    assert (tmp_path / "new.js").read_text("utf-8") == BUILT, "run npm run build in bot/widget"
