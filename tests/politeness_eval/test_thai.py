"""Thai ends a sentence with a particle and a space, not with a mark."""

from locales import load_pack
from politeness_eval import judge


def test_a_reply_without_a_full_stop_is_whole():
    found = {one.rule for one in judge("ขอบคุณค่ะ ทางร้านได้รับข้อความแล้วค่ะ", load_pack("th-TH")).findings}
    assert "unfinished" not in found


def test_a_reply_that_stops_after_a_comma_is_not():
    assert "unfinished" in {one.rule for one in judge("ขอบคุณค่ะ,", load_pack("th-TH")).findings}


def test_the_two_particles_do_not_mix():
    assert not judge("ขอบคุณครับ ทางร้านยินดีให้บริการค่ะ", load_pack("th-TH")).passed
