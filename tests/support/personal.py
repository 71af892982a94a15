"""Texts that tell of a person, and texts that only look like it."""

from __future__ import annotations

PHONES = [
    "09012345678", "090-1234-5678", "090 1234 5678", "０９０－１２３４－５６７８", "０９０１２３４５６７８",
    "090ー1234ー5678", "(090)1234-5678", "（090） 1234－5678", "090-12345678", "+819012345678", "+81-90-1234-5678",
    "+81 90 1234 5678", "+81(0)90-1234-5678", "＋81 90‐1234‐5678", "0081-90-1234-5678",
]  # fmt: skip
OTHERS = [
    "03-1234-5678", "0120-123-456", "(03)1234-5678", "04992-2-1234", "011-234-5678", "010-1234-5678", "202-555-0107",
    "(202) 555-0107", "202.555.0107", "+1 202-555-0107", "+12025550107", "+44 20 7946 0958", "+33 1 23 45 67 89",
]  # fmt: skip
EMAILS = ["taro@example.jp", "Taro@Example.JP", "taro＠example.jp", "ｔａｒｏ＠example．ｊｐ", "taro%40example.jp"]
NAMED = [  # name, text, the text without it
    "田中 太郎|田中 太郎です。田中様、太郎さん、田中太郎|*です。*様、*さん、*", "田中　太郎|田中太郎と 田中|*と *",
    "Al Müller|AL also saw müller. Alan? Al様 Al MÜLLER|* also saw *. Alan? *様 *", "みお|朝霧野 みお、朝霧野|*、*",
    "Smith, John (Ms.)|Dear JOHN Smith! Smithson|Dear * *! Smithson", "a.*b(|axxb( a.*b( [a.*b(]|axxb( * [*]",
    "C++ \\d $1|say C++, \\d and $1.|say *, * and *.", "O'Neil \"Q\" \\d|O'Neil said \"Q\", 4 \\d|* said *, 4 *",
    "김철수|김철수님|*님", "😀🎉|hi 😀🎉😀|hi *😀", "林|林さん、林檎|林さん、林檎", " |a b|a b",
    "Phone Person|a phone, a person|a phone, a person", "太郎|太郎miomio|**",
    "İpek|İPEK, ipek, I\u0307pek, i\u0307pek|*, *, *, *", ":İ|::İ:|:*:",
]  # fmt: skip
AROUND_PHONES = ["{}", "電話{}です", "TEL:{}", "tel{}", "5/03 {}、10:30", "2025-05-01 {}。"]
AROUND_EMAILS = ["{}", "連絡先は{}です", "<{}>", "mailto:{}?subject=x", "?email={}&x=1", "田中{}。"]
HARMLESS = [
    "2025-05-01 10:00", "2025-05-01 2025-05-02", "2025/05/01 0:30", "05-01-2025 18:00", "10:00-18:00", "A-25104272",
    "12,800円", "¥1280000", "4901234567890", "〒100-0001", "192.168.0.1", "v1.10.2000", "2:1 0 10 2000", "@mio",
    "f47ac10b-58cc-0372-8567-0e02b2c3d479", "Also, Alan", "",
]  # fmt: skip
