"""The page with its widget, as a customer handles it: `Chat(page, address).visit().open().say("…")`."""


class Chat:
    """One tab."""

    def __init__(self, page, address, locale="ja-JP"):
        self.page = page
        self.address = address
        self.locale = locale
        self.words = {}

    def visit(self, path=None):
        self.page.goto(f"{self.address}{path or f'/?locale={self.locale}'}")
        self.ready()
        return self

    def ready(self):
        self.page.wait_for_selector("teinei-chat .frame", state="attached")
        url = f"{self.address}/widget/strings/{self.locale}.json"
        self.words = self.page.request.get(url).json()["strings"]

    def open(self):
        self.page.get_by_role("button", name=self.words["open"]).last.click()
        self.input.wait_for()
        self.find(".panel").evaluate("panel => Promise.all(panel.getAnimations().map(one => one.finished))")
        return self

    def find(self, selector):
        return self.page.locator(f"teinei-chat {selector}")

    @property
    def input(self):
        return self.find("textarea")

    def say(self, text):
        self.input.fill(text)
        self.input.press("Enter")

    def wait_for_reply(self, number=1):
        self.find(".message.bot").nth(number).wait_for()  # the greeting is number 0
        self.find(".dots").wait_for(state="hidden")
        self.page.wait_for_function(
            "!document.querySelector('teinei-chat').shadowRoot.querySelector('[aria-busy=true]')"
        )

    def lines(self):
        """(by, text) of every bubble below the greeting."""
        read = """bubbles => bubbles.slice(1).map(bubble =>
            [bubble.classList.contains("customer") ? "customer" : "bot", bubble.querySelector("p").textContent])"""
        return [tuple(line) for line in self.find(".message").evaluate_all(read)]

    def focused(self):
        """The name, role or tag of the element that has the focus, also inside the widget."""
        return self.page.evaluate("""() => {
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return at.getAttribute("aria-label") ?? at.getAttribute("role") ?? at.tagName;
        }""")
