import httpx
import pytest
from web_scripted import TAGS, ScriptedBot, settings

from bot import __version__
from bot.web.app import create_app


@pytest.fixture
def bot():
    return ScriptedBot()


def open_client(bot, **options):
    transport = httpx.ASGITransport(create_app(bot, settings(), **options))
    return httpx.AsyncClient(transport=transport, base_url="http://bot")


async def test_healthz_answers_though_a_part_is_down(bot):
    bot.parts["model"] = False
    async with open_client(bot) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}


async def test_readyz_names_each_part(bot):
    async with open_client(bot) as client:
        response = await client.get("/readyz")
    assert (response.status_code, response.json()["ready"], response.json()["parts"]) == (200, True, bot.parts)


async def test_readyz_says_which_parts_are_missing(bot):
    bot.parts |= {"model": False, "actions": False}
    async with open_client(bot) as client:
        response = await client.get("/readyz")
    assert (response.status_code, response.json()["missing"]) == (503, ["model", "actions"])
    assert response.json()["detail"] == "model, actions do not answer."
    assert response.json()["parts"] == bot.parts


async def test_version_says_what_runs(bot):
    async with open_client(bot) as client:
        body = (await client.get("/version")).json()
    assert (body["version"], body["locales"]) == (__version__, TAGS)


async def test_openapi_documents_every_route_its_body_and_its_refusals(bot):
    async with open_client(bot) as client:
        paths = (await client.get("/openapi.json")).json()["paths"]
    assert set(paths) == {
        "/", "/chat", "/chat/{conversation}", "/webhooks/rest/", "/webhooks/rest/webhook", "/healthz", "/readyz",
        "/version", "/nlg", "/model/parse", "/widget/teinei.js", "/widget/strings/{tag}.json", "/pages/{name}",
    }  # fmt: skip
    chat = paths["/chat"]["post"]
    assert set(chat["requestBody"]["content"]["application/json"]["schema"]["properties"]) == {
        "conversation", "message", "message_id", "locale",
    }  # fmt: skip
    assert {"application/json", "text/event-stream"} <= set(chat["responses"]["200"]["content"])
    assert {"400", "413", "415", "422", "500"} <= set(chat["responses"])
    assert "application/problem+json" in chat["responses"]["422"]["content"]
    assert all(route.get("description") for path in paths.values() for route in path.values())


@pytest.mark.parametrize("path", ["/", "/chat/c1", "/widget/teinei.js", "/nothing", "/readyz"])
async def test_every_response_carries_the_security_headers(bot, path):
    async with open_client(bot) as client:
        headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_other_origins_may_not_call_unless_a_shop_is_named(bot):
    asked = {
        "Origin": "https://shop.example.com",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    async with open_client(bot) as client:
        assert "access-control-allow-origin" not in (await client.options("/chat", headers=asked)).headers
    async with open_client(bot, origins=["https://shop.example.com"]) as client:
        allowed = await client.options("/chat", headers=asked)
        assert allowed.headers["access-control-allow-origin"] == "https://shop.example.com"
        other = await client.options("/chat", headers={**asked, "Origin": "https://other.example.com"})
        assert "access-control-allow-origin" not in other.headers


async def test_a_failure_tells_a_named_shops_page_too(bot):
    bot.replies["boom"] = RuntimeError("no")
    async with open_client(bot, origins=["https://shop.example.com"]) as client:
        response = await client.post(
            "/chat", json={"conversation": "c", "message": "boom"}, headers={"Origin": "https://shop.example.com"}
        )
    assert response.status_code == 500
    assert response.headers["access-control-allow-origin"] == "https://shop.example.com"
