"""The queue one by one in the terminal, a key for each answer. Each is written at once: who stops loses none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.events import Key
from textual.widgets import Input, Static

from leadcli.api.answering.item_answers import Answers
from leadcli.api.answering.items import Item, Reply
from leadcli.domain.messages import Message, Refusal, message
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

LETTERS = "y n o l b q"  # yes, no, other, later, back, quit: as typed on a Latin keyboard
ACTIONS = ("yes", "no", "other", "later", "back", "quit")
NAMED = {"backspace": "back", "escape": "quit", "space": "later", "right": "later"}


def review(items: Sequence[Item], answers: Answers, speech: Speech) -> int:
    """Ask the items one by one; how many were answered."""
    screen = Review(items, answers, speech)
    screen.run()
    return len(screen.given)


class Review(App[None]):
    """One question on the screen at a time."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""
    CSS = """
    Screen { background: ansi_default; }
    #head { padding: 1 2 0 2; text-style: dim; }
    #body { padding: 1 2; scrollbar-size: 1 1; }
    #said { padding: 0 2; height: auto; max-height: 4; }
    #keys { padding: 0 2 1 2; height: auto; text-style: dim; }
    Input { margin: 0 2; display: none; }
    """
    BINDINGS: ClassVar = []

    def __init__(self, items: Sequence[Item], answers: Answers, speech: Speech) -> None:
        """Ask these items, and write with ``answers``."""
        super().__init__(ansi_color=True)
        self.items, self.answers, self.speech = items, answers, speech
        self.at = 0
        self.given: list[int] = []  # the places of what was answered, in the order of the answers
        own = speech("y n o l b q").split()
        self.hints = own
        self.actions = dict(zip(LETTERS.split(), ACTIONS, strict=True)) | dict(zip(own, ACTIONS, strict=True))

    def compose(self) -> ComposeResult:
        """The parts of the screen."""
        yield Static(id="head")
        with VerticalScroll(id="body", can_focus=False):
            yield Static(id="question")
        yield Static(id="said")
        yield Input(placeholder=self.speech("a name or an id, then Enter"))
        yield Static(id="keys")

    def on_mount(self) -> None:
        """Show the first item."""
        self.show()

    # --- what is shown ------------------------------------------------------------------------------------------------
    @property
    def item(self) -> Item | None:
        """The item that is asked; None past the last."""
        return self.items[self.at] if self.at < len(self.items) else None

    def show(self, said: str = "") -> None:
        """Show the item, and what was said to the last answer."""
        speech, item = self.speech, self.item
        self.query_one("#said", Static).update(Text(said))
        if item is None:
            count, left = len(self.given), len(self.items) - len(self.given)
            self.query_one("#head", Static).update(
                Text(speech("answered: {count}, waiting: {left}", count=count, left=left))
            )
            self.query_one("#question", Static).update(Text(speech("that was all"), style="bold"))
        else:
            head = speech("{number} of {all}, answered {count}", number=self.at + 1, all=len(self.items),
                          count=len(self.given))  # fmt: skip
            self.query_one("#head", Static).update(Text(head))
            self.query_one("#question", Static).update(self.question(item))
        self.query_one("#keys", Static).update(Text(self.keys_told(item)))

    def question(self, item: Item) -> Text:
        """An item in words: what is asked, why, who may be meant."""
        speech = self.speech
        text = Text(safe(speech.say(item.ask), 400), style="bold")
        text.append("\n\n")
        for each in item.why:
            text.append(f"  {safe(speech.say(each), 300)}\n", style="not bold")
        if item.kind != "double" and item.other:
            text.append("\n")
            for number, choice in enumerate(item.choices, 1):
                text.append(f"  {number}  {safe(choice.name, 120)}\n", style="not bold")
        return text

    def keys_told(self, item: Item | None) -> str:
        """The keys that do something now."""
        speech = self.speech
        words = (speech("yes"), speech("no"), speech("other"), speech("later"), speech("back"), speech("quit"))
        wanted = {"back", "quit"} if item is None else set(ACTIONS)
        if item is not None:
            wanted -= {"yes"} if not item.yes else set()
            wanted -= {"other"} if not item.other else set()
        told = [
            f"{key} {word}" for key, word, action in zip(self.hints, words, ACTIONS, strict=True) if action in wanted
        ]
        if item is not None and item.other and len(item.choices) > 1:
            told.insert(0, f"1-{len(item.choices)} {speech('this one')}")
        return " · ".join(told)

    # --- what is typed ------------------------------------------------------------------------------------------------
    def on_key(self, event: Key) -> None:
        """Carry out what a key stands for."""
        typing = self.query_one(Input)
        if typing.display:
            if event.key == "escape":
                self.close(typing)
            return
        letter = (event.character or "").casefold()
        event.stop()
        if letter.isdigit() and letter.isascii():
            self.pick(int(letter))
            return
        action = NAMED.get(event.key) or self.actions.get(letter, "")
        if action == "quit":
            self.exit()
        elif action == "back":
            self.back()
        elif self.item is None:
            return
        elif action == "later":
            self.at += 1
            self.show()
        elif action == "other" and self.item.other:
            typing.display = True
            typing.focus()
        elif action in ("yes", "no"):
            self.answer("yes" if action == "yes" else "no")

    def pick(self, number: int) -> None:
        """Answer with one of those who may be meant."""
        item = self.item
        if item is not None and item.other and 0 < number <= len(item.choices):
            first = number == 1 and item.yes
            self.answer("yes" if first else "other", "" if first else item.choices[number - 1].id)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with who was typed."""
        item, text = self.item, event.value.strip()
        if item is None or not text:
            self.close(event.input)
            return
        try:
            whom = self.answers.whom(item, text)
        except Refusal as refused:
            self.query_one("#said", Static).update(Text(self.told(refused.said)))
            return
        self.close(event.input)
        self.answer("other", whom)

    def close(self, typing: Input) -> None:
        """Put the field for a name away."""
        typing.value = ""
        typing.display = False
        self.set_focus(None)

    def answer(self, reply: Reply, whom: str = "") -> None:
        """Write an answer and go on; where it cannot be written, say why and stay."""
        item = self.item
        assert item is not None, "there is something to answer"
        try:
            said = self.answers.answer(item, reply, whom)
        except Refusal as refused:
            self.show(self.told(refused.said))
            return
        self.given.append(self.at)
        self.at += 1
        self.show(self.told(said))

    def back(self) -> None:
        """Take the last answer of this session back, and ask it again."""
        if not self.given:
            if self.at:
                self.at -= 1
            self.show(self.speech("nothing was answered yet"))
            return
        place = self.given[-1]
        try:
            _, left = self.answers.undo(self.items[place].key)
        except Refusal as refused:
            self.show(self.told(refused.said))
            return
        self.given.pop()
        self.at = place
        self.show(self.told((message("taken back"), *left)))

    def told(self, said: Sequence[Message]) -> str:
        """Sentences as lines."""
        return "\n".join(safe(self.speech.say(each), 300) for each in said)
