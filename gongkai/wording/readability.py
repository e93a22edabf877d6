"""How easily an official text is read: 0 (hard) to 100 (easy), with hints. A guide to the writer, no measure in law."""

import re
from dataclasses import dataclass

from gongkai.wording.segments import words

SENTENCE_END = re.compile(r"[。！？；!?;\n]+")
CLAUSE_END = re.compile(r"[，、：,:]")
HAN = re.compile(r"[\u3400-\u9fff]")
LONG_SENTENCE, IDEAL_SENTENCE = 60, 28  # characters
LONG_CLAUSE = 25
PASSIVE = re.compile(r"被(?!动|子|告|审计|评估|检查|许可)|予以|加以|进行了?(?=[\u4e00-\u9fa5]{2})|得到了?|受到")
OFFICIALESE = re.compile(
    r"切实|进一步|不断|积极|大力|深入|全面|着力|扎实|有力|有序|有效|充分|高度重视|统筹推进|狠抓|抓手|赋能|闭环|"
    r"高质量|一体化|精细化|常态化|长效机制|再上新台阶|走深走实|落地见效|压紧压实|以[\u4e00-\u9fa5]{1,6}为抓手"
)
HARD_WORDS = re.compile(
    r"兹|特此|之规定|前款所称|上述|该等|系指|旨在|俾|尚需|均须|应予|不得低于|鉴于|据此|拟|悉|函复|为荷"
)
SHORTEST = 40  # characters: less says nothing about style


@dataclass(frozen=True, slots=True)
class Readability:
    """The figure, what it comes from, and what the writer may do."""

    score: int
    characters: int
    sentences: int
    average_sentence: float
    long_sentences: float
    rare_characters: float
    hints: tuple[str, ...]


def is_rare(character: str) -> bool:
    """Whether a character is outside GB 2312's first level, the 3,755 that everyone reads."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return code[0] >= 0xD8


def readability(text: str) -> Readability:
    """Judge a text; a text of a few words gets 100 and no hints."""
    sentences = [sentence.strip() for sentence in SENTENCE_END.split(text) if HAN.search(sentence)]
    lengths = [len(HAN.findall(sentence)) for sentence in sentences]
    characters = sum(lengths)
    if characters < SHORTEST:
        return Readability(100, characters, len(sentences), float(characters), 0.0, 0.0, ())
    average = characters / len(sentences)
    long_share = sum(length > LONG_SENTENCE for length in lengths) / len(lengths)
    rare = sum(is_rare(character) for character in HAN.findall(text)) / characters
    spoken = words(text)
    long_words = sum(len(word) >= 5 for word in spoken) / max(1, len(spoken))
    per_hundred = 100 / characters
    phrases = len(OFFICIALESE.findall(text)) * per_hundred
    passive = (len(PASSIVE.findall(text)) + len(HARD_WORDS.findall(text))) * per_hundred
    loss = (
        min(30.0, max(0.0, average - IDEAL_SENTENCE) * 0.8)
        + min(25.0, long_share * 50)
        + min(15.0, rare * 300)
        + min(10.0, long_words * 60)
        + min(15.0, phrases * 4)
        + min(15.0, passive * 5)
    )
    hints = tuple(advice(sentences, lengths, average, rare, phrases, passive))
    return Readability(
        max(0, round(100 - loss)),
        characters,
        len(sentences),
        round(average, 1),
        round(long_share, 3),
        round(rare, 4),
        hints,
    )


def advice(
    sentences: list[str], lengths: list[int], average: float, rare: float, phrases: float, passive: float
) -> list[str]:
    """What to change, the most useful first."""
    hints = []
    longest = max(range(len(lengths)), key=lengths.__getitem__)
    if lengths[longest] > LONG_SENTENCE:
        hints.append(f"最长的一句有 {lengths[longest]} 字（“{sentences[longest][:12]}……”），建议分成两三句。")
    if average > IDEAL_SENTENCE * 1.5:
        hints.append(f"平均每句 {average:.0f} 字，建议控制在 {IDEAL_SENTENCE} 字左右。")
    if any(len(clause) > LONG_CLAUSE * 1.6 for sentence in sentences for clause in CLAUSE_END.split(sentence)):
        hints.append("有的分句过长而没有停顿，建议加逗号或改为短句。")
    if phrases > 2:
        hints.append("“进一步”“切实”一类的套话较多，删去后意思不变的可以删去。")
    if passive > 1.5:
        hints.append("“予以”“进行”一类的书面语较多，建议直接用动词。")
    if rare > 0.02:
        hints.append("生僻字较多，建议改用常用字或加注。")
    return hints
