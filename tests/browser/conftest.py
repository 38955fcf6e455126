import shutil
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bot"))

from web_chat import Chat
from web_scripted import ScriptedBot, settings

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# Not for the session: while Playwright lives its event loop runs in this thread, and no async test could.
@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.fail("no Chromium on the PATH: run `make browser-setup`, or leave these out with -m 'not browser'")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def bot():
    return ScriptedBot()


@pytest.fixture
def address(bot):
    """A real server around the scripted bot, on a free port."""
    import uvicorn

    from bot.web.app import create_app
    from bot.web.server import listen

    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(create_app(bot, settings(max_message=200)), log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()
    assert not thread.is_alive()


@pytest.fixture
def profile(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture
def chat(profile, address):
    return Chat(profile.new_page(), address).visit()
