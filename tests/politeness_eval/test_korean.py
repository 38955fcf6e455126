"""Korean: the analyser keeps its places on any text, and the pack tells the levels of speech apart."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales import load_pack
from politeness_eval import judge
from politeness_eval.analysers import analyser_for
from politeness_eval.analysers.korean import PIECE, Korean
from politeness_eval.reading import Reading
from politeness_eval.verdict import Situation, Verdict

HANGUL = st.text(alphabet="가나다라해요습니다네게하시었ㅋㅠ .!?\n\u0301\u1112\u1161\ud800😊A1", max_size=60)


@pytest.fixture(scope="module")
def korean():
    return analyser_for("ko")


@pytest.fixture(scope="module")
def pack():
    return load_pack("ko-KR")


def tags(korean, text):
    return [(token.surface, token.pos, token.lemma) for token in korean.tokens(text)]


def below(verdict: Verdict) -> list[str]:
    return [
        one.rule
        for one in verdict.findings
        if one.axis == "register" and one.severity == "error" and one.side == "below"
    ]


def above(verdict: Verdict) -> list[str]:
    return [one.rule for one in verdict.findings if one.severity == "error" and one.side == "above"]


def test_morphemes_carry_the_tags_of_kiwi(korean):
    assert tags(korean, "가셨어요.") == [
        ("가", "VV", "가다"),
        ("셨", "EP", "시"),
        ("셨", "EP", "었"),
        ("어요", "EF", "어요"),
        (".", "SF", "."),
    ]
    assert ("너", "NP", "너") in tags(korean, "너는 어디 가?")


def test_a_swallowed_copula_still_has_a_place(korean):
    tokens = korean.tokens("갈 거예요.")
    assert "VCP" in [token.pos for token in tokens]
    assert all(token.end > token.start for token in tokens)


@settings(max_examples=150, deadline=None)
@given(text=HANGUL)
def test_places_point_into_the_given_text(text):
    korean = analyser_for("ko")
    tokens = korean.tokens(text)
    clean = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    assert all(clean[token.start : token.end] == token.surface for token in tokens)
    places = [(token.start, token.end) for token in tokens]
    assert places == sorted(places)
    assert all(text[one.start : one.end] == one.text for one in korean.sentences(text))


def test_a_long_text_is_read_to_its_end_in_pieces(korean):
    text = "배송이 지연되어 죄송합니다. " * (3 * PIECE // 16)
    assert len(text) > 2 * PIECE
    assert korean.tokens(text)[-1].end == len(text.rstrip())


def test_sentences_do_not_wait_for_the_dictionary():
    fresh = Korean()
    fresh.sentences("안녕하세요. 확인했습니다.")
    assert "_kiwi" not in vars(fresh)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("주문을 확인했습니다. 내일 도착해요!", ["주문을 확인했습니다.", "내일 도착해요!"]),
        ("2026. 11. 25. 도착합니다. 3.5kg입니다.", ["2026. 11. 25. 도착합니다.", "3.5kg입니다."]),
        ("네 알겠습니다 내일 갈게요 감사합니다", ["네 알겠습니다", "내일 갈게요", "감사합니다"]),
        ("“안 와요.”라고 하셨습니다.", ["“안 와요.”라고 하셨습니다."]),
        ("발송했어요.곧 도착해요\n감사합니다", ["발송했어요.", "곧 도착해요", "감사합니다"]),
        ("필요 수량은 두 개입니다.", ["필요 수량은 두 개입니다."]),
    ],
)
def test_sentences(korean, text, sentences):
    assert [one.text for one in korean.sentences(text)] == sentences


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("김민수 고객님, 안녕하세요.", ["김민수"]),
        ("박지영 씨가 받으셨습니다.", ["박지영"]),
        ("저희 담당자가 고객님께 연락드리겠습니다.", []),
        ("호시미 잡화점입니다.", []),
    ],
)
def test_only_a_person_who_is_addressed_is_a_name(korean, text, names):
    assert [token.surface for token in korean.tokens(text) if token.kind == "name"] == names


def test_a_name_that_nobody_gave_is_found(pack):
    verdict = judge("김민수 고객님, 상품을 보내 드렸습니다.", pack, Situation())
    assert "name-invented" in [one.rule for one in verdict.findings]


@pytest.mark.parametrize(
    "text",
    [
        "주문하신 상품은 오늘 발송했습니다.",
        "네, 두 개 남아 있어요. 주문하시겠어요?",
        "재고가 없어, 교환해 드리기 어렵습니다.",
        "궁금하신 점이 있으시면 편하게 말씀해 주세요.",
        "도착까지 사흘 걸리는 점 양해 부탁드려요.",
        "상품이 마음에 드셨다니 저희도 기쁩니다.",
        "어떤 색이 좋으세요? 파란색도 있고 흰색도 있거든요.",
        "‘캐나다’ 담요는 품절이지만 다음 달에 다시 들어와요.",
        "확인하니 결제가 완료되었습니다.",
        "방해가 되었다면 죄송합니다.",
    ],
)
def test_polite_speech_is_never_too_familiar(pack, text):
    verdict = judge(text, pack)
    assert below(verdict) == above(verdict) == []
    assert verdict.register is not None and verdict.register > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "주문하신 상품은 오늘 발송했어.",
        "내일 도착할 거야.",
        "번호가 뭐야?",
        "번호를 알려 줘.",
        "두 개 남아 있다.",
        "어떤 색이 좋니?",
        "상자는 버리지 마라.",
        "같이 찾아보자.",
        "조금만 기다려 주게.",
        "벌써 받았구나.",
        "네가 보낸 사진을 받았습니다.",
        "너의 주문을 확인했습니다.",
        "응, 확인했습니다.",
        "주문을 확인했습니다. 내일 보내 줄게.",
        "내가 바로 확인하겠습니다.",
        "지금 갈게 조금만 기다려",
    ],
)
def test_familiar_speech_is_found(pack, text):
    assert below(judge(text, pack))


@pytest.mark.parametrize(
    "text",
    [
        "주문하신 상품이 나오셨습니다.",
        "가격은 4,980원이십니다.",
        "그 사이즈는 품절이세요.",
        "이쪽에서 결제하실게요.",
        "담당자님께서 연락하시겠습니다.",
        "번호를 알려 주시옵소서.",
    ],
)
def test_too_much_honour_is_told_from_too_little(pack, text):
    verdict = judge(text, pack)
    assert above(verdict) and not below(verdict)


@pytest.mark.parametrize("text", ["注文을 확인했습니다.", "주문을 확인しました.", "订单을 확인했습니다."])
def test_hanja_and_kana_are_foreign(pack, text):
    assert "foreign-script" in [one.rule for one in judge(text, pack).findings]


def test_a_missing_si_lowers_the_score_and_stops_nothing(pack):
    plain, honoured = judge("고객님이 주문한 상품입니다.", pack), judge("고객님이 주문하신 상품입니다.", pack)
    assert plain.passed and honoured.passed
    assert plain.register is not None and honoured.register is not None and plain.register < honoured.register


def test_politeness_is_not_formality(pack):
    kind = judge("와 정말 고마워! 혹시 시간 되면 조금만 도와줄 수 있을까?", pack)
    rude = judge("귀하의 무식함에는 할 말이 없습니다.", pack)
    assert kind.politeness is not None and kind.politeness > 0.8 and below(kind)
    assert rude.politeness is not None and rude.politeness < 0.2 and not below(rude)


def test_register_rules_do_not_load_the_dictionary(pack):
    analyser = Korean()
    reading = Reading("주문을 확인했습니다. 내일 보내 줄게.", analyser)
    from politeness_eval.prepared import prepare

    found = [one for rule in prepare(pack).rules for one in rule.find(reading, Situation())]
    assert found and "_kiwi" not in vars(analyser)


@pytest.mark.parametrize("text", ["가나다라 " * 1600, "해요." * 2600, "\ud800네가 뭐야?", "가\u0301나\u0301다"])
def test_any_text_is_judged_quickly(pack, text):
    judge("안녕하세요.", pack)
    begin = time.process_time()
    judge(text, pack)
    assert time.process_time() - begin < 2
